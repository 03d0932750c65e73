import { type DayNumber, formatDayNumber, weekdayOf } from '../compliance/calendar/day-number.js';
import type { HolidayCalendar } from '../compliance/calendar/holiday-calendar.js';
import { zoneOffsetMs } from '../compliance/windows/zone-offset.js';
import { DAY, HOUR, MINUTE } from '../kernel/time.js';
import type { ServiceHours } from './service-hours.js';

/*
 * The shape of a day: calls an hour by weekday and half hour, the mean of past weeks of which older ones weigh less. By
 * it a peak is known before it comes. Holidays and single days of a queue's hours teach nothing and are promised
 * nothing. How today runs beside it scales what it promises, within bounds: a base times a factor of the day is what
 * forecasts of call centres come to (Ibrahim, Ye, L'Ecuyer and Shen 2016, "Modeling and forecasting call center
 * arrivals").
 */

/** What arrivals are counted by. */
export const HALF_HOUR_MS = 30 * MINUTE;
/** How far back past days teach. */
export const SHAPE_LOOK_BACK_MS = 56 * DAY;
const SLOTS = DAY / HALF_HOUR_MS;
/** What a day weighs beside the same one a week later. */
const KEPT_A_WEEK = 0.8;
/** Of one day alone nobody knows what was its own. */
const LEAST_DAYS = 2;

/** Calls that came to a queue within the half hour that begins at `fromMs`, a whole multiple since 1970. */
export interface ArrivalCount {
  readonly fromMs: number;
  readonly calls: number;
}

/** By which clock and holidays the days of a queue go. */
export interface ShapeDays {
  readonly hours: ServiceHours;
  readonly calendar: HolidayCalendar;
}

/** Calls an hour by weekday (0 Sunday) and half hour of the local day; a weekday without history is not there. */
export type DayShape = ReadonlyMap<number, readonly number[]>;

/** The half hour that an instant lies in. */
export function halfHourOf(atMs: number): number {
  return Math.floor(atMs / HALF_HOUR_MS) * HALF_HOUR_MS;
}

function wallMs(atMs: number, { hours }: ShapeDays): number {
  return atMs + zoneOffsetMs(atMs, hours.zone);
}

/** A day like others of its weekday. */
function isOrdinary(day: DayNumber, { hours, calendar }: ShapeDays): boolean {
  return (
    !Object.hasOwn(hours.days, formatDayNumber(day)) &&
    (hours.holiday === null || calendar.on(day, hours.holidayUfs, hours.holidayMunicipalities).length === 0)
  );
}

/**
 * Learns from the days before today. A day on which nobody called was closed, or the floor was down: it says nothing of
 * the others.
 */
export function learnDayShape(counts: Iterable<ArrivalCount>, days: ShapeDays, nowMs: number): DayShape {
  const today = Math.floor(wallMs(nowMs, days) / DAY);
  const byDay = new Map<DayNumber, number[]>();
  for (const { fromMs, calls } of counts) {
    const wall = wallMs(fromMs, days);
    const day = Math.floor(wall / DAY);
    const slots = byDay.get(day) ?? new Array<number>(SLOTS).fill(0);
    const slot = Math.floor((wall - day * DAY) / HALF_HOUR_MS);
    slots[slot] = (slots[slot] ?? 0) + calls;
    byDay.set(day, slots);
  }
  const learned = [...byDay].filter(
    ([day, slots]) =>
      day < today &&
      day >= today - SHAPE_LOOK_BACK_MS / DAY &&
      slots.some((calls) => calls > 0) &&
      isOrdinary(day, days),
  );
  const shape = new Map<number, readonly number[]>();
  for (const weekday of new Set(learned.map(([day]) => weekdayOf(day)))) {
    const same = learned.filter(([day]) => weekdayOf(day) === weekday);
    if (same.length >= LEAST_DAYS) {
      shape.set(weekday, meanDay(same, today));
    }
  }
  return shape;
}

