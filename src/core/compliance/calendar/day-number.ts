import { DAY } from '../../kernel/time.js';

/** A civil date as the number of days since 1970-01-01: arithmetic on dates, whatever the zone. */
export type DayNumber = number;

export const DATE_FORM = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The day number of a date; `month` from 1. */
export function dayNumberOf(year: number, month: number, day: number): DayNumber {
  return Date.UTC(year, month - 1, day) / DAY;
}

/** Reads `2026-11-22`, or null when that is no date of the calendar. */
export function parseDayNumber(text: string): DayNumber | null {
  const match = DATE_FORM.exec(text);
  if (match === null) {
    return null;
  }
  const day = dayNumberOf(Number(match[1]), Number(match[2]), Number(match[3]));
  return formatDayNumber(day) === text ? day : null;
}

/** The date as `2026-11-22`. */
export function formatDayNumber(day: DayNumber): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** 0 Sunday to 6 Saturday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: DayNumber): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** The year of a day number. */
export function yearOf(day: DayNumber): number {
  return new Date(day * DAY).getUTCFullYear();
}
