import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** A folder that is there for all tests of a file, and goes with them. */
export class TemporaryFolder {
  #path = '';

  /** `name` tells whose it is, where one stays behind. */
  constructor(name: string) {
    beforeAll(() => {
      this.#path = mkdtempSync(join(tmpdir(), `cadencia-${name}-`));
    });
    afterAll(() => rmSync(this.#path, { recursive: true, force: true }));
  }

  get path(): string {
    return this.#path;
  }

  /** Writes a file into it; its path. */
  file(name: string, text: string): string {
    const path = join(this.#path, name);
    writeFileSync(path, text);
    return path;
  }
}
