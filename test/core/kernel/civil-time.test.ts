import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BRASILIA,
  civilDate,
  civilTime,
  dayStartMs,
  nextDayStartMs,
} from '../../../src/core/kernel/civil-time.js';
import { HOUR, MINUTE } from '../../../src/core/kernel/time.js';
import { DDD_TABLE } from '../../../src/core/numbering/ddd-table.js';

/** Every zone a Brazilian number may be in, and two whose clocks change by half an hour or far from ours. */
const ZONES = [
  ...new Set(Object.values(DDD_TABLE).flatMap(({ zones }) => zones)),
  'Australia/Lord_Howe',
  'UTC',
];

describe('days of a zone', () => {
  test('begin at the first instant of the date, in every zone and year since 1985', () => {
    const instant = fc.integer({ min: Date.UTC(1985, 0, 1), max: Date.UTC(2030, 0, 1) });
    fc.assert(
      fc.property(instant, fc.constantFrom(...ZONES), (nowMs, zone) => {
        const startMs = dayStartMs(nowMs, zone);
        const date = civilDate(nowMs, zone);
        expect(startMs).toBeLessThanOrEqual(nowMs);
        expect(civilDate(startMs, zone)).toBe(date);
        expect(civilDate(startMs - 1, zone)).not.toBe(date);
        expect(civilDate(nextDayStartMs(nowMs, zone) - 1, zone)).toBe(date);
        expect(civilDate(nextDayStartMs(nowMs, zone), zone)).not.toBe(date);
      }),
      { numRuns: 3000 },
    );
  });

  test('on the day summer time began there was no midnight: 4 November 2018 began at 1 o’clock', () => {
    const noonMs = Date.UTC(2018, 10, 4, 14);
    const startMs = dayStartMs(noonMs, BRASILIA);
    expect(startMs).toBe(Date.UTC(2018, 10, 4, 3));
    expect(civilTime(startMs, BRASILIA).hour).toBe(1);
    expect(nextDayStartMs(noonMs, BRASILIA) - startMs).toBe(23 * HOUR);
  });

  test('on the day it ended, 17 February 2018, the last hour came twice', () => {
    const second = Date.UTC(2018, 1, 18, 2, 30);
    const startMs = dayStartMs(second, BRASILIA);
    expect(startMs).toBe(Date.UTC(2018, 1, 17, 2));
    expect(nextDayStartMs(second, BRASILIA) - startMs).toBe(25 * HOUR);
    expect(civilTime(second - HOUR, BRASILIA)).toEqual(civilTime(second, BRASILIA));
  });

  test('a normal day of Brasília begins at 3 o’clock UTC, its own start included', () => {
    const startMs = Date.UTC(2026, 0, 13, 3);
    expect(dayStartMs(startMs, BRASILIA)).toBe(startMs);
    expect(dayStartMs(startMs - 1, BRASILIA)).toBe(startMs - 24 * HOUR);
    expect(dayStartMs(startMs + 59 * MINUTE + 123, BRASILIA)).toBe(startMs);
  });
});
