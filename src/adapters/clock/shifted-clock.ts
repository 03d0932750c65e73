import type { Clock, Timer } from '../../ports/clock.js';

/**
 * Another clock with its hands moved: real speed, another date. For installations that have demo trunks only, and for
 * tests that must run at any hour; nothing that could reach a real person may run on it.
 */
export class ShiftedClock implements Clock {
  readonly #base: Clock;
  readonly #shiftMs: number;

  /** Shows `startMs` now. */
  constructor(base: Clock, startMs: number) {
    this.#base = base;
    this.#shiftMs = startMs - base.now();
  }

  now(): number {
    return this.#base.now() + this.#shiftMs;
  }

  setTimer(delayMs: number, run: () => void): Timer {
    return this.#base.setTimer(delayMs, run);
  }

  clearTimer(timer: Timer): void {
    this.#base.clearTimer(timer);
  }
}
