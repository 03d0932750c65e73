import { DAY_MS } from '../place/local-clock.js';

/** Which tries have been counted: the rows of one try over several carriers share a group and count once. */
export class TryMemory {
  readonly #seen = new Map<string, number>();

  /** True for the first row of a try. */
  isFirstRow(group: string, tDial: number): boolean {
    const first = !this.#seen.has(group);
    this.#seen.set(group, tDial);
    if (this.#seen.size > 256) {
      for (const [other, atMs] of this.#seen) {
        if (tDial - atMs > DAY_MS) {
          this.#seen.delete(other);
        }
      }
    }
    return first;
  }
}
