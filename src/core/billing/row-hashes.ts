import { hexWord, WordTable } from '../kernel/word-table.js';

const WORDS = 8;
/** Digits of the first word that one pass sorts by. */
const PASS_BITS = 11;
const PASS_SIZE = 1 << PASS_BITS;
/** Four hexadecimal digits of each half word. */
let halves: readonly string[] = [];

/**
 * The hashes of the rows that a bill counts: tells a row that comes twice, and gives one text of them all that does not
 * depend on their order. 32 bytes a row and an index beside, so that a month of millions of rows fits.
 */
export class RowHashes {
  readonly #table = new WordTable(WORDS);

  get size(): number {
    return this.#table.size;
  }

  /** False when that hash is there already. */
  add(hash: string): boolean {
    const { key, size } = this.#table;
    for (let word = 0; word < WORDS; word++) {
      const value = hexWord(hash, word * 8);
      key[word] = value < 0 ? Number.parseInt(hash.slice(word * 8, word * 8 + 8), 16) : value;
    }
    return this.#table.put() === size;
  }

  /** All of them in order, as chunks of text to be digested. */
  *sorted(): Generator<string> {
    if (halves.length === 0) {
      halves = Array.from({ length: 0x10000 }, (_, half) => half.toString(16).padStart(4, '0'));
    }
    for (const entry of this.#order()) {
      let text = '';
      for (let at = 0; at < WORDS; at++) {
        const word = this.#table.word(entry, at);
        text += `${halves[word >>> 16]}${halves[word & 0xffff]}`;
      }
      yield text;
    }
  }

  /** By the first word in three passes, which cost the same whatever the order of the log; then the few equal ones. */
  #order(): Uint32Array {
    let order = Uint32Array.from({ length: this.size }, (_, entry) => entry);
    let next = new Uint32Array(this.size);
    for (let shift = 0; shift < 32; shift += PASS_BITS) {
      const places = new Uint32Array(PASS_SIZE + 1);
      for (const entry of order) {
        const digit = (this.#table.word(entry, 0) >>> shift) & (PASS_SIZE - 1);
        places[digit + 1] = (places[digit + 1] ?? 0) + 1;
      }
      for (let digit = 1; digit <= PASS_SIZE; digit++) {
        places[digit] = (places[digit] ?? 0) + (places[digit - 1] ?? 0);
      }
      for (const entry of order) {
        const digit = (this.#table.word(entry, 0) >>> shift) & (PASS_SIZE - 1);
        const place = places[digit] ?? 0;
        next[place] = entry;
        places[digit] = place + 1;
      }
      [order, next] = [next, order];
    }
    for (let from = 0, to = 1; from < order.length; from = to, to += 1) {
      const first = this.#table.word(order[from] ?? 0, 0);
      while (to < order.length && this.#table.word(order[to] ?? 0, 0) === first) {
        to += 1;
      }
      if (to - from > 1) {
        order.subarray(from, to).sort((one, other) => this.#compare(one, other));
      }
    }
    return order;
  }

  #compare(one: number, other: number): number {
    for (let at = 0; at < WORDS; at++) {
      const difference = this.#table.word(one, at) - this.#table.word(other, at);
      if (difference !== 0) {
        return difference;
      }
    }
    return 0;
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
