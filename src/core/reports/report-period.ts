import {
  type DayNumber,
  dayNumberOf,
  formatDayNumber,
  weekdayOf,
} from '../compliance/calendar/day-number.js';

export const REPORT_EVERY = ['day', 'week', 'month'] as const;
export type ReportEvery = (typeof REPORT_EVERY)[number];

/** Days of Brasília, both included, and the name of their folder. */
export interface ReportPeriod {
  readonly name: string;
  readonly first: DayNumber;
  readonly last: DayNumber;
}

/** Monday. */
const WEEK_BEGINS = 1;

/** The period a day is in: the day, its week from Monday on, or its month. */
export function reportPeriodOf(every: ReportEvery, day: DayNumber): ReportPeriod {
  if (every === 'day') {
    return { name: formatDayNumber(day), first: day, last: day };
  }
  if (every === 'week') {
    const first = day - ((weekdayOf(day) - WEEK_BEGINS + 7) % 7);
    return { name: `${formatDayNumber(first)}_${formatDayNumber(first + 6)}`, first, last: first + 6 };
  }
  const [year = 0, month = 0] = formatDayNumber(day).split('-').map(Number);
  const first = dayNumberOf(year, month, 1);
  const next = month === 12 ? dayNumberOf(year + 1, 1, 1) : dayNumberOf(year, month + 1, 1);
  return { name: formatDayNumber(first).slice(0, 7), first, last: next - 1 };
}

/** The periods that have ended before `today` and not before `since`, oldest first, the newest `most` of them. */
export function endedPeriods(
  every: ReportEvery,
  since: DayNumber,
  today: DayNumber,
  most: number,
): readonly ReportPeriod[] {
  const periods: ReportPeriod[] = [];
  let period = reportPeriodOf(every, today);
  for (period = reportPeriodOf(every, period.first - 1); period.last >= since && periods.length < most; ) {
    periods.unshift(period);
    period = reportPeriodOf(every, period.first - 1);
  }
  return periods;
}
