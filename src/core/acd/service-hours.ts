import { type DayNumber, formatDayNumber, weekdayOf } from '../compliance/calendar/day-number.js';
import type { HolidayCalendar } from '../compliance/calendar/holiday-calendar.js';
import type { DaySpan } from '../compliance/clock-time.js';
import { stretchesOfWall, type TimeStretch, zoneOffsetMs } from '../compliance/windows/zone-offset.js';
import { DAY } from '../kernel/time.js';

/** When a queue is open to callers. It is a service's promise, no rule of law: who calls us may call at any hour. */
export interface ServiceHours {
  /** IANA name of the clock they go by. */
  readonly zone: string;
  /** Spans of a local day, in order and apart; empty: closed. */
  readonly weekday: readonly DaySpan[];
  readonly saturday: readonly DaySpan[];
  readonly sunday: readonly DaySpan[];
  /** Spans of a holiday, whatever the day of the week; null: it is like any other day. */
  readonly holiday: readonly DaySpan[] | null;
  /** Whose holidays count beside the country's: states, and municipalities by IBGE code. */
  readonly holidayUfs: readonly string[];
  readonly holidayMunicipalities: readonly string[];
  /** Single days by date (`2026-12-24`), before everything else. */
  readonly days: Readonly<Record<string, readonly DaySpan[]>>;
}

/** How far ahead an opening is looked for. */
const HORIZON_DAYS = 60;

/** The spans of one local day. */
export function spansOfDay(
  hours: ServiceHours,
  calendar: HolidayCalendar,
  day: DayNumber,
): readonly DaySpan[] {
  const date = formatDayNumber(day);
  if (Object.hasOwn(hours.days, date)) {
    return hours.days[date] ?? [];
  }
  const { holiday } = hours;
  const keeps =
    holiday !== null && calendar.on(day, hours.holidayUfs, hours.holidayMunicipalities).length > 0;
  if (keeps) {
    return holiday;
  }
  const weekday = weekdayOf(day);
  return weekday === 0 ? hours.sunday : weekday === 6 ? hours.saturday : hours.weekday;
}

/** The openings of a local day as stretches of time; spans that touch across midnight are two. */
function openings(hours: ServiceHours, calendar: HolidayCalendar, day: DayNumber): readonly TimeStretch[] {
  return spansOfDay(hours, calendar, day).flatMap(({ fromMs, toMs }) =>
    stretchesOfWall(day * DAY + fromMs, day * DAY + toMs, hours.zone),
  );
}

function localDay(hours: ServiceHours, atMs: number): DayNumber {
  return Math.floor((atMs + zoneOffsetMs(atMs, hours.zone)) / DAY);
}

/** True while the queue takes callers. */
export function isOpenAt(hours: ServiceHours, calendar: HolidayCalendar, atMs: number): boolean {
  return openUntilMs(hours, calendar, atMs) !== null;
}

/** When the opening that holds the instant ends; null while it is closed. Spans that touch are one opening. */
export function openUntilMs(hours: ServiceHours, calendar: HolidayCalendar, atMs: number): number | null {
  const first = localDay(hours, atMs);
  let untilMs: number | null = null;
  for (let day = first; day <= first + HORIZON_DAYS; day++) {
    const before: number | null = untilMs;
    for (const { fromMs, toMs } of openings(hours, calendar, day)) {
      const inside: boolean =
        untilMs === null ? fromMs <= atMs && atMs < toMs : fromMs <= untilMs && untilMs < toMs;
      untilMs = inside ? toMs : untilMs;
    }
    // Only an opening that reached the end of its day can go on in the next.
    if (untilMs === null || untilMs === before || localDay(hours, untilMs) === day) {
      break;
    }
  }
  return untilMs;
}

/** The first instant from `fromMs` on at which it is open; null when none is near (60 days). */
export function nextOpenMs(hours: ServiceHours, calendar: HolidayCalendar, fromMs: number): number | null {
  const first = localDay(hours, fromMs);
  for (let day = first; day <= first + HORIZON_DAYS; day++) {
    const found = openings(hours, calendar, day)
      .filter(({ toMs }) => toMs > fromMs)
      .map((opening) => Math.max(fromMs, opening.fromMs));
    if (found.length > 0) {
      return Math.min(...found);
    }
  }
  return null;
}
