import { expect, test } from 'vitest';
import { callbackInstantMs } from '../../../src/core/retry/callback-instant.js';
import { aContactWith } from '../../support/retry-samples.js';

test.each([
  ['2026-11-24T15:00:00-03:00', '11', '2026-11-24T18:00:00.000Z'],
  ['2026-11-24T15:00', '11', '2026-11-24T18:00:00.000Z'],
  ['2026-11-24T15:00', '92', '2026-11-24T19:00:00.000Z'],
  ['2026-11-24T15:00:00', '68', '2026-11-24T20:00:00.000Z'],
])('a callback at %s with a person of area %s is at %s', (text, ddd, instant) => {
  expect(new Date(callbackInstantMs(text, aContactWith(1, {}, ddd))).toISOString()).toBe(instant);
});

test('the municipality of the person outweighs the area code alone', () => {
  // Tabatinga (AM) keeps Acre's time; area 97 alone is Manaus first.
  const moved = aContactWith(1, { municipality: '1304062' }, '97');
  expect(new Date(callbackInstantMs('2026-11-24T15:00', moved)).toISOString()).toBe(
    '2026-11-24T20:00:00.000Z',
  );
});
