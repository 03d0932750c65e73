import {
  type DayNumber,
  dayNumberOf,
  formatDayNumber,
  parseDayNumber,
} from '../compliance/calendar/day-number.js';
import { CadenciaError } from '../kernel/errors.js';

/** The days that a bill covers, both ends included. */
export interface BillingPeriod {
  /** The month in which it ends, `2026-10`. */
  readonly month: string;
  readonly first: DayNumber;
  readonly last: DayNumber;
}

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** Last day of the period named by a month: that day of the month, or the month's end where it has no such day. */
function lastDayOf(year: number, month: number, lastDay: number): DayNumber {
  const monthEnd = dayNumberOf(year, month + 1, 1) - 1;
  return Math.min(dayNumberOf(year, month, 1) + lastDay - 1, monthEnd);
}

/**
 * The period named by the month in which it ends: with a last day of 25, 2026-10 runs from 26 September to 25 October.
 * The first one begins on the contract's first day.
 */
export function billingPeriod(month: string, lastDay: number, start: string | null = null): BillingPeriod {
  const match = MONTH.exec(month);
  if (match === null) {
    throw new CadenciaError('DLR_BILLING_INVALID', {
      detail: `The period is '${month}'; give a month such as 2026-10`,
    });
  }
  const [year, number] = [Number(match[1]), Number(match[2])];
  const last = lastDayOf(year, number, lastDay);
  const first = lastDayOf(number === 1 ? year - 1 : year, number === 1 ? 12 : number - 1, lastDay) + 1;
  const startDay = start === null ? null : parseDayNumber(start);
  if (startDay !== null && startDay > last) {
    throw new CadenciaError('DLR_BILLING_INVALID', {
      detail: `The period ${month} ends on ${formatDayNumber(last)}, before the contract starts on ${start}`,
    });
  }
  return { month, first: startDay === null ? first : Math.max(first, startDay), last };
}

/** Each day of a period. */
export function daysOf({ first, last }: BillingPeriod): readonly DayNumber[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The month so many months before, `2026-01` and 2 giving `2025-11`. */
export function monthBefore(month: string, months: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const index = year * 12 + number - 1 - months;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}
