import { WorkTurns } from '../../src/engine/work-turns.js';
import type { Timer } from '../../src/ports/clock.js';

/** Turns of work whose pieces take time, and everything else, which has its turn when the test says so. */
export class SlowTurns {
  readonly turns: WorkTurns;
  #nowMs = 0;
  #timers: (readonly [Timer, () => void])[] = [];

  constructor() {
    this.turns = new WorkTurns({
      now: () => this.#nowMs,
      setTimer: (_delayMs, run) => {
        const timer = {} as Timer;
        this.#timers.push([timer, run]);
        return timer;
      },
      clearTimer: (timer) => {
        this.#timers = this.#timers.filter(([one]) => one !== timer);
      },
    });
  }

  get timers(): number {
    return this.#timers.length;
  }

  pass(ms: number): void {
    this.#nowMs += ms;
  }

  others(): void {
    for (const [, run] of this.#timers.splice(0)) {
      run();
    }
  }
}
