import { SECOND } from '../core/kernel/time.js';

/** Below what a float of a long day is off by. */
const NOTHING_MS = 1e-6;

/**
 * When the calls of one trunk leave: as many at once, and a second, as its carrier sold. A call's token is taken when it
 * is decided; rows of many decisions may come back from a slow store together, and what they were for must not leave
 * together.
 */
export class DepartureGate {
  /** Calls that may leave at once; below 0 while calls wait for their turn. */
  #room = Number.POSITIVE_INFINITY;
  #atMs = 0;

  /** Milliseconds until one more call may leave, 0 for now; it is counted as leaving then. */
  take(cps: number, nowMs: number): number {
    const gained = (Math.max(0, nowMs - this.#atMs) / SECOND) * cps;
    this.#room = Math.min(Math.max(1, cps), this.#room + gained) - 1;
    this.#atMs = nowMs;
    return this.#room >= 0 || cps <= 0
      ? 0
      : Math.max(0, Math.ceil((-this.#room / cps) * SECOND - NOTHING_MS));
  }
}
