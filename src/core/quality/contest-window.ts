import { type DayNumber, weekdayOf } from '../compliance/calendar/day-number.js';
import type { HolidayCalendar } from '../compliance/calendar/holiday-calendar.js';
import { localDayOf } from '../compliance/gate/person-day.js';
import { BRASILIA } from '../kernel/civil-time.js';

const CONTEST_DAYS = 2;

function isBusinessDay(day: DayNumber, calendar: HolidayCalendar): boolean {
  const weekday = weekdayOf(day);
  const holidays = calendar.on(day, [], []).filter((holiday) => holiday.class === 'feriado');
  return weekday !== 0 && weekday !== 6 && holidays.length === 0;
}

/** Why a score cannot be contested any more, or null where it can. */
export type ContestRefusal = 'too_late' | 'last_business_day';

/**
 * A score is contested within two business days after the day it was given on, and never on the last business day of
 * the period, when the figures of the bill are made. `periodEndMs` is the first instant that is not in it.
 */
export function contestRefusal(
  scoredAtMs: number,
  periodEndMs: number,
  nowMs: number,
  calendar: HolidayCalendar,
): ContestRefusal | null {
  const today = localDayOf(nowMs, BRASILIA);
  let last = localDayOf(periodEndMs - 1, BRASILIA);
  while (!isBusinessDay(last, calendar)) {
    last -= 1;
  }
  if (today >= last) {
    return today === last ? 'last_business_day' : 'too_late';
  }
  let left = CONTEST_DAYS;
  for (let day = localDayOf(scoredAtMs, BRASILIA) + 1; day < today; day += 1) {
    left -= isBusinessDay(day, calendar) ? 1 : 0;
  }
  return left > 0 ? null : 'too_late';
}
