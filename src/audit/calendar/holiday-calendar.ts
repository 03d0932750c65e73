import { DAY_MS, dateText, HOUR_MS, weekdayOf } from '../place/local-clock.js';
import { easterSunday } from './easter-sunday.js';
import { MOVES_TO_FRIDAY, STATE_HOLIDAYS } from './state-holidays.js';

/** Days on which working is customary to stop without a law that says so everywhere: a policy may leave them open. */
export const OPTIONAL_DAYS = ['carnival', 'corpus_christi', 'year_end'] as const;
export type OptionalDay = (typeof OPTIONAL_DAYS)[number];

/** What makes a day one on which nobody is called; policies switch them one by one. */
export type HolidayKind = 'national' | 'state' | 'municipal' | OptionalDay;

/** From which millisecond after midnight a policy closes such a day, or null when it leaves it open. */
export type ClosedFrom = (kind: HolidayKind, fromMs: number) => number | null;

export interface Holiday {
  readonly name: string;
  readonly kind: HolidayKind;
  /** The day is closed from here, in milliseconds after midnight; 0 for the whole day. */
  readonly fromMs: number;
}

interface NationalDay {
  readonly when: string;
  readonly name: string;
  readonly since?: number;
}

/** Lei 662/1949 (as changed by Lei 10.607/2002), Lei 6.802/1980, Lei 14.759/2023. */
const NATIONAL_DAYS: readonly NationalDay[] = [
  { when: '01-01', name: 'Confraternização Universal' },
  { when: 'easter-2', name: 'Paixão de Cristo' },
  { when: '04-21', name: 'Tiradentes' },
  { when: '05-01', name: 'Dia do Trabalho' },
  { when: '09-07', name: 'Independência do Brasil' },
  { when: '10-12', name: 'Nossa Senhora Aparecida' },
  { when: '11-02', name: 'Finados' },
  { when: '11-15', name: 'Proclamação da República' },
  { when: '11-20', name: 'Zumbi e Consciência Negra', since: 2024 },
  { when: '12-25', name: 'Natal' },
];

const FRIDAY = 5;
const AFTERNOON_MS = 14 * HOUR_MS;
const OPTIONAL: readonly (NationalDay & { readonly option: OptionalDay; readonly fromMs: number })[] = [
  { when: 'easter-48', name: 'Carnaval', option: 'carnival', fromMs: 0 },
  { when: 'easter-47', name: 'Carnaval', option: 'carnival', fromMs: 0 },
  { when: 'easter+60', name: 'Corpus Christi', option: 'corpus_christi', fromMs: 0 },
  { when: '12-24', name: 'véspera de Natal', option: 'year_end', fromMs: AFTERNOON_MS },
  { when: '12-31', name: 'véspera de Ano-Novo', option: 'year_end', fromMs: AFTERNOON_MS },
];

/** The day number of `MM-DD`, `easter±N` or `first-sunday:MM` in a year. */
function dayInYear(when: string, year: number): number {
  const easter = /^easter([+-]\d+)$/.exec(when)?.[1];
  if (easter !== undefined) {
    return easterSunday(year) + Number(easter);
  }
  const month = /^first-sunday:(\d\d)$/.exec(when)?.[1];
  if (month !== undefined) {
    const first = Date.UTC(year, Number(month) - 1, 1) / DAY_MS;
    return first + ((7 - weekdayOf(first)) % 7);
  }
  const [monthText = '1', day = '1'] = when.split('-');
  return Date.UTC(year, Number(monthText) - 1, Number(day)) / DAY_MS;
}

/** Days closed to calls: national, of the states, of the municipalities that the auditor was told of. */
export class HolidayCalendar {
  readonly #optional: ReadonlySet<OptionalDay>;
  readonly #municipal: ReadonlyMap<string, string>;
  readonly #years = new Map<number, ReadonlyMap<string, Holiday>>();

  /** `municipal`: `ibge date` → name; a date of every year is `MM-DD`. */
  constructor(optional: ReadonlySet<OptionalDay>, municipal: ReadonlyMap<string, string>) {
    this.#optional = optional;
    this.#municipal = municipal;
  }

  /** The holiday that closes a day in one of the states or in the municipality, the earliest hour first; or null. */
  find(day: number, ufs: readonly string[], municipality: string, closedFrom: ClosedFrom): Holiday | null {
    const days = this.#year(new Date(day * DAY_MS).getUTCFullYear());
    let found: Holiday | null = null;
    for (const place of ['BR', ...ufs]) {
      const holiday = days.get(`${place} ${day}`);
      const fromMs = holiday === undefined ? null : closedFrom(holiday.kind, holiday.fromMs);
      if (holiday !== undefined && fromMs !== null && (found === null || fromMs < found.fromMs)) {
        found = fromMs === holiday.fromMs ? holiday : { ...holiday, fromMs };
      }
    }
    const local = municipality === '' ? undefined : this.#ofMunicipality(municipality, dateText(day));
    return local === undefined || found?.fromMs === 0 || closedFrom('municipal', 0) === null
      ? found
      : { name: local, kind: 'municipal', fromMs: 0 };
  }

  #ofMunicipality(ibge: string, date: string): string | undefined {
    return (
      this.#municipal.get(`${ibge} ${date}`) ?? this.#municipal.get(`${ibge} ${date.slice('2026-'.length)}`)
    );
  }

  #year(year: number): ReadonlyMap<string, Holiday> {
    const known = this.#years.get(year);
    if (known !== undefined) {
      return known;
    }
    const days = new Map<string, Holiday>();
    for (const { when, name, option, fromMs } of OPTIONAL) {
      if (this.#optional.has(option)) {
        days.set(`BR ${dayInYear(when, year)}`, { name, kind: option, fromMs });
      }
    }
    for (const { when, name, since } of NATIONAL_DAYS) {
      if (since === undefined || year >= since) {
        days.set(`BR ${dayInYear(when, year)}`, { name, kind: 'national', fromMs: 0 });
      }
    }
    for (const { uf, when, name } of STATE_HOLIDAYS) {
      const day = dayInYear(when, year);
      const holiday: Holiday = { name: `${name} (${uf})`, kind: 'state', fromMs: 0 };
      days.set(`${uf} ${day}`, holiday);
      const weekday = weekdayOf(day);
      if (MOVES_TO_FRIDAY.has(uf) && weekday >= 2 && weekday <= 4) {
        days.set(`${uf} ${day + FRIDAY - weekday}`, holiday);
      }
    }
    this.#years.set(year, days);
    return days;
  }
}
