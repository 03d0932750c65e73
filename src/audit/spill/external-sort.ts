import { mergeRuns } from './merge-runs.js';
import { RunReader, writeRun } from './sorted-run.js';
import type { TemporaryFolder } from './temporary-folder.js';

const RUN_CHARS = 10_000_000;
/** Below the usual limit of open files, with room for the others. */
const MOST_RUNS = 100;

/** Sorts any number of lines by their code units with one run of them in memory. */
export class ExternalSort {
  readonly #folder: TemporaryFolder;
  readonly #runChars: number;
  #lines: string[] = [];
  #chars = 0;
  #runs: string[] = [];

  constructor(folder: TemporaryFolder, runChars: number = RUN_CHARS) {
    this.#folder = folder;
    this.#runChars = runChars;
  }

  /** `line` holds no line feed. */
  add(line: string): void {
    this.#lines.push(line);
    this.#chars += line.length;
    if (this.#chars >= this.#runChars) {
      this.#spill();
    }
  }

  /** All lines in order, once; the sort is empty afterwards. */
  *sorted(): Generator<string> {
    if (this.#runs.length === 0) {
      const lines = this.#lines.sort();
      this.#lines = [];
      yield* lines;
      return;
    }
    if (this.#lines.length > 0) {
      this.#spill();
    }
    const readers = this.#runs.map((path) => new RunReader(path));
    this.#runs = [];
    try {
      yield* mergeRuns(readers);
    } finally {
      for (const reader of readers) {
        reader.close();
      }
    }
  }

  #spill(): void {
    const path = this.#folder.nextFile();
    writeRun(path, this.#lines.sort());
    this.#lines = [];
    this.#chars = 0;
    this.#runs.push(path);
    if (this.#runs.length >= MOST_RUNS) {
      const readers = this.#runs.map((run) => new RunReader(run));
      const merged = this.#folder.nextFile();
      writeRun(merged, mergeRuns(readers));
      this.#runs = [merged];
    }
  }
}
