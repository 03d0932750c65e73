import { describe, expect, test } from 'vitest';
import {
  type ArrivalCount,
  dayPace,
  HALF_HOUR_MS,
  halfHourOf,
  halfHoursOfDay,
  learnDayShape,
  shapePerHour,
} from '../../../src/core/acd/day-shape.js';
import { readServiceHours } from '../../../src/core/acd/read-acd-queue.js';
import { makeHolidayCalendar } from '../../../src/core/compliance/calendar/holiday-calendar.js';
import { DAY, HOUR } from '../../../src/core/kernel/time.js';

const OPEN = ['08:00-20:00'];
const hours = readServiceHours(
  { weekday: OPEN, saturday: OPEN, sunday: OPEN, holiday: [], days: { '2026-12-24': ['08:00-12:00'] } },
  'hours',
);
const DAYS = { hours, calendar: makeHolidayCalendar() };
/** Brasília's clock. */
const at = (text: string): number => Date.parse(`${text}:00-03:00`);
const MONDAY = '2026-11-23';

/** 20 calls an hour from 08:00 to 20:00, and 90 in the hour from 10:00. */
function aDay(date: string, factor = 1): readonly ArrivalCount[] {
  return Array.from({ length: 24 }, (_, index) => {
    const fromMs = at(`${date}T08:00`) + index * HALF_HOUR_MS;
    const peak = index === 4 || index === 5;
    return { fromMs, calls: factor * (peak ? 45 : 10) };
  });
}
const mondays = (...dates: readonly string[]) => dates.flatMap((date) => [...aDay(date)]);
const shape = learnDayShape(mondays('2026-11-09', '2026-11-16'), DAYS, at(`${MONDAY}T07:00`));
const foreseen = (text: string) => shapePerHour(shape, at(text), DAYS);

describe('the shape of a day', () => {
  test('foresees the peak of a Monday from the Mondays before, and the climb to it', () => {
    expect(foreseen(`${MONDAY}T10:30`)).toBeCloseTo(90, 9);
    expect(foreseen(`${MONDAY}T15:00`)).toBeCloseTo(20, 9);
    expect(foreseen(`${MONDAY}T09:55`)).toBeGreaterThan(40);
    expect(foreseen(`${MONDAY}T09:55`)).toBeLessThan(90);
    expect(foreseen(`${MONDAY}T03:00`)).toBe(0);
  });

  test('says nothing of a weekday without history, of one that was seen once, and of a new queue', () => {
    expect(foreseen('2026-11-24T10:30')).toBeNull();
    const once = learnDayShape(mondays('2026-11-16'), DAYS, at(`${MONDAY}T07:00`));
    expect(shapePerHour(once, at(`${MONDAY}T10:30`), DAYS)).toBeNull();
    expect(
      shapePerHour(learnDayShape([], DAYS, at(`${MONDAY}T07:00`)), at(`${MONDAY}T10:30`), DAYS),
    ).toBeNull();
  });

  test('weighs late weeks more than early ones, and neither today nor weeks long gone', () => {
    const counts = [
      ...aDay('2026-06-01', 100),
      ...aDay('2026-11-09', 1),
      ...aDay('2026-11-16', 2),
      ...aDay(MONDAY, 50),
    ];
    const learned = learnDayShape(counts, DAYS, at(`${MONDAY}T20:00`));
    const perHour = shapePerHour(learned, at(`${MONDAY}T15:00`), DAYS);
    expect(perHour).toBeGreaterThan(30);
    expect(perHour).toBeLessThan(40);
  });

  test('is told by the half hours of the local day, from midnight to midnight', () => {
    const day = halfHoursOfDay(shape, at(`${MONDAY}T13:07`), DAYS);
    expect(day).toHaveLength(48);
    expect(day[0]).toEqual({ fromMs: at(`${MONDAY}T00:00`), promised: 0 });
    expect(day.find(({ fromMs }) => fromMs === at(`${MONDAY}T10:30`))?.promised).toBeCloseTo(45, 9);
    expect(day.at(-1)?.fromMs).toBe(at(`${MONDAY}T23:30`));
    const tuesday = halfHoursOfDay(shape, at('2026-11-24T13:07'), DAYS);
    expect(tuesday.every(({ promised }) => promised === null)).toBe(true);
  });

  test('leaves out holidays and single days, and promises nothing of them', () => {
    // Monday 2 November is a holiday of the country.
    const counts = [...mondays('2026-10-26', '2026-11-09', '2026-11-16'), ...aDay('2026-11-02', 9)];
    const learned = learnDayShape(counts, DAYS, at(`${MONDAY}T07:00`));
    expect(shapePerHour(learned, at(`${MONDAY}T15:00`), DAYS)).toBeCloseTo(20, 9);
    const thursdays = mondays('2026-12-03', '2026-12-10', '2026-12-17');
    const december = learnDayShape(thursdays, DAYS, at('2026-12-20T07:00'));
    expect(shapePerHour(december, at('2026-12-24T10:30'), DAYS)).toBeNull();
    expect(shapePerHour(december, at('2026-12-31T10:30'), DAYS)).toBeCloseTo(90, 9);
    const like = { ...DAYS, hours: { ...hours, holiday: null } };
    const all = learnDayShape(counts, like, at(`${MONDAY}T07:00`));
    expect(shapePerHour(all, at(`${MONDAY}T15:00`), like)).toBeGreaterThan(40);
  });

  test('a day on which nobody called says nothing of the others', () => {
    const down = Array.from({ length: 24 }, (_, index) => ({
      fromMs: at('2026-11-02T08:00') + index * HALF_HOUR_MS,
      calls: 0,
    }));
    const like = { ...DAYS, hours: { ...hours, holiday: null } };
    const counts = [...down, ...mondays('2026-11-09', '2026-11-16')];
    const learned = learnDayShape(counts, like, at(`${MONDAY}T07:00`));
    expect(shapePerHour(learned, at(`${MONDAY}T15:00`), like)).toBeCloseTo(20, 9);
  });
});

describe('how today runs beside its shape', () => {
  const NOON = at(`${MONDAY}T12:00`);
  const pace = (factor: number, nowMs = NOON): number => {
    const today = new Map(aDay(MONDAY, factor).map(({ fromMs, calls }) => [fromMs, calls]));
    return dayPace(shape, (fromMs) => (fromMs < nowMs ? (today.get(fromMs) ?? 0) : 0), DAYS, nowMs);
  };

  test('is 1 where it is as ever, less on a dead day and more on a busy one, within bounds', () => {
    expect(pace(1)).toBeCloseTo(1, 9);
    expect(pace(0)).toBeCloseTo(1 / 3, 9);
    expect(pace(0.5)).toBeGreaterThan(0.5);
    expect(pace(0.5)).toBeLessThan(0.65);
    expect(pace(2)).toBeGreaterThan(1.7);
    expect(pace(50)).toBe(3);
  });

  test('is near 1 before there is anything to see: a quiet quarter of an hour is chance', () => {
    expect(pace(1, at(`${MONDAY}T07:00`))).toBe(1);
    expect(pace(0, at(`${MONDAY}T08:15`))).toBeGreaterThan(0.6);
  });

  test('half hours are those of the clock', () => {
    expect(halfHourOf(at(`${MONDAY}T08:29`))).toBe(at(`${MONDAY}T08:00`));
    expect((at(`${MONDAY}T00:00`) % DAY) / HOUR).toBe(3);
  });
});
