import { NumberSet } from '../kernel/number-set.js';
import { doubled } from '../kernel/word-table.js';

/**
 * Counts how many different things each place has seen. Nearly every thing is seen in one place alone: that one is kept
 * with the thing, and only further places keep sets.
 */
export class DistinctPlaces {
  /** By thing: its first place + 1, or 0. */
  #first = new Int32Array(1024);
  readonly #firsts: number[] = [];
  readonly #others: NumberSet[] = [];

  add(place: number, thing: number): void {
    while (thing >= this.#first.length) {
      this.#first = doubled(this.#first, (length) => new Int32Array(length));
    }
    const first = this.#first[thing] ?? 0;
    if (first === 0) {
      this.#first[thing] = place + 1;
      this.#firsts[place] = (this.#firsts[place] ?? 0) + 1;
    } else if (first !== place + 1) {
      const others = this.#others[place] ?? new NumberSet();
      this.#others[place] = others;
      others.add(thing);
    }
  }

  count(place: number): number {
    return (this.#firsts[place] ?? 0) + (this.#others[place]?.size ?? 0);
  }
}
