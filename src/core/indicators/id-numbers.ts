import { hexWord, WordTable } from '../kernel/word-table.js';

/** Ids of ours are so many hexadecimal digits; whatever else a file brings is kept as text. */
const DIGITS = 24;
const TEXTS = 0xffffffff;

/** Numbers ids of several spaces, without keeping their texts: a month has millions of them. */
export class IdNumbers {
  readonly #table = new WordTable(4);
  readonly #texts = new Map<string, number>();

  get size(): number {
    return this.#table.size;
  }

  /** The same number for the same id of the same space; a new one is `size` as it was before. */
  numberOf(space: number, id: string): number {
    const { key } = this.#table;
    if (id.length === DIGITS) {
      const first = hexWord(id, 0);
      const second = hexWord(id, 8);
      const third = hexWord(id, 16);
      if (first >= 0 && second >= 0 && third >= 0) {
        key[0] = space;
        key[1] = first;
        key[2] = second;
        key[3] = third;
        return this.#table.put();
      }
    }
    const text = `${space} ${id}`;
    const place = this.#texts.get(text) ?? this.#texts.size;
    this.#texts.set(text, place);
    key[0] = TEXTS;
    key[1] = place;
    key[2] = 0;
    key[3] = 0;
    return this.#table.put();
  }
}
