import { BRASILIA } from '../../kernel/civil-time.js';
import { DAY, HOUR } from '../../kernel/time.js';
import { type DayNumber, dayNumberOf, weekdayOf } from '../calendar/day-number.js';
import type { HolidayCalendar } from '../calendar/holiday-calendar.js';
import { zoneOffsetMs } from '../windows/zone-offset.js';

/** The dialling day by which forecasts go: what the default hours leave, in hours. */
const OPENS = 8;
const HOURS_OF_WEEKDAY: readonly number[] = [0, 12, 12, 12, 12, 12, 6];

function hoursOf(day: DayNumber, calendar: HolidayCalendar): number {
  return calendar.on(day, [], []).length > 0 ? 0 : (HOURS_OF_WEEKDAY[weekdayOf(day)] ?? 0);
}

function brasiliaWallMs(nowMs: number): number {
  return nowMs + zoneOffsetMs(nowMs, BRASILIA);
}

/** Part of Brasília's dialling day that is over, 0 to 1; 0 on a day without dialling. */
export function dayElapsedShare(nowMs: number, calendar: HolidayCalendar): number {
  const wallMs = brasiliaWallMs(nowMs);
  const day = Math.floor(wallMs / DAY);
  const hours = hoursOf(day, calendar);
  return hours === 0 ? 0 : Math.min(1, Math.max(0, (wallMs - day * DAY) / HOUR - OPENS) / hours);
}

/** Part of the month's dialling hours that is over, 0 to 1, Sundays and national holidays left out. */
export function monthElapsedShare(nowMs: number, calendar: HolidayCalendar): number {
  const wallMs = brasiliaWallMs(nowMs);
  const today = Math.floor(wallMs / DAY);
  const date = new Date(wallMs);
  const first = dayNumberOf(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  const next = dayNumberOf(date.getUTCFullYear(), date.getUTCMonth() + 2, 1);
  let past = 0;
  let whole = 0;
  for (let day = first; day < next; day += 1) {
    const hours = hoursOf(day, calendar);
    whole += hours;
    past += day < today ? hours : day === today ? hours * dayElapsedShare(nowMs, calendar) : 0;
  }
  return whole === 0 ? 0 : past / whole;
}
