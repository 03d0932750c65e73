import { SECOND } from '../core/kernel/time.js';
import { CHOICE } from './contact-shelf.js';

const SMALLEST = 20;
const LARGEST = 1000;

/** How many contacts a hopper should hold: it follows what was taken since the last refill. Part of its hopper. */
export class HopperDemand {
  /** Contacts of the last refill that were sent to rest: the next one looks further at once. */
  rested = 0;
  #taken = 0;
  #sinceMs: number;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  took(count: number): void {
    this.#taken += count;
  }

  /** A refill has ended: what is taken is counted anew. */
  refilled(nowMs: number): void {
    this.#sinceMs = nowMs;
    this.#taken = 0;
  }

  /** Twenty seconds' worth; a minute's, within bounds, while a lane is `choosing` among them. */
  target(nowMs: number, choosing: boolean): number {
    if (this.rested > 0) {
      return LARGEST;
    }
    const elapsedS = Math.max(1, (nowMs - this.#sinceMs) / SECOND);
    const tenSeconds = Math.ceil((this.#taken / elapsedS) * 10);
    const least = choosing ? Math.max(SMALLEST, Math.min(CHOICE, tenSeconds * 6)) : SMALLEST;
    return Math.min(LARGEST, Math.max(least, tenSeconds * 2));
  }
}
