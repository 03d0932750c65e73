import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readServiceHours } from '../../../src/core/acd/read-acd-queue.js';
import { isOpenAt, nextOpenMs, openUntilMs } from '../../../src/core/acd/service-hours.js';
import { makeHolidayCalendar } from '../../../src/core/compliance/calendar/holiday-calendar.js';
import { HOUR, MINUTE } from '../../../src/core/kernel/time.js';

const CALENDAR = makeHolidayCalendar([{ ibge: '3550308', date: '2026-11-26', name: 'Festa' } as never]);
const HOURS = readServiceHours(
  {
    weekday: ['08:00-12:00', '13:00-20:00'],
    saturday: ['09:00-15:00'],
    holidayUfs: ['SP'],
    holidayMunicipalities: ['3550308'],
    days: { '2026-12-24': ['08:00-12:00'] },
  },
  'hours',
);
/** Brasília's clock. */
const at = (text: string): number => Date.parse(`${text}:00-03:00`);
const open = (text: string): boolean => isOpenAt(HOURS, CALENDAR, at(text));

describe('when a queue is open', () => {
  test('on working days, but for lunch, and shorter on Saturdays; never on Sundays', () => {
    expect(
      ['07:59', '08:00', '11:59', '12:00', '13:00', '19:59', '20:00'].map((t) => open(`2026-11-24T${t}`)),
    ).toEqual([false, true, true, false, true, true, false]);
    expect(open('2026-11-21T14:59')).toBe(true);
    expect(open('2026-11-21T15:00')).toBe(false);
    expect(open('2026-11-22T10:00')).toBe(false);
  });

  test('not on holidays of the country, the state and the municipality; and single days go before', () => {
    // 15 November is a Sunday; 20 November and Christmas are national, 9 July is São Paulo's, the last is the town's.
    for (const day of ['2026-11-20', '2026-12-25', '2026-07-09', '2026-11-26']) {
      expect(open(`${day}T10:00`)).toBe(false);
    }
    expect(open('2026-12-24T11:00')).toBe(true);
    expect(open('2026-12-24T14:00')).toBe(false);
  });

  test('says until when, and when next', () => {
    expect(openUntilMs(HOURS, CALENDAR, at('2026-11-24T10:00'))).toBe(at('2026-11-24T12:00'));
    expect(openUntilMs(HOURS, CALENDAR, at('2026-11-24T12:30'))).toBeNull();
    expect(nextOpenMs(HOURS, CALENDAR, at('2026-11-24T12:30'))).toBe(at('2026-11-24T13:00'));
    expect(nextOpenMs(HOURS, CALENDAR, at('2026-11-24T10:00'))).toBe(at('2026-11-24T10:00'));
    // Thursday night: Friday 20 November is a holiday, so Saturday.
    expect(nextOpenMs(HOURS, CALENDAR, at('2026-11-19T21:00'))).toBe(at('2026-11-21T09:00'));
    const never = readServiceHours({}, 'hours');
    expect(nextOpenMs(never, CALENDAR, at('2026-11-24T10:00'))).toBeNull();
  });

  test('spans that touch are one opening, also across midnight; round the clock has an end in sight only', () => {
    const night = readServiceHours(
      { weekday: ['00:00-06:00', '22:00-24:00'], saturday: ['00:00-06:00'], holiday: null },
      'hours',
    );
    expect(openUntilMs(night, CALENDAR, at('2026-11-24T23:00'))).toBe(at('2026-11-25T06:00'));
    expect(openUntilMs(night, CALENDAR, at('2026-11-27T23:00'))).toBe(at('2026-11-28T06:00'));
    const always = {
      weekday: ['00:00-24:00'],
      saturday: ['00:00-24:00'],
      sunday: ['00:00-24:00'],
      holiday: null,
    };
    const untilMs = openUntilMs(readServiceHours(always, 'hours'), CALENDAR, at('2026-11-24T23:00'));
    expect(untilMs).toBeGreaterThan(at('2026-12-24T00:00'));
  });

  test('isOpenAt, openUntilMs and nextOpenMs say the same at every minute', () => {
    const fromMs = at('2026-12-18T00:00');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 * 24 * 60 }), (minute) => {
        const nowMs = fromMs + minute * MINUTE;
        const untilMs = openUntilMs(HOURS, CALENDAR, nowMs);
        const nextMs = nextOpenMs(HOURS, CALENDAR, nowMs);
        expect(isOpenAt(HOURS, CALENDAR, nowMs)).toBe(untilMs !== null);
        expect(nextMs === nowMs).toBe(untilMs !== null);
        expect(isOpenAt(HOURS, CALENDAR, nextMs!)).toBe(true);
        expect(nextMs === nowMs || !isOpenAt(HOURS, CALENDAR, nextMs! - 1)).toBe(true);
        if (untilMs !== null) {
          expect(isOpenAt(HOURS, CALENDAR, untilMs)).toBe(false);
          expect(isOpenAt(HOURS, CALENDAR, untilMs - 1)).toBe(true);
          expect(untilMs - nowMs).toBeLessThanOrEqual(7 * HOUR);
        }
      }),
      { numRuns: 500 },
    );
  });
});
