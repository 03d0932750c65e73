import type { Clock } from '../../../src/ports/clock.js';

/** After a pause the process catches up one thing after the other. */
const CATCH_UP_MS = 1;

/**
 * The life of one process: nothing from outside comes to what is dead, and what comes to one that is stopped waits,
 * in order, until it goes on.
 */
export class ProcessLife {
  readonly #clock: Clock;
  #alive = true;
  #stopped = false;
  #held: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Something reaches the process. */
  reach(run: () => void): void {
    if (!this.#alive) {
      return;
    }
    if (this.#stopped || this.#held.length > 0) {
      this.#held.push(run);
    } else {
      run();
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  goOn(): void {
    if (this.#stopped) {
      this.#stopped = false;
      this.#catchUp();
    }
  }

  end(): void {
    this.#alive = false;
    this.#held = [];
  }

  #catchUp(): void {
    if (this.#stopped || !this.#alive || this.#held.length === 0) {
      return;
    }
    const [next] = this.#held;
    next?.();
    this.#held.shift();
    this.#clock.setTimer(CATCH_UP_MS, () => this.#catchUp());
  }
}
