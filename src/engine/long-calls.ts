import { UNLIMITED } from '../core/compliance/limits/call-quota.js';
import { CadenciaError } from '../core/kernel/errors.js';
import { SECOND } from '../core/kernel/time.js';
import type { QuotaDeps } from './quota-keeper.js';

/** How often the count of the others is read while it decides whether one more call may leave. */
const LOOK_AGAIN_MS = 2 * SECOND;

interface LongCount {
  /** A lower bound of the long calls of all nodes. */
  known: number;
  /** Of this node, not told yet. */
  waiting: number;
  telling: boolean;
  lookedMs: number;
}

/**
 * Calls that were not short, by company and day, over all nodes: the more there are, the more calls may follow.
 * The count may lag and never runs ahead: what was told with an unknown end is not told again.
 */
export class LongCalls {
  readonly #deps: QuotaDeps;
  readonly #counts = new Map<string, LongCount>();
  #closed = false;

  constructor(deps: QuotaDeps) {
    this.#deps = deps;
  }

  known(counter: string): number {
    return this.#counts.get(counter)?.known ?? 0;
  }

  add(counter: string): void {
    const count = this.#count(counter);
    count.waiting += 1;
    this.#tell(counter, count);
  }

  /** Reads what the others have told, unless that was done just now. */
  lookAgain(counter: string): void {
    const count = this.#count(counter);
    if (this.#deps.clock.now() - count.lookedMs >= LOOK_AGAIN_MS) {
      this.#tell(counter, count);
    }
  }

  /** What rows say: calls that ended so long ago that nobody is still about to tell them. */
  async raise(counter: string, atLeast: number): Promise<void> {
    const count = this.#count(counter);
    const { taken } = await this.#deps.coordination.raiseTo(counter, atLeast);
    count.known = Math.max(count.known, taken);
  }

  /** A new day: what was not told of the old one is nothing. */
  clear(): void {
    this.#counts.clear();
  }

  close(): void {
    this.#closed = true;
  }

  #count(counter: string): LongCount {
    let count = this.#counts.get(counter);
    if (count === undefined) {
      count = { known: 0, waiting: 0, telling: false, lookedMs: Number.NEGATIVE_INFINITY };
      this.#counts.set(counter, count);
    }
    return count;
  }

  #tell(counter: string, count: LongCount): void {
    if (!count.telling && !this.#closed) {
      count.telling = true;
      void this.#tellOnce(counter, count);
    }
  }

  async #tellOnce(counter: string, count: LongCount): Promise<void> {
    const { coordination, clock, bus, onAnswer } = this.#deps;
    try {
      do {
        const told = count.waiting;
        count.waiting = 0;
        const { taken } = await coordination.takeUnits(counter, told, UNLIMITED);
        count.known = Math.max(count.known, taken);
      } while (count.waiting > 0 && !this.#closed);
    } catch (error) {
      const code = error instanceof CadenciaError ? error.code : 'unknown';
      bus.emit('store:failed', { operation: 'long calls', code, atMs: clock.now() });
    }
    count.telling = false;
    count.lookedMs = clock.now();
    if (!this.#closed) {
      onAnswer();
    }
  }
}
