/** A gap between ticks longer than this is a clock that was set, not a pause. */
const LONGEST_GAP_MS = 300_000;
/** An event said to be older than this is dated wrongly. */
const OLDEST_EVENT_MS = 600_000;

/**
 * Time of a lane that only ever goes forward, by as much as ticks can be apart. A clock that is set, backwards or far
 * ahead, moves it by one tick; so ages and windows stay what they were.
 */
export class LaneClock {
  readonly #tickMs: number;
  #wireMs: number | null = null;
  #offsetMs = 0;
  #nowMs = 0;

  constructor(tickMs: number) {
    this.#tickMs = tickMs;
  }

  /** A tick dated `wireMs` (null when it has no date that can be read); returns the lane's time. */
  tick(wireMs: number | null): number {
    if (wireMs === null) {
      this.#nowMs += this.#tickMs;
      return this.#nowMs;
    }
    const lane = wireMs + this.#offsetMs;
    const gapMs = lane - this.#nowMs;
    if (this.#wireMs === null) {
      this.#nowMs = Math.abs(wireMs) < Number.MAX_SAFE_INTEGER ? wireMs : 0;
    } else {
      this.#nowMs = gapMs < 0 || gapMs > LONGEST_GAP_MS ? this.#nowMs + this.#tickMs : lane;
    }
    this.#wireMs = wireMs;
    this.#offsetMs = this.#nowMs - wireMs;
    return this.#nowMs;
  }

  /** When an event dated `wireMs` happened: never after the tick that brought it. */
  eventMs(wireMs: number | null): number {
    const lane = wireMs === null ? this.#nowMs : wireMs + this.#offsetMs;
    return lane <= this.#nowMs && lane > this.#nowMs - OLDEST_EVENT_MS ? lane : this.#nowMs;
  }
}
