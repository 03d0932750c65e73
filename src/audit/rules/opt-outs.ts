import { hasBegun, type Since } from '../lists/since.js';

const ALL = '*';

interface OptOut {
  readonly purpose: string;
  readonly since: Since;
  /** Number on which it was said, '' when it names the person. */
  readonly phone: string;
}

/** What one person or number has asked not to be called about. */
export class OptOuts {
  readonly #all: OptOut[] = [];

  add(purpose: string, since: Since, phone: string): void {
    // A second wish of the same kind adds nothing once the first has begun.
    if (
      !this.#all.some(
        (known) => known.purpose === purpose && known.phone === phone && known.since.ms <= since.ms,
      )
    ) {
      this.#all.push({ purpose, since, phone });
    }
  }

  /** The opt-out that forbids a call, or null. */
  find(
    purpose: string,
    atMs: number,
    zones: readonly string[],
    concerns: (phone: string) => boolean,
  ): string | null {
    const found = this.#all.find(
      (wish) =>
        (wish.purpose === ALL || wish.purpose === purpose) &&
        concerns(wish.phone) &&
        hasBegun(wish.since, atMs, zones),
    );
    return found === undefined ? null : new Date(found.since.ms).toISOString();
  }
}
