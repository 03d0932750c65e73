import type { Clock, Timer } from '../ports/clock.js';

/** How long such work goes on before everything else has its turn, in ms. */
const SHARE_MS = 4;

/**
 * Work that may wait a moment (placing calls, looking at every agent) gives way to what may not: a person who answered.
 * Together it gets SHARE_MS of the one thread, then all else that is due runs before it goes on, in the order in which it
 * was asked for. In virtual time nothing takes time, so everything runs at once and in the same order.
 */
export class WorkTurns {
  readonly #clock: Clock;
  #waiting: (() => void)[] = [];
  /** When the work that runs now began; null while none does. */
  #beganMs: number | null = null;
  /** Time taken lately: it is forgiven as time goes by without such work. */
  #usedMs = 0;
  #restingSinceMs = Number.NEGATIVE_INFINITY;
  #timer: Timer | null = null;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `work` at once where nothing waits and the share is not used, else in its turn. */
  run(work: () => void): void {
    if (this.#timer !== null) {
      this.#waiting.push(work);
      return;
    }
    this.#usedMs = Math.max(0, this.#usedMs - Math.max(0, this.#clock.now() - this.#restingSinceMs));
    this.#do(work);
    this.#rest();
  }

  /** Asked by work that runs: true when it is to stop here and go on `later`. */
  get over(): boolean {
    return this.#beganMs !== null && this.#usedMs + this.#clock.now() - this.#beganMs >= SHARE_MS;
  }

  /** Goes on with `work` when everything else had its turn. */
  later(work: () => void): void {
    this.#waiting.push(work);
    this.#rest();
  }

  /** What waits is not done any more. */
  close(): void {
    this.#closed = true;
    this.#waiting = [];
    if (this.#timer !== null) {
      this.#clock.clearTimer(this.#timer);
      this.#timer = null;
    }
  }

  #turn(): void {
    this.#timer = null;
    this.#usedMs = 0;
    try {
      while (this.#usedMs < SHARE_MS) {
        const work = this.#waiting.shift();
        if (work === undefined) {
          break;
        }
        this.#do(work);
      }
    } finally {
      this.#rest();
    }
  }

  #do(work: () => void): void {
    const outerMs = this.#beganMs;
    const beganMs = outerMs ?? this.#clock.now();
    this.#beganMs = beganMs;
    try {
      work();
    } finally {
      this.#beganMs = outerMs;
      if (outerMs === null) {
        const nowMs = this.#clock.now();
        this.#usedMs += Math.max(0, nowMs - beganMs);
        this.#restingSinceMs = nowMs;
      }
    }
  }

  #rest(): void {
    const isDue = this.#waiting.length > 0 || this.#usedMs >= SHARE_MS;
    if (isDue && this.#timer === null && this.#beganMs === null && !this.#closed) {
      this.#timer = this.#clock.setTimer(0, () => this.#turn());
    }
  }
}
