import {
  type DayNumber,
  dayNumberOf,
  parseDayNumber,
  weekdayOf,
  yearOf,
} from '../compliance/calendar/day-number.js';
import { holidaysOfYear } from '../compliance/calendar/holiday-calendar.js';
import { DAY } from '../kernel/time.js';

const [SUNDAY, MONDAY, SATURDAY] = [0, 1, 6];

/** Holidays and business days as contracts count them: national holidays and those the facts add. */
export class BusinessDays {
  readonly #more: ReadonlySet<DayNumber>;
  readonly #national = new Map<number, ReadonlySet<DayNumber>>();

  constructor(holidays: readonly string[] = []) {
    this.#more = new Set(holidays.map((date) => parseDayNumber(date) ?? Number.NaN));
  }

  /** A holiday by national law; days that are only facultative are none. */
  isNationalHoliday(day: DayNumber): boolean {
    const year = yearOf(day);
    let days = this.#national.get(year);
    if (days === undefined) {
      const holidays = holidaysOfYear(year, null).filter((one) => one.class === 'feriado');
      days = new Set(holidays.map((one) => one.day));
      this.#national.set(year, days);
    }
    return days.has(day);
  }

  isHoliday(day: DayNumber): boolean {
    return this.#more.has(day) || this.isNationalHoliday(day);
  }

  /** Monday to Friday without holidays. */
  isBusinessDay(day: DayNumber): boolean {
    const weekday = weekdayOf(day);
    return weekday !== SUNDAY && weekday !== SATURDAY && !this.isHoliday(day);
  }

  /** The n-th business day of the month that the day number's date is in. */
  nthOfMonth(inMonth: DayNumber, nth: number): DayNumber {
    const date = new Date(inMonth * DAY);
    let day = dayNumberOf(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) - 1;
    for (let found = 0; found < nth; ) {
      day += 1;
      found += this.isBusinessDay(day) ? 1 : 0;
    }
    return day;
  }

  /** Mondays, days before and after holidays, and the 5th business day. */
  isSpecial(day: DayNumber): boolean {
    return (
      weekdayOf(day) === MONDAY ||
      this.isHoliday(day - 1) ||
      this.isHoliday(day + 1) ||
      this.nthOfMonth(day, 5) === day
    );
  }
}
