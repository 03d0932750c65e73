import { type DayNumber, formatDayNumber, yearOf } from './day-number.js';
import { type HolidayClass, type HolidayRule, holidayDays } from './holiday-rule.js';
import type { MunicipalHoliday } from './municipal-holiday.js';
import { NATIONAL_HOLIDAYS } from './national-holidays.js';
import { STATE_HOLIDAYS } from './state-holidays.js';

export const HOLIDAY_LEVELS = ['national', 'state', 'municipal'] as const;
export type HolidayLevel = (typeof HOLIDAY_LEVELS)[number];

export interface Holiday {
  readonly day: DayNumber;
  readonly name: string;
  readonly act: string;
  readonly level: HolidayLevel;
  readonly class: HolidayClass;
}

/** Which days are holidays where. */
export interface HolidayCalendar {
  /** The holidays of a day in any of the states and municipalities. */
  on(day: DayNumber, ufs: readonly string[], municipalities: readonly string[]): readonly Holiday[];
}

function holidaysOf(rules: readonly HolidayRule[], level: HolidayLevel, year: number): readonly Holiday[] {
  return rules.flatMap((rule) =>
    holidayDays(rule, year).map((day) => ({ day, name: rule.name, act: rule.act, level, class: rule.class })),
  );
}

function groupBy<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

/** The holidays of a year in the country or in one state, by date. */
export function holidaysOfYear(year: number, uf: string | null): readonly Holiday[] {
  const found =
    uf === null
      ? holidaysOf(NATIONAL_HOLIDAYS, 'national', year)
      : holidaysOf(STATE_HOLIDAYS[uf] ?? [], 'state', year);
  return [...found].sort((one, other) => one.day - other.day);
}

/** The calendar of the country with the municipal holidays an operation keeps. */
export function makeHolidayCalendar(municipal: readonly MunicipalHoliday[] = []): HolidayCalendar {
  const years = new Map<string, ReadonlyMap<DayNumber, readonly Holiday[]>>();
  const ofYear = (year: number, uf: string | null): ReadonlyMap<DayNumber, readonly Holiday[]> => {
    const key = `${year}${uf ?? ''}`;
    let days = years.get(key);
    if (days === undefined) {
      days = groupBy(holidaysOfYear(year, uf), (holiday) => holiday.day);
      years.set(key, days);
    }
    return days;
  };
  const byMunicipality = groupBy(municipal, (holiday) => `${holiday.ibge} ${holiday.date}`);
  return {
    on(day, ufs, municipalities) {
      const year = yearOf(day);
      const found: Holiday[] = [...(ofYear(year, null).get(day) ?? [])];
      for (const uf of ufs) {
        found.push(...(ofYear(year, uf).get(day) ?? []));
      }
      if (municipalities.length === 0) {
        return found;
      }
      const date = formatDayNumber(day);
      for (const ibge of municipalities) {
        // Of that date, and of every year's.
        for (const text of [date, date.slice('2026-'.length)]) {
          for (const { name } of byMunicipality.get(`${ibge} ${text}`) ?? []) {
            found.push({ day, name, act: '', level: 'municipal', class: 'feriado' });
          }
        }
      }
      return found;
    },
  };
}
