import { ExternalSort } from './external-sort.js';
import type { TemporaryFolder } from './temporary-folder.js';

const SEPARATOR = '\t';
const TIME_DIGITS = 13;
/** Thirteen digits reach from 2001 to 2286, and stay in order as text. */
const timeKey = (ms: number): string =>
  ms >= 1e12 ? String(ms) : String(Math.max(0, ms)).padStart(TIME_DIGITS, '0');

/** One entry of a group. */
export interface OrderedRecord<T> {
  readonly group: string;
  readonly value: T;
}

/**
 * Values brought into order by group, then time, then rank (what must be known before what, at the same instant), then id:
 * never by the order in which they came.
 */
export class OrderedRecords<T> {
  readonly #sort: ExternalSort;

  constructor(folder: TemporaryFolder, runChars?: number) {
    this.#sort = new ExternalSort(folder, runChars);
  }

  add(group: string, atMs: number, rank: number, id: string, value: T): void {
    this.#sort.add(
      `${group}${SEPARATOR}${timeKey(atMs)}${rank}${SEPARATOR}${id}${SEPARATOR}${JSON.stringify(value)}`,
    );
  }

  *sorted(): Generator<OrderedRecord<T>> {
    for (const line of this.#sort.sorted()) {
      const groupEnd = line.indexOf(SEPARATOR);
      const keyEnd = line.indexOf(SEPARATOR, groupEnd + 1);
      const idEnd = line.indexOf(SEPARATOR, keyEnd + 1);
      yield { group: line.slice(0, groupEnd), value: JSON.parse(line.slice(idEnd + 1)) as T };
    }
  }
}
