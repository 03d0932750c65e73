import { expect, test } from 'vitest';
import { parseRegisterDate } from '../../../src/core/registers/register-date.js';

const BRASILIA_MIDNIGHT = Date.UTC(2026, 10, 22, 3);

test.each(['2026-11-22', '22/11/2026', ' 22/11/2026 ', '22-11-2026', '22.11.2026'])(
  'takes %j as the day that begins at midnight in Brasília',
  (text) => {
    expect(parseRegisterDate(text)).toEqual({ date: '2026-11-22', atMs: BRASILIA_MIDNIGHT });
  },
);

test.each([
  ['22/11/2026 14:30', Date.UTC(2026, 10, 22, 17, 30)],
  ['2026-11-22 14:30:05', Date.UTC(2026, 10, 22, 17, 30, 5)],
  ['2026-11-22T14:30:05.123', Date.UTC(2026, 10, 22, 17, 30, 5)],
  ['2026-11-22T14:30:00Z', Date.UTC(2026, 10, 22, 14, 30)],
  ['2026-11-22T14:30:00-05:00', Date.UTC(2026, 10, 22, 19, 30)],
  // Already the next day in Greenwich, still the 22nd where the request was made.
  ['2026-11-23T01:00:00Z', Date.UTC(2026, 10, 23, 1)],
])('reads the time of %j', (text, atMs) => {
  expect(parseRegisterDate(text)).toEqual({ date: '2026-11-22', atMs });
});

test('counts days of the summers when Brasília was two hours from Greenwich by its clock of then', () => {
  expect(parseRegisterDate('15/01/2019')?.atMs).toBe(Date.UTC(2019, 0, 15, 2));
});

test.each([
  '',
  'ontem',
  '31/02/2026',
  '2026-13-01',
  '11/22/2026',
  '22/11/26',
  '01/01/1970',
  '2026-11-22 25:00',
  '2026-11-22 10:00 x',
  '45981',
])('takes %j for no date', (text) => {
  expect(parseRegisterDate(text)).toBeNull();
});
