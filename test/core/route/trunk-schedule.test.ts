import { expect, test } from 'vitest';
import { isScheduled } from '../../../src/core/route/trunk-schedule.js';

const HOURS = { weekday: '08:00-20:00', saturday: '08:00-14:00', sunday: null };

test.each([
  ['Tuesday at the opening', Date.UTC(2026, 0, 13, 11, 0), true],
  ['a millisecond before', Date.UTC(2026, 0, 13, 11, 0) - 1, false],
  ['Tuesday just before the close', Date.UTC(2026, 0, 13, 23, 0) - 1, true],
  ['Tuesday at the close, which is Wednesday in UTC from 21:00', Date.UTC(2026, 0, 13, 23, 0), false],
  ['Saturday at noon', Date.UTC(2026, 0, 17, 15, 0), true],
  ['Saturday afternoon', Date.UTC(2026, 0, 17, 17, 0), false],
  ['Sunday', Date.UTC(2026, 0, 18, 15, 0), false],
])('%s by Brasília’s clock', (_, atMs, open) => {
  expect(isScheduled(HOURS, atMs)).toBe(open);
});

test('without hours a trunk may always be used', () => {
  expect(isScheduled(null, Date.UTC(2026, 0, 18, 3, 0))).toBe(true);
});
