import type { DialKey } from '../../core/compliance/facts/dial-key.js';
import { ENSURE_KEYS } from './commit-statement.js';
import type { Database } from './database.js';

/** Most keys remembered at once, twice over: some megabytes. */
const REMEMBERED = 50_000;

/**
 * Sees to it that dial keys have their rows before a statement locks them. What it has seen it remembers, so that
 * most calls cost nothing; a key that was forgotten, or a row that was erased since, only costs a statement more.
 */
export class DialKeyRows {
  readonly #database: Database;
  readonly #remembered: number;
  #seen = new Set<DialKey>();
  #seenBefore = new Set<DialKey>();

  constructor(database: Database, remembered: number = REMEMBERED) {
    this.#database = database;
    this.#remembered = remembered;
  }

  /** Makes the rows that may be missing. */
  async ensure(keys: Iterable<DialKey>): Promise<void> {
    const missing = [...keys].filter((key) => !this.#seen.has(key) && !this.#seenBefore.has(key));
    if (missing.length > 0) {
      await this.#database.query(ENSURE_KEYS, [missing]);
      this.note(missing);
    }
  }

  /** Remembers keys that are known to have a row. */
  note(keys: Iterable<DialKey>): void {
    for (const key of keys) {
      this.#seen.add(key);
    }
    if (this.#seen.size >= this.#remembered) {
      this.#seenBefore = this.#seen;
      this.#seen = new Set();
    }
  }
}
