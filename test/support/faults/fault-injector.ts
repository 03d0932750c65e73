import { EFFECTS } from './effects.js';
import type { PlannedFault } from './fault-kind.js';

/** A fault that came to pass. */
export interface Hit {
  readonly fault: PlannedFault;
  readonly atMs: number;
}

interface Waiting {
  readonly fault: PlannedFault;
  skip: number;
}

/** Gives each use of an effect the fault that is planned for it, and remembers what it gave. */
export class FaultInjector {
  readonly hits: Hit[] = [];
  /** Effects that are in no table: nobody would ever break them. */
  readonly unknown = new Set<string>();
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #startMs: number;
  #over = false;

  constructor(plan: readonly PlannedFault[], startMs: number) {
    this.#startMs = startMs;
    for (const fault of plan) {
      const known = this.#waiting.get(fault.effect) ?? [];
      this.#waiting.set(fault.effect, [...known, { fault, skip: fault.skip }]);
    }
  }

  /** From now on all is well. */
  end(): void {
    this.#over = true;
  }

  /** The effect is used now: what goes wrong with it, or null. */
  take(effect: string, nowMs: number): PlannedFault | null {
    const waiting = this.#over ? undefined : this.#waiting.get(effect);
    if (waiting === undefined) {
      if (!EFFECTS.has(effect)) {
        this.unknown.add(effect);
      }
      return null;
    }
    for (const [place, one] of waiting.entries()) {
      if (nowMs - this.#startMs >= one.fault.fromMs) {
        if (one.skip === 0) {
          waiting.splice(place, 1);
          this.hits.push({ fault: one.fault, atMs: nowMs });
          return one.fault;
        }
        one.skip -= 1;
      }
    }
    return null;
  }
}
