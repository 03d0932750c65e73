import { type DayNumber, dayNumberOf } from './calendar/day-number.js';

/** The first day that `2014-05-23`, `2018-03` or `2018` names. */
export function firstDayOf(date: string): DayNumber {
  const [year = '0', month = '1', day = '1'] = date.split('-');
  return dayNumberOf(Number(year), Number(month), Number(day));
}

/** The last day that `2014-05-23`, `2018-03` or `2018` names. */
export function lastDayOf(date: string): DayNumber {
  const [year = '0', month, day] = date.split('-');
  if (day !== undefined) {
    return firstDayOf(date);
  }
  return month === undefined
    ? dayNumberOf(Number(year), 12, 31)
    : dayNumberOf(Number(year), Number(month) + 1, 1) - 1;
}

/** True when that day is within the validity. */
export function isInForce(
  dated: { readonly validFrom: string; readonly validTo: string | null },
  day: DayNumber,
): boolean {
  return firstDayOf(dated.validFrom) <= day && (dated.validTo === null || day <= lastDayOf(dated.validTo));
}
