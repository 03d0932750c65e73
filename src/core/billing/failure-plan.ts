import { type DayNumber, formatDayNumber, parseDayNumber } from '../compliance/calendar/day-number.js';
import { CadenciaError } from '../kernel/errors.js';
import type { BusinessDays } from './business-days.js';
import type { Facts, Failure } from './facts-form.js';

const WEEK = 7;
const WEEKS_BEFORE = 4;
/** How far a stand-in is looked for. */
const MOST_WEEKS_AHEAD = 12;
const HOURS = 24;

/** An hour of a service: it is averaged, or its indicators are not measured. */
interface FailedHour {
  readonly failure: Failure;
  readonly references: readonly DayNumber[];
}

/**
 * Which hours are paid by average, and by the average of which days. It follows from facts and calendar alone, so it is
 * known before the first row which rows outside the period count.
 */
export class FailurePlan {
  readonly #byService = new Map<string, Map<number, FailedHour>>();
  readonly #references = new Map<string, Set<DayNumber>>();
  readonly #averaged = new Set<string>();
  readonly #disasters = new Set<string>();

  constructor(facts: Facts, days: BusinessDays) {
    const averaged = averagedHours(facts);
    for (const failure of facts.failures) {
      const day = parseDayNumber(failure.day) ?? 0;
      if (failure.side === 'disaster') {
        this.#disasters.add(`${failure.service} ${day}`);
      }
      if (!isAveraged(failure)) {
        continue;
      }
      const hours = this.#byService.get(failure.service) ?? new Map<number, FailedHour>();
      this.#byService.set(failure.service, hours);
      for (const hour of hoursOf(failure)) {
        const usable = (other: DayNumber): boolean =>
          !averaged.has(hourKey(failure.service, other, hour)) && !days.isNationalHoliday(other);
        const references = failure.newService ? comingWeeks(day, usable) : lastWeeks(day, usable);
        if (references.length === 0) {
          throw new CadenciaError('DLR_BILLING_REFUSED', {
            detail: `Failure ${failure.id} of ${failure.service} on ${failure.day}: no day is left to average it by`,
          });
        }
        hours.set(day * HOURS + hour, { failure, references });
        this.#averaged.add(`${failure.service} ${day}`);
        this.#remember(failure.service, references);
      }
    }
  }

  /** True for a day outside the period whose rows stand in for a failure. */
  isReference(service: string, day: DayNumber): boolean {
    return this.#references.get(service)?.has(day) === true;
  }

  /** The days whose mean is paid for that hour, or null when it is paid as it was. */
  referencesOf(service: string, day: DayNumber, hour: number): readonly DayNumber[] | null {
    return this.#byService.get(service)?.get(day * HOURS + hour)?.references ?? null;
  }

  /** The failure that stands over an hour. */
  failureAt(service: string, day: DayNumber, hour: number): Failure | null {
    return this.#byService.get(service)?.get(day * HOURS + hour)?.failure ?? null;
  }

  /** True when some hour of that day is averaged. */
  isAveraged(service: string, day: DayNumber): boolean {
    return this.#averaged.has(`${service} ${day}`);
  }

  isDisaster(service: string, day: DayNumber): boolean {
    return this.#disasters.has(`${service} ${day}`);
  }

  /** Every service and day whose rows have to be there. */
  *needed(): Generator<readonly [service: string, day: DayNumber]> {
    for (const [service, days] of this.#references) {
      for (const day of days) {
        yield [service, day];
      }
    }
  }

  #remember(service: string, references: readonly DayNumber[]): void {
    const days = this.#references.get(service) ?? new Set<DayNumber>();
    this.#references.set(service, days);
    for (const day of references) {
      days.add(day);
    }
  }
}

function isAveraged({ side }: Failure): boolean {
  return side === 'client' || side === 'client_systems';
}

/** Whole hours that the failure touches. */
function hoursOf({ from, to }: Failure): readonly number[] {
  const first = Math.floor(from / 60);
  return Array.from({ length: Math.ceil(to / 60) - first }, (_, index) => first + index);
}

function hourKey(service: string, day: DayNumber, hour: number): string {
  return `${service} ${day * HOURS + hour}`;
}

function averagedHours(facts: Facts): ReadonlySet<string> {
  return new Set(
    facts.failures
      .filter(isAveraged)
      .flatMap((one) => hoursOf(one).map((hour) => hourKey(one.service, parseDayNumber(one.day) ?? 0, hour))),
  );
}

type Usable = (day: DayNumber) => boolean;

/** The same weekday of the last four weeks; one that cannot serve gives its place to a following week's. */
function lastWeeks(day: DayNumber, usable: Usable): readonly DayNumber[] {
  const found = Array.from(
    { length: WEEKS_BEFORE },
    (_, index) => day - WEEK * (WEEKS_BEFORE - index),
  ).filter(usable);
  for (let week = 1; found.length < WEEKS_BEFORE && week <= MOST_WEEKS_AHEAD; week++) {
    const other = day + WEEK * week;
    if (usable(other)) {
      found.push(other);
    }
  }
  return found;
}

/** The same weekday of the coming weeks of the month, or of the next month where none is left. */
function comingWeeks(day: DayNumber, usable: Usable): readonly DayNumber[] {
  const inMonth = (month: string): readonly DayNumber[] =>
    Array.from({ length: MOST_WEEKS_AHEAD }, (_, index) => day + WEEK * (index + 1)).filter(
      (other) => formatDayNumber(other).startsWith(month) && usable(other),
    );
  const month = formatDayNumber(day).slice(0, 7);
  const found = inMonth(month);
  const year = Number(month.slice(0, 4));
  const number = Number(month.slice(5));
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
  return found.length > 0 ? found : inMonth(next);
}
