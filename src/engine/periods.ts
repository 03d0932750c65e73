import { localDayOf, nextBrasiliaDayMs, nextBrasiliaMonthMs } from '../core/compliance/gate/person-day.js';
import { BRASILIA, dayStartMs } from '../core/kernel/civil-time.js';
import { DAY, HOUR } from '../core/kernel/time.js';
import type { Clock } from '../ports/clock.js';

const COUNTERS = ['line', 'day', 'long', 'month'] as const;
type Counter = (typeof COUNTERS)[number];

/** How many months before the present one rules look back. */
const MONTHS_BACK = 4;

/** What a new day brought. */
export interface PeriodTurn {
  readonly month: boolean;
  /** The name a counter had before. */
  readonly nameBefore: (counter: Counter, subject: string) => string;
}

/** Brasília's day and month, by which lines and companies are counted. */
export class Periods {
  readonly #clock: Clock;
  #day = '';
  #dayStartMs = 0;
  #dayEndMs = Number.NEGATIVE_INFINITY;
  #monthEndMs = 0;
  /** Asked for some times a dial. */
  readonly #names: Readonly<Record<Counter, Map<string, string>>> = {
    line: new Map(),
    day: new Map(),
    long: new Map(),
    month: new Map(),
  };

  constructor(clock: Clock) {
    this.#clock = clock;
    this.turn();
  }

  get dayStartMs(): number {
    return this.#dayStartMs;
  }

  get dayEndMs(): number {
    return this.#dayEndMs;
  }

  get monthEndMs(): number {
    return this.#monthEndMs;
  }

  /** When the present month and those rules look back to began, the present one last. */
  monthStartsMs(): readonly number[] {
    const date = new Date(localDayOf(this.#dayStartMs + HOUR, BRASILIA) * DAY);
    return Array.from({ length: MONTHS_BACK + 1 }, (_, index) => {
      const noonMs = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + index - MONTHS_BACK, 1, 15);
      return dayStartMs(noonMs, BRASILIA);
    });
  }

  /** The shared counter of a subject in its present period. */
  name(counter: Counter, subject: string): string {
    const names = this.#names[counter];
    let name = names.get(subject);
    if (name === undefined) {
      name = nameOn(this.#day, counter, subject);
      names.set(subject, name);
    }
    return name;
  }

  /** Goes to the present day; null when it is still the same. A clock set back changes nothing. */
  turn(): PeriodTurn | null {
    const nowMs = this.#clock.now();
    if (nowMs < this.#dayEndMs) {
      return null;
    }
    const before = this.#day;
    for (const counter of COUNTERS) {
      this.#names[counter].clear();
    }
    this.#day = new Date(localDayOf(nowMs, BRASILIA) * DAY).toISOString().slice(0, 10);
    this.#dayStartMs = dayStartMs(nowMs, BRASILIA);
    this.#dayEndMs = nextBrasiliaDayMs(nowMs);
    this.#monthEndMs = nextBrasiliaMonthMs(nowMs);
    return {
      month: before !== '' && before.slice(0, 7) !== this.#day.slice(0, 7),
      nameBefore: (counter, subject) => nameOn(before, counter, subject),
    };
  }
}

function nameOn(day: string, counter: Counter, subject: string): string {
  return `calls:${counter}:${subject}:${counter === 'month' ? day.slice(0, 7) : day}`;
}
