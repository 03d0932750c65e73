import type { CadenciaError } from '../../core/kernel/errors.js';
import type { Clock, Timer } from '../../ports/clock.js';
import { deadlinePassed } from './ari-failure.js';

interface Waiting {
  readonly timer: Timer;
  /** Done when true; throws when it can no longer come true. */
  check(): boolean;
  resolve(): void;
  reject(error: unknown): void;
}

/** Promises that wait for something the server's events make true; few are under way at a time. */
export class EventWaiter {
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  until(check: () => boolean, deadlineMs: number, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.#clock.setTimer(deadlineMs, () => {
        this.#waiting.delete(waiting);
        reject(deadlinePassed(what, deadlineMs));
      });
      const waiting: Waiting = { timer, check, resolve, reject };
      this.#waiting.add(waiting);
      this.#look(waiting);
    });
  }

  /** To be called after each event. */
  poke(): void {
    for (const waiting of this.#waiting) {
      this.#look(waiting);
    }
  }

  failAll(error: CadenciaError): void {
    for (const waiting of this.#waiting) {
      this.#end(waiting, () => waiting.reject(error));
    }
  }

  #look(waiting: Waiting): void {
    try {
      if (waiting.check()) {
        this.#end(waiting, waiting.resolve);
      }
    } catch (error) {
      this.#end(waiting, () => waiting.reject(error));
    }
  }

  #end(waiting: Waiting, finish: () => void): void {
    this.#waiting.delete(waiting);
    this.#clock.clearTimer(waiting.timer);
    finish();
  }
}
