import type { DialledAttempt } from '../../audit/log/attempt.js';
import { SECOND } from '../../core/kernel/time.js';
import type { DrawnCalls } from './drawn-calls.js';
import { type KnownCall, knownCallOf } from './recorded-call.js';
import type { ReplayReport } from './replay-report.js';
import { TICK_MS } from './replay-world.js';

/** The recorded calls in the order of their dial, taken as the strategy asks for them; then drawn ones. */
export class RecordedList {
  readonly #calls: readonly KnownCall[];
  readonly #drawn: DrawnCalls;
  #next = 0;
  #shiftMs = 0;
  #beyond = 0;

  constructor(attempts: readonly DialledAttempt[], drawn: DrawnCalls) {
    this.#calls = attempts.map(knownCallOf);
    this.#drawn = drawn;
  }

  /** All that were dialled before the end of this tick. */
  due(atMs: number): readonly KnownCall[] {
    const from = this.#next;
    while ((this.#calls[this.#next]?.recordedAtMs ?? Number.POSITIVE_INFINITY) < atMs + TICK_MS) {
      this.#next += 1;
    }
    return this.#calls.slice(from, this.#next);
  }

  take(wanted: number, atMs: number): readonly KnownCall[] {
    return Array.from({ length: wanted }, () => {
      const call = this.#calls[this.#next];
      if (call?.recordedAtMs == null) {
        this.#beyond += 1;
        return this.#drawn.next(atMs);
      }
      this.#next += 1;
      this.#shiftMs += Math.abs(atMs - call.recordedAtMs);
      return call;
    });
  }

  get account(): ReplayReport['counterfactual'] {
    return {
      calls_with_recorded_outcome: this.#next,
      calls_drawn: this.#beyond,
      mean_shift_s: Number((this.#shiftMs / Math.max(1, this.#next) / SECOND).toFixed(1)),
    };
  }
}
