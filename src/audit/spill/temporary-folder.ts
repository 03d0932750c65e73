import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where an audit keeps what does not fit in memory; gone when the audit ends. */
export class TemporaryFolder {
  readonly path: string;
  #files = 0;
  #open = true;

  /** `parent` is the system's temporary folder unless another disk has more room. */
  constructor(parent: string = tmpdir()) {
    this.path = mkdtempSync(join(parent, 'cadencia-audit-'));
  }

  /** A name not used before. */
  nextFile(): string {
    this.#files += 1;
    return join(this.path, `run-${this.#files}`);
  }

  close(): void {
    if (this.#open) {
      this.#open = false;
      rmSync(this.path, { recursive: true, force: true });
    }
  }
}
