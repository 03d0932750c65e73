import type { CarrierCount } from '../core/carrier/carrier-count.js';

/** A day that is over, by its first and the next one's first instant. */
export interface CountedDay {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Calls that left and have ended, of all engines, counted by trunk, line and area code. Rejects with DLR_DATABASE_DOWN. */
export interface CarrierLog {
  /** Those that ended within [fromMs, toMs). */
  count(fromMs: number, toMs: number): Promise<CarrierCount>;
  /** The same of a day that is over: counted once and kept, also when its rows are gone. */
  countDay(day: CountedDay): Promise<CarrierCount>;
}
