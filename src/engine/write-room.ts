import { LONGEST_WRITE_MS } from './dial-decision.js';

/** Openings that may wait for the store at once while it is quick: those of its largest transaction. */
const MOST_ROWS = 500;
/** However slow it is: with none at all nobody would see that it is quick again. */
const LEAST_ROWS = 4;
/** An opening is to wait for half of what it may: longer, and the decision is too old to be dialled. */
const LONGEST_WAIT_MS = LONGEST_WRITE_MS / 2;
/** While openings wait less than this the room is doubled: they will wait for twice as long at most. */
const SHORT_WAIT_MS = LONGEST_WAIT_MS / 4;

/**
 * How many openings may wait for the store at once. A store that is slower than the dialling would have every row written
 * too late to be dialled: all work, and no call. So the room shrinks with what openings waited, by half at most, and grows
 * while they wait briefly, as a sender finds the width of a line that he does not know (RFC 5681).
 */
export class WriteRoom {
  #most = MOST_ROWS;
  #waiting = 0;

  /** How many more may be opened now. */
  get free(): number {
    return Math.max(0, this.#most - this.#waiting);
  }

  /** True while the store holds the dialling back. */
  get narrow(): boolean {
    return this.#most < MOST_ROWS;
  }

  opened(): void {
    this.#waiting += 1;
  }

  /** So many openings were answered, the oldest of which had waited so long; null where that tells nothing. */
  answered(openings: number, waitedMs: number | null): void {
    this.#waiting -= openings;
    if (openings === 0 || waitedMs === null) {
      return;
    }
    if (waitedMs > LONGEST_WAIT_MS) {
      const share = Math.max(1 / 2, LONGEST_WAIT_MS / waitedMs);
      this.#most = Math.max(LEAST_ROWS, Math.floor(this.#most * share));
    } else if (waitedMs < SHORT_WAIT_MS) {
      this.#most = Math.min(MOST_ROWS, this.#most * 2);
    }
  }
}
