import { parseDaySpan } from '../compliance/clock-time.js';
import { BRASILIA, civilDate, civilTime, dayStartMs, nextDayStartMs } from '../kernel/civil-time.js';
import { isScheduled, type TrunkSchedule } from '../route/trunk-schedule.js';

/**
 * When a campaign may dial at all, by Brasília's clock: the operation's hours and dates, beside the hours of law and
 * policy that go by the clock of who is called. It takes hours away and never gives any: the gate is asked all the same.
 */
export interface CampaignCalendar {
  /** Hours as `09:00-18:00`; null is never on such days. A schedule of null is all day. */
  readonly hours: TrunkSchedule | null;
  /** First and last date, as `2026-11-22`; null is no bound. */
  readonly from: string | null;
  readonly until: string | null;
  /** Dates on which it rests. */
  readonly closed: readonly string[];
}

/** Days ahead that are searched for an opening. */
const SEARCH_DAYS = 400;

/** True on dates on which the calendar lets it dial at all. */
function isOpenDate({ from, until, closed }: CampaignCalendar, date: string): boolean {
  return (from === null || date >= from) && (until === null || date <= until) && !closed.includes(date);
}

/** True when the campaign may dial at that instant, as far as its own calendar goes. */
export function isCalendarOpen(calendar: CampaignCalendar | null, atMs: number): boolean {
  return (
    calendar === null ||
    (isOpenDate(calendar, civilDate(atMs, BRASILIA)) && isScheduled(calendar.hours, atMs))
  );
}

/** The stretch of the day of that instant in which it is open, as instants; null where the day has none. */
function openStretch(calendar: CampaignCalendar, atMs: number): readonly [number, number] | null {
  if (!isOpenDate(calendar, civilDate(atMs, BRASILIA))) {
    return null;
  }
  const startMs = dayStartMs(atMs, BRASILIA);
  if (calendar.hours === null) {
    return [startMs, nextDayStartMs(atMs, BRASILIA)];
  }
  const { year, month, day } = civilTime(atMs, BRASILIA);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const { sunday, saturday, weekday: working } = calendar.hours;
  const text = weekday === 0 ? sunday : weekday === 6 ? saturday : working;
  const span = text === null ? null : parseDaySpan(text);
  return span === null ? null : [startMs + span.fromMs, startMs + span.toMs];
}

/** The first instant from then on at which it is open; null where none is in sight. */
export function nextCalendarOpenMs(calendar: CampaignCalendar | null, fromMs: number): number | null {
  if (calendar === null) {
    return fromMs;
  }
  let atMs = fromMs;
  for (let days = 0; days < SEARCH_DAYS; days += 1) {
    const stretch = openStretch(calendar, atMs);
    if (stretch !== null && atMs < stretch[1]) {
      return Math.max(atMs, stretch[0]);
    }
    atMs = nextDayStartMs(atMs, BRASILIA);
  }
  return null;
}

/** When it closes next, being open; null where it is closed, and where nothing closes it on this date. */
export function calendarClosesMs(calendar: CampaignCalendar | null, atMs: number): number | null {
  const stretch = calendar === null || calendar.hours === null ? null : openStretch(calendar, atMs);
  return stretch !== null && atMs >= stretch[0] && atMs < stretch[1] ? stretch[1] : null;
}