/** Calls an hour in each half hour. */
function meanDay(
  learned: readonly (readonly [DayNumber, readonly number[]])[],
  today: DayNumber,
): readonly number[] {
  const weights = learned.map(([day]) => KEPT_A_WEEK ** ((today - day) / 7));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: SLOTS }, (_, slot) => {
    const calls = learned.reduce(
      (sum, [, slots], index) => sum + (weights[index] ?? 0) * (slots[slot] ?? 0),
      0,
    );
    return (calls / total) * (HOUR / HALF_HOUR_MS);
  });
}

/** What the half hour of that wall time promises; null where its day has no shape or is none like others. */
function slotPerHour(shape: DayShape, wall: number, days: ShapeDays): number | null {
  const day = Math.floor(wall / DAY);
  const slots = shape.get(weekdayOf(day));
  return slots === undefined || !isOrdinary(day, days)
    ? null
    : (slots[Math.floor((wall - day * DAY) / HALF_HOUR_MS)] ?? null);
}

/** Calls an hour at that instant, on the straight line between the middles of two half hours; null: nothing is known. */
export function shapePerHour(shape: DayShape, atMs: number, days: ShapeDays): number | null {
  const wall = wallMs(atMs, days);
  const own = slotPerHour(shape, wall, days);
  if (own === null) {
    return null;
  }
  const before = slotPerHour(shape, wall - HALF_HOUR_MS / 2, days) ?? own;
  const after = slotPerHour(shape, wall + HALF_HOUR_MS / 2, days) ?? own;
  const part = ((wall + HALF_HOUR_MS / 2) % HALF_HOUR_MS) / HALF_HOUR_MS;
  return before + (after - before) * part;
}

/** The half hours of the local day that the instant lies in, and the calls each is promised; null: nothing is known. */
export function halfHoursOfDay(
  shape: DayShape,
  atMs: number,
  days: ShapeDays,
): readonly { readonly fromMs: number; readonly promised: number | null }[] {
  const wall = wallMs(atMs, days);
  const beginMs = atMs - (wall - Math.floor(wall / DAY) * DAY);
  return Array.from({ length: SLOTS }, (_, slot) => {
    const fromMs = beginMs + slot * HALF_HOUR_MS;
    const perHour = slotPerHour(shape, wallMs(fromMs, days), days);
    return { fromMs, promised: perHour === null ? null : perHour * (HALF_HOUR_MS / HOUR) };
  });
}

/** How far back of today its pace is looked at, and the age at which an hour weighs 1/e. */
const PACE_LOOK_BACK_MS = 6 * HOUR;
const PACE_MEMORY_MS = 2 * HOUR;
/** Calls as promised that are taken as seen: a quiet first hour is chance. */
const PACE_PRIOR = 10;
/** A day may run at a third of its shape or at three times; more is another day, and arrivals of late tell it. */
const MOST_PACE = 3;

/** By what factor today runs above its shape; `callsIn` tells the calls of a half hour by its beginning. */
export function dayPace(
  shape: DayShape,
  callsIn: (halfHourMs: number) => number,
  days: ShapeDays,
  nowMs: number,
): number {
  let [seen, promised] = [PACE_PRIOR, PACE_PRIOR];
  for (let fromMs = halfHourOf(nowMs); fromMs > nowMs - PACE_LOOK_BACK_MS; fromMs -= HALF_HOUR_MS) {
    const perHour = slotPerHour(shape, wallMs(fromMs, days), days);
    const lastedMs = Math.min(HALF_HOUR_MS, nowMs - fromMs);
    const weight = Math.exp(-(nowMs - fromMs - lastedMs / 2) / PACE_MEMORY_MS);
    seen += perHour === null ? 0 : weight * callsIn(fromMs);
    promised += perHour === null ? 0 : weight * perHour * (lastedMs / HOUR);
  }
  return Math.min(MOST_PACE, Math.max(1 / MOST_PACE, seen / promised));
}
