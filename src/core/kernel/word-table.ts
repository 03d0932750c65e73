const FIRST_ROOM = 1024;

/** The same numbers with room for as many again. */
export function doubled<Words extends Uint8Array | Uint32Array | Int32Array | Float64Array>(
  words: Words,
  make: (length: number) => Words,
): Words {
  const more = make(words.length * 2);
  more.set(words);
  return more;
}

/**
 * Numbers keys of some 32-bit words each, in the order in which they come: the words and an index beside, no object a
 * key, so that a month of millions of rows fits. Owner writes the key into `key`, then asks.
 */
export class WordTable {
  readonly width: number;
  readonly key: Uint32Array;
  #words: Uint32Array;
  /** Open addressing; number + 1, or 0. Twice the room of the keys, so at most half full. */
  #index = new Uint32Array(FIRST_ROOM * 2);
  #size = 0;

  constructor(width: number) {
    this.width = width;
    this.key = new Uint32Array(width);
    this.#words = new Uint32Array(FIRST_ROOM * width);
  }

  get size(): number {
    return this.#size;
  }

  word(number: number, at: number): number {
    return this.#words[number * this.width + at] ?? 0;
  }

  /** The number of `key`; a new one is `size` as it was before. */
  put(): number {
    if (this.#size * this.width === this.#words.length) {
      this.#grow();
    }
    const at = this.#size * this.width;
    this.#words.set(this.key, at);
    const slot = this.#slotOf(at);
    const entry = this.#index[slot] ?? 0;
    if (entry !== 0) {
      return entry - 1;
    }
    this.#size += 1;
    this.#index[slot] = this.#size;
    return this.#size - 1;
  }

  /** Where the key that begins at `at` is in the index, or the free slot where it goes. */
  #slotOf(at: number): number {
    const [words, index, width] = [this.#words, this.#index, this.width];
    const mask = index.length - 1;
    let slot = this.#hashAt(at) & mask;
    for (;;) {
      const entry = index[slot] ?? 0;
      if (entry === 0) {
        return slot;
      }
      const other = (entry - 1) * width;
      let word = 0;
      while (word < width && words[other + word] === words[at + word]) {
        word += 1;
      }
      if (word === width) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  /** Multiplies and shifts, as the finalizer of MurmurHash3 does. */
  #hashAt(at: number): number {
    let hash = 0;
    for (let word = 0; word < this.width; word++) {
      hash = Math.imul(hash ^ (this.#words[at + word] ?? 0), 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    return Math.imul(hash, 0xc2b2ae35) >>> 7;
  }

  #grow(): void {
    this.#words = doubled(this.#words, (length) => new Uint32Array(length));
    this.#index = new Uint32Array(this.#index.length * 2);
    for (let entry = 0; entry < this.#size; entry++) {
      this.#index[this.#slotOf(entry * this.width)] = entry + 1;
    }
  }
}

const DIGITS = 8;

/** Eight hexadecimal digits of a text as one word, or -1 where one of them is none (capitals are none). */
export function hexWord(text: string, from: number): number {
  let word = 0;
  for (let at = from; at < from + DIGITS; at++) {
    const code = text.charCodeAt(at);
    const digit = code <= 57 ? code - 48 : code - 87;
    if (!(digit >= 0 && digit < 16) || (code > 57 && code < 97)) {
      return -1;
    }
    word = (word << 4) | digit;
  }
  return word >>> 0;
}
