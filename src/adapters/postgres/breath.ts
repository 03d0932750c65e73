import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';

/** Longest that one piece of such work keeps the thread, in ms. */
const PIECE_MS = 3;

/** Long work stops in between to let the thread do what came in meanwhile. */
export class Breath {
  #sinceMs = performance.now();

  /** Call between two pieces: nothing happens as long as little time went by. */
  async take(): Promise<void> {
    if (performance.now() - this.#sinceMs >= PIECE_MS) {
      await setImmediate();
      this.#sinceMs = performance.now();
    }
  }
}
