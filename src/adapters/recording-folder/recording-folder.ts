import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BRASILIA, civilDate } from '../../core/kernel/civil-time.js';
import type { RecordingShelf } from '../../ports/retention-store.js';

const DAY_FOLDER = /^\d{4}-\d{2}-\d{2}$/;

/** A folder of recordings with one folder a day; nothing else in it is ever touched. */
export class RecordingFolder implements RecordingShelf {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async daysBefore(beforeMs: number): Promise<readonly string[]> {
    const bound = civilDate(beforeMs, BRASILIA);
    return (await this.days()).filter((day) => day < bound);
  }

  /** Every day that has a folder, in order. */
  async days(): Promise<readonly string[]> {
    const entries = await readdir(this.#path, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && DAY_FOLDER.test(entry.name))
      .map(({ name }) => name)
      .sort();
  }

  /** Names of the files of a day with that ending, the ending left out. */
  async namesOf(day: string, ending: string): Promise<readonly string[]> {
    const names = await readdir(join(this.#path, day));
    return names
      .filter((name) => name.endsWith(ending))
      .map((name) => name.slice(0, -ending.length))
      .sort();
  }

  async remove(day: string): Promise<void> {
    if (!DAY_FOLDER.test(day)) {
      throw new RangeError(`'${day.slice(0, 40)}' is no day of recordings`);
    }
    await rm(join(this.#path, day), { recursive: true, force: true });
  }
}
