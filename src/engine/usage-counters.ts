import { type Company, companyKey } from './company.js';
import type { Periods } from './periods.js';

/** The names of the shared counters, in the day and the month they are asked for. */
export class UsageCounters {
  readonly #periods: Periods;

  constructor(periods: Periods) {
    this.#periods = periods;
  }

  /** Calls of a line today. */
  line(number: string): string {
    return this.#periods.name('line', number);
  }

  /** Unauthenticated calls of a company today. */
  day(company: string): string {
    return this.#periods.name('day', company);
  }

  /** Those of them that lasted. */
  long(company: Company): string {
    return this.#periods.name('long', companyKey(company));
  }

  /** Calls of a company this month. */
  month(company: string): string {
    return this.#periods.name('month', company);
  }
}
