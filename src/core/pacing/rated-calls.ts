/** Calls that have not been answered, of contacts with about the same estimate, of the same age on the same clock. */
export interface RatedCalls {
  readonly rings: boolean;
  readonly bin: number;
  /** The mean of theirs. */
  readonly estimate: number;
  readonly count: number;
}

/** Estimates within a fifth of one another are put together: they are not known half as well. */
const STEPS_PER_E_FOLD = 5;
/** The smallest estimate that is told apart, e^-7 = 0.09 %. */
const SMALLEST_LOG = -7;
const STEPS = -SMALLEST_LOG * STEPS_PER_E_FOLD + 1;

/** Counts calls of a step by clock, age and estimate, so that what follows does not grow with the calls. */
export class RatedCallCounts {
  readonly #bins: number;
  readonly #counts: Float64Array;
  readonly #sums: Float64Array;
  readonly #touched: number[] = [];

  constructor(bins: number) {
    this.#bins = bins;
    this.#counts = new Float64Array(2 * bins * STEPS);
    this.#sums = new Float64Array(2 * bins * STEPS);
  }

  add(rings: boolean, bin: number, estimate: number): void {
    const step = Math.max(0, Math.floor((Math.log(estimate) - SMALLEST_LOG) * STEPS_PER_E_FOLD));
    const cell = ((rings ? this.#bins : 0) + bin) * STEPS + Math.min(STEPS - 1, step);
    const known = this.#counts[cell] ?? 0;
    if (known === 0) {
      this.#touched.push(cell);
    }
    this.#counts[cell] = known + 1;
    this.#sums[cell] = (this.#sums[cell] ?? 0) + estimate;
  }

  /** The groups, in the order in which their first call came; forgets them. */
  take(): readonly RatedCalls[] {
    const groups = this.#touched.map((cell) => {
      const row = Math.floor(cell / STEPS);
      const rings = row >= this.#bins;
      const count = this.#counts[cell] ?? 0;
      const estimate = (this.#sums[cell] ?? 0) / count;
      this.#counts[cell] = 0;
      this.#sums[cell] = 0;
      return { rings, bin: rings ? row - this.#bins : row, estimate, count };
    });
    this.#touched.length = 0;
    return groups;
  }
}
