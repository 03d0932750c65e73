import { type BillingRow, billingRowOf } from '../../core/billing/billing-row.js';
import type { BillingLog } from '../../ports/billing-log.js';
import type { AttemptShelf } from './attempt-shelf.js';
import type { FaultGate } from './memory-faults.js';

/** The rows of bills in memory. */
export class MemoryBillingLog implements BillingLog {
  readonly #attempts: AttemptShelf;
  readonly #gate: FaultGate;

  constructor(attempts: AttemptShelf, gate: FaultGate) {
    this.#attempts = attempts;
    this.#gate = gate;
  }

  async *rows(fromMs: number, toMs: number): AsyncGenerator<BillingRow> {
    this.#gate.check('billing.rows');
    for (const closed of this.#attempts.closed.values()) {
      const row = billingRowOf(closed);
      if (row.startMs >= fromMs && row.startMs < toMs && row.mode !== 'test') {
        yield row;
      }
    }
  }
}
