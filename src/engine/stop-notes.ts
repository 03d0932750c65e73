import type { EventBus } from './event-bus.js';

/** Calls that are tried on a stop: it may be of lines that none of the campaigns at work may show. */
const MOST_TRIES = 200;

interface Stop {
  readonly rule: string;
  triesLeft: number;
}

/**
 * Stops of lines and companies that no decision of the ledger tells of yet. A stopped line is never chosen, so the gate
 * would never be asked about it: the first call that would have gone by it is put to the gate on its account.
 */
export class StopNotes {
  readonly #untold = new Map<string, Stop>();

  constructor(bus: EventBus) {
    bus.on('limit:stopped', ({ id, rule }) => this.#untold.set(id, { rule, triesLeft: MOST_TRIES }));
  }

  /** True while there is a stop that the next call is to be put to the gate for. */
  get hasUntold(): boolean {
    return this.#untold.size > 0;
  }

  /** The rule a line or a company was stopped by, until the ledger tells of it; or null. */
  ruleOf(id: string): string | null {
    return this.#untold.get(id)?.rule ?? null;
  }

  /** A call comes by. */
  tried(): void {
    for (const [id, stop] of this.#untold) {
      stop.triesLeft -= 1;
      if (stop.triesLeft < 0) {
        this.#untold.delete(id);
      }
    }
  }

  /** The ledger tells of it. */
  told(id: string): void {
    this.#untold.delete(id);
  }
}
