interface Request {
  readonly atMs: number;
  readonly asked: number;
  /** Still to come. */
  count: number;
}

/**
 * Calls asked for that no `dial` event has shown yet. Placing may take a moment, and a pacer asked again within it
 * would order the same calls twice.
 */
export class RequestBook {
  #open: Request[] = [];
  #last: Request | null = null;
  /** The last request was not placed at all: there may be nobody left to call. */
  dry = false;

  ask(count: number, atMs: number): void {
    this.#last = { atMs, asked: count, count };
    if (count > 0) {
      this.#open.push(this.#last);
    }
  }

  /** How many of the last request were placed: the rest was cut and will never come. */
  placed(count: number): void {
    const last = this.#last;
    this.#last = null;
    if (last !== null && last.asked > 0) {
      last.count = Math.min(last.count, count);
      this.dry = count === 0;
    }
  }

  /** A call asked for was dialled. */
  dialled(): void {
    const first = this.#open.find((request) => request.count > 0);
    if (first !== undefined) {
      first.count -= 1;
    }
  }

  /** Calls that may still come; a request older than `longestMs` is given up. */
  outstanding(nowMs: number, longestMs: number): number {
    this.#open = this.#open.filter(({ atMs, count }) => count > 0 && nowMs - atMs < longestMs);
    return this.#open.reduce((sum, { count }) => sum + count, 0);
  }
}
