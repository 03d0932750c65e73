import { describe, expect, it } from 'vitest';
import { demoStartMs, nextWorkingHourMs } from '../../../../src/core/compliance/windows/working-hour.js';

const at = (text: string): number => Date.parse(text);
const iso = (ms: number): string => new Date(ms).toISOString();

describe('the next working hour of the whole country', () => {
  it.each([
    ['within working hours', '2026-11-24T11:00:00-03:00', '2026-11-24T14:00:00.000Z'],
    // Acre and the west of Amazonas are two hours behind Brasília; Amazonas opens at nine.
    ['before the last zone opens', '2026-11-24T09:00:00-03:00', '2026-11-24T14:00:00.000Z'],
    // Pará closes at 18:00, and an hour has to be left.
    ['when less than an hour is left', '2026-11-24T17:00:00.001-03:00', '2026-11-26T14:00:00.000Z'],
    ['on a Saturday', '2026-11-28T11:00:00-03:00', '2026-12-01T14:00:00.000Z'],
  ])('%s', (_, from, expected) => {
    expect(iso(nextWorkingHourMs(at(from)))).toBe(expected);
  });
});

describe('the start of a demo', () => {
  it.each([
    [
      'on a Sunday: the Tuesday before, unless a state has a holiday',
      '2026-11-22T08:00:00Z',
      '2026-11-10T14:00:00.000Z',
    ],
    ['on a Tuesday after eleven: the same day', '2026-12-01T12:00:00-03:00', '2026-12-01T14:00:00.000Z'],
    ['on a Tuesday before eleven: a week before', '2026-12-08T10:59:00-03:00', '2026-12-01T14:00:00.000Z'],
  ])('%s', (_, now, expected) => {
    expect(iso(demoStartMs(at(now)))).toBe(expected);
  });
});
