import { type CarrierCount, countCalls } from '../../core/carrier/carrier-count.js';
import type { CarrierLog, CountedDay } from '../../ports/carrier-log.js';
import type { AttemptShelf } from './attempt-shelf.js';
import type { FaultGate } from './memory-faults.js';

/** Counts over the attempts in memory. */
export class MemoryCarrierLog implements CarrierLog {
  readonly #attempts: AttemptShelf;
  readonly #gate: FaultGate;

  constructor(attempts: AttemptShelf, gate: FaultGate) {
    this.#attempts = attempts;
    this.#gate = gate;
  }

  count(fromMs: number, toMs: number): Promise<CarrierCount> {
    return this.#gate.read('carriers.count', () =>
      countCalls(
        [...this.#attempts.closed.values()].filter(
          ({ result }) => result.tEndMs >= fromMs && result.tEndMs < toMs,
        ),
      ),
    );
  }

  countDay({ fromMs, toMs }: CountedDay): Promise<CarrierCount> {
    return this.count(fromMs, toMs);
  }
}
