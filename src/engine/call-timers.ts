import type { CallTimer } from '../core/call/call-input.js';
import type { Clock, Timer } from '../ports/clock.js';

/** The timers of one call, at most one of each name. Owned by the call's supervisor; `close` stops all that run. */
export class CallTimers {
  readonly #clock: Clock;
  readonly #onTimer: (name: CallTimer) => void;
  readonly #running = new Map<CallTimer, Timer>();

  constructor(clock: Clock, onTimer: (name: CallTimer) => void) {
    this.#clock = clock;
    this.#onTimer = onTimer;
  }

  /** Starts the timer, anew where it runs already. */
  set(name: CallTimer, ms: number): void {
    this.clear(name);
    const timer = this.#clock.setTimer(ms, () => {
      this.#running.delete(name);
      this.#onTimer(name);
    });
    this.#running.set(name, timer);
  }

  clear(name: CallTimer): void {
    const timer = this.#running.get(name);
    if (timer !== undefined) {
      this.#clock.clearTimer(timer);
      this.#running.delete(name);
    }
  }

  /** Idempotent. */
  close(): void {
    for (const name of [...this.#running.keys()]) {
      this.clear(name);
    }
  }
}
