import { performance } from 'node:perf_hooks';
import type { Clock, Timer } from '../../ports/clock.js';

/** Where the system clock reads from; replaced in tests only. */
export interface TimeSources {
  /** Wall time, milliseconds since the epoch; may jump either way. */
  readonly wallMs: () => number;
  /** Milliseconds that never go back and never jump. */
  readonly monotonicMs: () => number;
}

const SYSTEM_SOURCES: TimeSources = { wallMs: Date.now, monotonicMs: () => performance.now() };

/**
 * After the wall clock was set back, ours runs this much slower until the two meet. A standstill would give calls of no
 * length; a sixteenth keeps every duration and timer within 7 % and makes up a step of one second in sixteen.
 */
const CATCH_UP_SHARE = 1 / 16;

/** Node takes longer delays for one millisecond. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/**
 * A timer that fires later than this tells that the process stood still. What came in meanwhile is read first then: Node
 * runs timers before it reads sockets, and would take the answer of a person for one that never came.
 */
const STOOD_STILL_MS = 100;

class SystemTimer {
  declare readonly __timer: Timer['__timer'];
  handle: NodeJS.Timeout | 'read first' | null = null;
}

/** The system's time; within one process it never goes back, whatever NTP or an operator does to the wall clock. */
export class SystemClock implements Clock {
  readonly #sources: TimeSources;
  #lastMs: number;
  #lastMonotonicMs: number;
  /** Timers that wait until the sockets were read. */
  #waiting = 0;

  constructor(sources: TimeSources = SYSTEM_SOURCES) {
    this.#sources = sources;
    this.#lastMs = sources.wallMs();
    this.#lastMonotonicMs = sources.monotonicMs();
  }

  now(): number {
    return Math.floor(this.#read());
  }

  setTimer(delayMs: number, run: () => void): Timer {
    if (!Number.isFinite(delayMs)) {
      throw new RangeError(`A timer's delay must be a finite number of milliseconds, not ${delayMs}`);
    }
    const timer = new SystemTimer();
    this.#arm(timer, this.now() + Math.max(0, delayMs), run);
    return timer;
  }

  clearTimer(timer: Timer): void {
    if (timer instanceof SystemTimer && timer.handle !== null) {
      if (timer.handle !== 'read first') {
        clearTimeout(timer.handle);
      }
      timer.handle = null;
    }
  }

  /** Node may fire a millisecond early by our clock, and cannot wait longer than 24.8 days: both arm again. */
  #arm(timer: SystemTimer, dueMs: number, run: () => void): void {
    const waitMs = Math.min(LONGEST_DELAY_MS, Math.max(0, Math.ceil(dueMs - this.now())));
    timer.handle = setTimeout(() => {
      if (this.now() < dueMs) {
        this.#arm(timer, dueMs, run);
        return;
      }
      // Whoever is due after one that waits comes after it.
      if (this.#waiting > 0 || this.now() - dueMs > STOOD_STILL_MS) {
        this.#runAfterReading(timer, run);
        return;
      }
      timer.handle = null;
      run();
    }, waitMs);
  }

  /** Node reads sockets between timers and immediates. */
  #runAfterReading(timer: SystemTimer, run: () => void): void {
    this.#waiting += 1;
    timer.handle = 'read first';
    setImmediate(() => {
      this.#waiting -= 1;
      if (timer.handle !== null) {
        timer.handle = null;
        run();
      }
    });
  }

  #read(): number {
    const monotonic = this.#sources.monotonicMs();
    const elapsed = Math.max(0, monotonic - this.#lastMonotonicMs);
    this.#lastMonotonicMs = monotonic;
    this.#lastMs = Math.max(this.#sources.wallMs(), this.#lastMs + elapsed * (1 - CATCH_UP_SHARE));
    return this.#lastMs;
  }
}
