import { MINUTE } from '../core/kernel/time.js';
import { weightedMedian } from '../core/kernel/weighted-median.js';

/** Windows and shifts are looked at this often: they end at minutes, and a lane asks several times a second. */
const FRESH_MS = MINUTE;

export interface DayRestDeps {
  /** When the campaign's window closes today, or null when it is not known. */
  readonly closingMs: (nowMs: number) => number | null;
  /** How long each agent of the campaign may still work today. */
  readonly shiftsLeftMs: (nowMs: number) => readonly number[];
}

/**
 * How much of the day a campaign has left: until its window closes or its shift ends, whichever comes first. The drops of
 * a day are planned by it: how many people are still to come against which one drop is held.
 */
export class DayRest {
  readonly #deps: DayRestDeps;
  #atMs = Number.NEGATIVE_INFINITY;
  #endMs: number | null = null;

  constructor(deps: DayRestDeps) {
    this.#deps = deps;
  }

  /** Milliseconds left at the instant, or null when nothing tells. */
  leftMs(nowMs: number): number | null {
    if (!(nowMs >= this.#atMs && nowMs - this.#atMs < FRESH_MS)) {
      this.#atMs = nowMs;
      this.#endMs = this.#look(nowMs);
    }
    return this.#endMs === null ? null : Math.max(0, this.#endMs - nowMs);
  }

  /** The campaign's settings have changed. */
  forget(): void {
    this.#atMs = Number.NEGATIVE_INFINITY;
  }

  #look(nowMs: number): number | null {
    const closingMs = this.#deps.closingMs(nowMs);
    // The shift ends when half of those who still work it have done their hours.
    const working = this.#deps.shiftsLeftMs(nowMs).filter((ms) => ms > 0);
    const leftMs = weightedMedian(working.map((value) => ({ value, weight: 1 })));
    const ends = [closingMs, leftMs === null ? null : nowMs + leftMs].filter((endMs) => endMs !== null);
    return ends.length === 0 ? null : Math.min(...ends);
  }
}
