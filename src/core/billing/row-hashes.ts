const WORDS = 8;
const FIRST_ROOM = 1024;

/**
 * The hashes of the rows that a bill counts: tells a row that comes twice, and gives one text of them all that does not
 * depend on their order. 32 bytes a row and an index beside, so that a month of millions of rows fits.
 */
export class RowHashes {
  #words = new Uint32Array(FIRST_ROOM * WORDS);
  /** Open addressing; entry + 1, or 0. Twice the room of the words, so at most half full. */
  #index = new Uint32Array(FIRST_ROOM * 2);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** False when that hash is there already. */
  add(hash: string): boolean {
    if (this.#size * WORDS === this.#words.length) {
      this.#grow();
    }
    const at = this.#size * WORDS;
    for (let word = 0; word < WORDS; word++) {
      this.#words[at + word] = Number.parseInt(hash.slice(word * 8, word * 8 + 8), 16);
    }
    const slot = this.#slotOf(at);
    if (this.#index[slot] !== 0) {
      return false;
    }
    this.#size += 1;
    this.#index[slot] = this.#size;
    return true;
  }

  /** All of them in order, as chunks of text to be digested. */
  *sorted(): Generator<string> {
    const order = Uint32Array.from({ length: this.#size }, (_, entry) => entry);
    const words = this.#words;
    // Of two hashes the first word nearly always tells.
    order.sort(
      (one, other) =>
        (words[one * WORDS] ?? 0) - (words[other * WORDS] ?? 0) || this.#compare(one * WORDS, other * WORDS),
    );
    for (const entry of order) {
      let text = '';
      for (let word = 0; word < WORDS; word++) {
        text += (this.#words[entry * WORDS + word] ?? 0).toString(16).padStart(8, '0');
      }
      yield text;
    }
  }

  #compare(one: number, other: number): number {
    for (let word = 0; word < WORDS; word++) {
      const difference = (this.#words[one + word] ?? 0) - (this.#words[other + word] ?? 0);
      if (difference !== 0) {
        return difference;
      }
    }
    return 0;
  }

  /** Where the hash that begins at `at` is in the index, or the free slot where it goes. */
  #slotOf(at: number): number {
    const mask = this.#index.length - 1;
    // A cryptographic hash is spread evenly by itself.
    let slot = (this.#words[at] ?? 0) & mask;
    for (;;) {
      const entry = this.#index[slot] ?? 0;
      if (entry === 0 || this.#compare((entry - 1) * WORDS, at) === 0) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const words = new Uint32Array(this.#words.length * 2);
    words.set(this.#words);
    this.#words = words;
    this.#index = new Uint32Array(this.#index.length * 2);
    for (let entry = 0; entry < this.#size; entry++) {
      this.#index[this.#slotOf(entry * WORDS)] = entry + 1;
    }
  }
}

/** Rows whose hashes go into one digest before the digests are digested: keeps texts short. */
const ROWS_A_BLOCK = 4096;

/** One digest for the set of hashes, whatever order they came in. */
export function digestOfRows(hashes: RowHashes, sha256: (text: string) => string): string {
  const blocks: string[] = [];
  let block: string[] = [];
  for (const hash of hashes.sorted()) {
    block.push(hash);
    if (block.length === ROWS_A_BLOCK) {
      blocks.push(sha256(block.join('')));
      block = [];
    }
  }
  blocks.push(sha256(block.join('')));
  return sha256(blocks.join(''));
}
