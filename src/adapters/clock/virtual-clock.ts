import type { Clock, Timer } from '../../ports/clock.js';

/** Below this the heap is not worth compacting. */
const COMPACT_FROM = 1024;

class VirtualTimer {
  declare readonly __timer: Timer['__timer'];
  readonly atMs: number;
  readonly order: number;
  /** Null when it has fired or was taken back. */
  run: (() => void) | null;

  constructor(atMs: number, order: number, run: () => void) {
    this.atMs = atMs;
    this.order = order;
    this.run = run;
  }
}

function isBefore(a: VirtualTimer, b: VirtualTimer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

/**
 * Time that stands still until it is run: a day in seconds, twice the same.
 *
 * The rule of settling: all timers due at one instant fire, in the order they were set (those they set for the same
 * instant included), then one macrotask passes before time moves on. Node drains every promise continuation, however
 * long the chain, and every `process.nextTick` before the next macrotask; so asynchronous code that waits for nothing
 * outside the process has come to rest before the next instant, each time at the same point.
 */
export class VirtualClock implements Clock {
  #nowMs: number;
  #order = 0;
  #live = 0;
  #fired = 0;
  #running = false;
  #heap: VirtualTimer[] = [];

  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  /** Timers that have not fired yet. */
  get pendingTimers(): number {
    return this.#live;
  }

  /** Timers fired since the start. */
  get firedTimers(): number {
    return this.#fired;
  }

  setTimer(delayMs: number, run: () => void): Timer {
    if (!Number.isFinite(delayMs)) {
      throw new RangeError(`A timer's delay must be a finite number of milliseconds, not ${delayMs}`);
    }
    const timer = new VirtualTimer(this.#nowMs + Math.max(0, delayMs), this.#order++, run);
    this.#live += 1;
    this.#push(timer);
    return timer;
  }

  clearTimer(timer: Timer): void {
    if (!(timer instanceof VirtualTimer) || timer.run === null) {
      return;
    }
    timer.run = null;
    this.#live -= 1;
    if (this.#heap.length >= COMPACT_FROM && this.#live < this.#heap.length / 2) {
      this.#compact();
    }
  }

  /** When the next timer is due, or null when there is none. */
  nextTimerAtMs(): number | null {
    return this.#first()?.atMs ?? null;
  }

  /** Lets all pending promise continuations run; time stands still. */
  settle(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  /** Fires everything due until `untilMs`, that instant included, and leaves the clock there. */
  runUntil(untilMs: number): Promise<void> {
    return this.#drive((next) => next !== null && next <= untilMs).then(() => {
      this.#nowMs = Math.max(this.#nowMs, untilMs);
    });
  }

  /** Fires everything due within `durationMs` from now. */
  runFor(durationMs: number): Promise<void> {
    return this.runUntil(this.#nowMs + durationMs);
  }

  /** Moves to the next instant with a timer and fires all of it; false when no timer is left. */
  async runNext(): Promise<boolean> {
    let instants = 0;
    await this.#drive((next) => next !== null && instants++ === 0);
    return instants > 0;
  }

  /**
   * Goes from instant to instant until `isDone` holds, at most to `deadlineMs`; true when it holds.
   * `isDone` is asked once everything of an instant has settled.
   */
  async runUntilTrue(isDone: () => boolean, deadlineMs: number): Promise<boolean> {
    let done = false;
    await this.#drive((next) => {
      done = isDone();
      return !done && next !== null && next <= deadlineMs;
    });
    if (!done) {
      this.#nowMs = Math.max(this.#nowMs, deadlineMs);
    }
    return done;
  }

  /**
   * One instant a macrotask, chained by `setImmediate` and not by `await`: a third faster, as no promise is made.
   * A timer that throws stops the run and rejects it; the remaining timers of its instant are still there.
   */
  #drive(goesOn: (nextMs: number | null) => boolean): Promise<void> {
    if (this.#running) {
      return Promise.reject(new Error('The virtual clock is running already: one run at a time'));
    }
    this.#running = true;
    return new Promise((resolve, reject) => {
      const instant = (): void => {
        try {
          const next = this.nextTimerAtMs();
          if (goesOn(next) && next !== null) {
            this.#fireInstant(next);
            setImmediate(instant);
            return;
          }
        } catch (thrown) {
          this.#running = false;
          reject(thrown);
          return;
        }
        this.#running = false;
        resolve();
      };
      setImmediate(instant);
    });
  }

  #fireInstant(atMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, atMs);
    for (let first = this.#first(); first !== null && first.atMs <= atMs; first = this.#first()) {
      this.#pop();
      const run = first.run;
      first.run = null;
      this.#live -= 1;
      this.#fired += 1;
      run?.();
    }
  }

  #first(): VirtualTimer | null {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (top.run !== null) {
        return top;
      }
      this.#pop();
    }
    return null;
  }

  #push(timer: VirtualTimer): void {
    this.#heap.push(timer);
    this.#up(this.#heap.length - 1);
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#down(0);
    }
  }

  /** Timers taken back stay in the heap until they are as many as the others; most ring timeouts end that way. */
  #compact(): void {
    this.#heap = this.#heap.filter((timer) => timer.run !== null);
    for (let i = (this.#heap.length >> 1) - 1; i >= 0; i--) {
      this.#down(i);
    }
  }

  #up(from: number): void {
    const heap = this.#heap;
    const timer = heap[from];
    let i = from;
    while (timer !== undefined && i > 0) {
      const parentAt = (i - 1) >> 1;
      const parent = heap[parentAt];
      if (parent === undefined || !isBefore(timer, parent)) {
        break;
      }
      heap[i] = parent;
      heap[parentAt] = timer;
      i = parentAt;
    }
  }

  #down(from: number): void {
    const heap = this.#heap;
    const timer = heap[from];
    let i = from;
    for (;;) {
      const left = heap[2 * i + 1];
      const right = heap[2 * i + 2];
      if (timer === undefined || left === undefined) {
        return;
      }
      const child = right !== undefined && isBefore(right, left) ? right : left;
      if (!isBefore(child, timer)) {
        return;
      }
      const childAt = child === left ? 2 * i + 1 : 2 * i + 2;
      heap[i] = child;
      heap[childAt] = timer;
      i = childAt;
    }
  }
}
