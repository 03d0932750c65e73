import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallLogRow } from '../../core/call-log/call-log-row.js';
import { csvLine } from '../../core/export/csv-cell.js';
import { feedEventsOf } from '../../core/feeds/feed-event.js';
import { LIST_COLUMNS, LIST_EVENTS, type ReportList } from '../../core/reports/report-part.js';

/** A file of the pack, with its proof. */
export interface MadeFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly rows: number;
}

/** True for what is there, whatever it is. */
export const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Writes a file whole and to the disk. */
export async function writeFileOf(
  folder: string,
  name: string,
  text: string | Buffer,
  rows: number,
): Promise<MadeFile> {
  const bytes = Buffer.from(text);
  const file = await open(join(folder, name), 'w', 0o640);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), rows };
}

/** What happened, for another system: one event a line, written as the rows pass. */
export class ListFile {
  readonly #name: string;
  readonly #kind: string;
  readonly #file: FileHandle;
  readonly #hash: Hash = createHash('sha256');
  #bytes = 0;
  #rows = 0;
  #lines: string[] = [csvLine(['id', 'at', ...LIST_COLUMNS])];

  private constructor(list: ReportList, file: FileHandle) {
    this.#name = `${list}.csv`;
    this.#kind = LIST_EVENTS[list];
    this.#file = file;
  }

  static async open(folder: string, list: ReportList): Promise<ListFile> {
    return new ListFile(list, await open(join(folder, `${list}.csv`), 'w', 0o640));
  }

  async add(row: CallLogRow): Promise<void> {
    for (const { id, kind, atMs, data } of feedEventsOf({
      place: 0,
      what: 'attempt',
      row,
      contactDone: false,
    })) {
      if (kind === this.#kind) {
        const cells = LIST_COLUMNS.map((column) => data[column] ?? '');
        this.#lines.push(csvLine([id, new Date(atMs).toISOString(), ...cells.map(plain)]));
        this.#rows += 1;
      }
    }
    if (this.#lines.length >= 1000) {
      await this.#flush();
    }
  }

  async end(): Promise<MadeFile> {
    await this.#flush();
    await this.#file.sync();
    const sha256 = this.#hash.digest('hex');
    return { name: this.#name, bytes: this.#bytes, sha256, rows: this.#rows };
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#lines.join(''));
    this.#lines = [];
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    await this.#file.appendFile(bytes);
  }
}

const plain = (value: string | number | boolean): string | number =>
  typeof value === 'boolean' ? String(value) : value;
