import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { SpoolWriter } from './spool-writer.js';

const BLOCK_BYTES = 1 << 17;

/** Writes lines that come in order to a file. */
export function writeRun(path: string, lines: Iterable<string>): void {
  const spool = new SpoolWriter(path);
  try {
    for (const line of lines) {
      spool.add(line);
    }
  } finally {
    spool.close();
  }
}

/** Reads a run back line by line, a block in memory at a time; the file is removed at its end. */
export class RunReader {
  readonly #path: string;
  readonly #file: number;
  readonly #decoder = new StringDecoder('utf8');
  readonly #buffer = Buffer.allocUnsafe(BLOCK_BYTES);
  #lines: string[] = [];
  #next = 0;
  #rest = '';
  #open = true;
  /** The line the reader stands at, or null at the end. */
  line: string | null = null;

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, 'r');
    this.advance();
  }

  advance(): void {
    while (this.#next >= this.#lines.length) {
      if (!this.#fill()) {
        this.line = null;
        return;
      }
    }
    this.line = this.#lines[this.#next] as string;
    this.#next += 1;
  }

  close(): void {
    if (this.#open) {
      this.#open = false;
      closeSync(this.#file);
      rmSync(this.#path, { force: true });
    }
  }

  #fill(): boolean {
    if (!this.#open) {
      return false;
    }
    const read = readSync(this.#file, this.#buffer, 0, BLOCK_BYTES, null);
    if (read === 0) {
      this.close();
      return false;
    }
    const lines = (this.#rest + this.#decoder.write(this.#buffer.subarray(0, read))).split('\n');
    this.#rest = lines.pop() ?? '';
    this.#lines = lines;
    this.#next = 0;
    return true;
  }
}
