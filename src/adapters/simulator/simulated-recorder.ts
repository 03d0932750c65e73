import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RecordedTalk } from './simulated-recording.js';
import { soundOf } from './simulated-sound.js';

/** A day of a demo would fill a disk: what there is to look at is enough. */
const MOST_FILES = 30;
const LONGEST_MS = 600_000;

/** Writes the recordings of a simulated switch where a real one would, the first ones of a run. */
export class SimulatedRecorder {
  readonly folder: string;
  #files = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.folder = folder;
  }

  keep(talk: RecordedTalk): void {
    if (this.#files >= MOST_FILES || talk.lengthMs > LONGEST_MS) {
      return;
    }
    this.#files += 1;
    // A disk that is full costs the demo its recordings and nothing else; the index shows what there is.
    this.#writing = this.#writing.then(() => this.#write(talk)).catch(() => undefined);
  }

  /** Waits for what is being written. Idempotent. */
  close(): Promise<void> {
    this.#files = MOST_FILES;
    return this.#writing;
  }

  async #write(talk: RecordedTalk): Promise<void> {
    const file = join(this.folder, `${talk.name}.wav`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, soundOf(talk), { mode: 0o600 });
  }
}
