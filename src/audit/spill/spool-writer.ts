import { closeSync, openSync, writeSync } from 'node:fs';

const BLOCK_CHARS = 1 << 18;

/** Writes lines to a file in the order they come. */
export class SpoolWriter {
  readonly path: string;
  readonly #file: number;
  #block: string[] = [];
  #chars = 0;
  #open = true;

  constructor(path: string) {
    this.path = path;
    this.#file = openSync(path, 'wx');
  }

  add(line: string): void {
    this.#block.push(line);
    this.#chars += line.length + 1;
    if (this.#chars >= BLOCK_CHARS) {
      this.#flush();
    }
  }

  close(): void {
    if (this.#open) {
      this.#flush();
      this.#open = false;
      closeSync(this.#file);
    }
  }

  #flush(): void {
    if (this.#block.length === 0) {
      return;
    }
    const bytes = Buffer.from(`${this.#block.join('\n')}\n`, 'utf8');
    for (let at = 0; at < bytes.length; ) {
      at += writeSync(this.#file, bytes, at);
    }
    this.#block = [];
    this.#chars = 0;
  }
}
