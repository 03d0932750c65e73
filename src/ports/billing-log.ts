import type { BillingRow } from '../core/billing/billing-row.js';

/** The closed rows of the call log, with the columns that a bill looks at. */
export interface BillingLog {
  /**
   * All rows that began in the time asked for, and perhaps others from around it; in no order. No snapshot is held:
   * rows that close meanwhile may come or not.
   */
  rows(fromMs: number, toMs: number): AsyncIterable<BillingRow>;
}
