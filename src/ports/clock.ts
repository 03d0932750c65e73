/** A timer that can be taken back; opaque to whoever holds it. */
export interface Timer {
  readonly __timer: unique symbol;
}

/**
 * Time as an argument. In production the system's; in tests and in the twin virtual, so a day runs in seconds.
 * Timers fire in order of their time, then in the order they were set.
 */
export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  now(): number;
  /** Calls `run` once, `delayMs` from now or later; a negative delay is zero. */
  setTimer(delayMs: number, run: () => void): Timer;
  /** Takes a timer back; harmless when it has fired. */
  clearTimer(timer: Timer): void;
}
