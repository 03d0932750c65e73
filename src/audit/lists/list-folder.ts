import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AuditProblem } from '../audit-problem.js';
import { csvRecords } from '../log/csv-records.js';
import { SIDE_FILES, type SideFileName } from './side-files.js';
import { parseSince, type Since } from './since.js';

const CONTROL = /\p{Cc}/u;

/** A record of a side file; each refusal names file, line and column. */
export class SideRecord {
  readonly #values: ReadonlyMap<string, string>;
  readonly #place: string;

  constructor(values: ReadonlyMap<string, string>, place: string) {
    this.#values = values;
    this.#place = place;
  }

  text(column: string): string {
    const value = this.#values.get(column) ?? '';
    if (CONTROL.test(value)) {
      throw this.fail(column, 'a text on one line');
    }
    return value;
  }

  since(column: string): Since {
    const since = parseSince(this.text(column));
    if (since === null) {
      throw this.fail(column, 'a date such as 2026-11-22 or an ISO 8601 time with its offset');
    }
    return since;
  }

  instant(column: string): number {
    const since = this.since(column);
    if (since.day !== null) {
      throw this.fail(column, 'an ISO 8601 time with its offset');
    }
    return since.ms;
  }

  fail(column: string, expected: string): AuditProblem {
    return new AuditProblem(
      `column ${column} is ${JSON.stringify(this.#values.get(column))}`,
      this.#place,
      `Expected ${expected}`,
    );
  }
}

/** The folder of lists that belongs to an audit; every file in it may be missing. */
export class ListFolder {
  readonly #path: string | null;
  readonly #present: ReadonlySet<string>;

  private constructor(path: string | null, present: ReadonlySet<string>) {
    this.#path = path;
    this.#present = present;
  }

  /** `path` null: there are no lists. */
  static async open(path: string | null): Promise<ListFolder> {
    if (path === null) {
      return new ListFolder(null, new Set());
    }
    const names = await readdir(path).catch(() => {
      throw new AuditProblem(
        'not a folder that can be read',
        `--lists ${path}`,
        'Give a folder with the lists, such as `cadencia export lists --out` writes',
      );
    });
    return new ListFolder(path, new Set(names));
  }

  has(name: SideFileName): boolean {
    return this.#present.has(SIDE_FILES[name].name);
  }

  /** The records of a file, none when it is missing. */
  async *read(name: SideFileName): AsyncGenerator<SideRecord> {
    const { name: fileName, columns } = SIDE_FILES[name];
    if (this.#path === null || !this.#present.has(fileName)) {
      return;
    }
    const path = join(this.#path, fileName);
    let header: readonly string[] | null = null;
    for await (const records of csvRecords(createReadStream(path), path)) {
      for (const { fields, line } of records) {
        if (header === null) {
          header = fields.map((field) => field.replace(/^\uFEFF/, '').trim());
          checkColumns(header, columns, `${path}:${line}`);
          continue;
        }
        if (fields.length !== header.length) {
          throw new AuditProblem(
            `${fields.length} fields where the header has ${header.length}`,
            `${path}:${line}`,
            'Mend the line',
          );
        }
        yield new SideRecord(
          new Map(header.map((column, index) => [column, fields[index] ?? ''])),
          `${path}:${line}`,
        );
      }
    }
    if (header === null) {
      throw new AuditProblem(
        'the file is empty',
        path,
        `Its first line names the columns: ${columns.join(',')}`,
      );
    }
  }
}

function checkColumns(header: readonly string[], columns: readonly string[], place: string): void {
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    throw new AuditProblem(
      `no column ${missing.join(', ')}`,
      place,
      `The first line names the columns: ${columns.join(',')}`,
    );
  }
}
