import { type DayNumber, dayNumberOf, weekdayOf } from './day-number.js';
import { easterOf } from './easter.js';

/** Days that policies switch by name; every other holiday is `feriado`. */
export const HOLIDAY_CLASSES = ['feriado', 'carnaval', 'corpus_christi'] as const;
export type HolidayClass = (typeof HOLIDAY_CLASSES)[number];

/** When a holiday falls: a date of the year (`07-09`), or days after Easter Sunday. */
export type HolidayDate = { readonly on: string } | { readonly afterEaster: number };

/** Days on which it is also observed: both block where the acts leave it open. */
export type Observance =
  /** Tuesday to Thursday move to the Friday. */
  | 'friday'
  /** Monday to Saturday move to the Sunday that follows. */
  | 'sunday';

export interface HolidayRule {
  readonly name: string;
  /** Act that makes it one, or '' where it is not known. */
  readonly act: string;
  readonly date: HolidayDate;
  /** First and last year it is a holiday. */
  readonly fromYear: number;
  readonly toYear: number | null;
  readonly class: HolidayClass;
  readonly observedToo: Observance | null;
}

/** A holiday with what most have in common filled in. */
export function holidayRule(
  name: string,
  on: string | number,
  act: string,
  more: Partial<Pick<HolidayRule, 'fromYear' | 'toYear' | 'class' | 'observedToo'>> = {},
): HolidayRule {
  return {
    name,
    act,
    date: typeof on === 'number' ? { afterEaster: on } : { on },
    fromYear: more.fromYear ?? 0,
    toYear: more.toYear ?? null,
    class: more.class ?? 'feriado',
    observedToo: more.observedToo ?? null,
  };
}

function observedDay(day: DayNumber, observance: Observance): DayNumber {
  const weekday = weekdayOf(day);
  switch (observance) {
    case 'friday':
      return weekday >= 2 && weekday <= 4 ? day + 5 - weekday : day;
    case 'sunday':
      return weekday === 0 ? day : day + 7 - weekday;
  }
}

/** The days of a year on which the holiday is kept: its date, and the observed day where there is another. */
export function holidayDays(rule: HolidayRule, year: number): readonly DayNumber[] {
  if (year < rule.fromYear || (rule.toYear !== null && year > rule.toYear)) {
    return [];
  }
  const day =
    'on' in rule.date
      ? dayNumberOf(year, Number(rule.date.on.slice(0, 2)), Number(rule.date.on.slice(3)))
      : easterOf(year) + rule.date.afterEaster;
  const observed = rule.observedToo === null ? day : observedDay(day, rule.observedToo);
  return observed === day ? [day] : [day, observed];
}
