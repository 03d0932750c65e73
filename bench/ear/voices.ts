/*
 * Sentences by espeak-ng, as a telephone would carry them: 8 kHz, 300 to 3400 Hz, some through GSM. Kept in the cache, as
 * they are the same each time.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Rng, randomInteger } from '../../src/core/kernel/rng.js';

/** Timbres of espeak-ng; the halves share none. */
export const VOICES = {
  learnt: ['m1', 'm3', 'm5', 'm7', 'f1', 'f3', 'klatt2', 'Henrique'],
  held: ['m2', 'm4', 'm6', 'm8', 'f2', 'f4', 'klatt4', 'Mario'],
} as const;

export interface Utterance {
  readonly text: string;
  readonly voice: string;
  readonly samples: Int16Array;
}

const MISSING = 'espeak-ng and sox make the voices: apt-get install espeak-ng sox libsox-fmt-base';

/** How a voice says it: pitch 0 to 99, words a minute. */
function mannerOf(rng: Rng): { readonly pitch: number; readonly speed: number } {
  return { pitch: randomInteger(rng, 25, 75), speed: randomInteger(rng, 125, 215) };
}

export class VoiceMaker {
  readonly #folder: string;

  constructor(cacheFolder: string) {
    this.#folder = join(cacheFolder, 'ear-voices');
  }

  /** The sentence by the voice, in a manner that chance chooses. */
  async say(text: string, voice: string, rng: Rng): Promise<Utterance> {
    const { pitch, speed } = mannerOf(rng);
    const gsm = rng.next() < 0.25;
    const key = createHash('sha256')
      .update(JSON.stringify([text, voice, pitch, speed, gsm]))
      .digest('hex');
    const file = join(this.#folder, `${key.slice(0, 24)}.raw`);
    if (!existsSync(file)) {
      await this.#make(file, [text, voice, String(pitch), String(speed)], gsm);
    }
    const bytes = await readFile(file);
    return {
      text,
      voice,
      samples: new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1).slice(),
    };
  }

  async #make(file: string, [text, voice, pitch, speed]: readonly string[], gsm: boolean): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const raw = '-t raw -r 8000 -e signed -b 16 -c 1';
    const through = gsm ? `| sox -t gsm -r 8000 - ${raw} -` : '';
    const out = gsm ? '-t gsm -r 8000 -c 1 -' : `${raw} -`;
    const script =
      `set -o pipefail; espeak-ng -v "pt-br+$1" -p "$2" -s "$3" --stdout "$0" | ` +
      `sox -t wav - ${out} gain -3 sinc 300-3400 rate 8000 ${through}`;
    const { stdout } = await promisify(execFile)(
      'bash',
      ['-c', script, text ?? '', voice ?? '', pitch ?? '', speed ?? ''],
      { encoding: 'buffer', maxBuffer: 1 << 26 },
    ).catch((error: unknown) => {
      throw new Error(`${MISSING} (${String(error)})`);
    });
    await writeFile(`${file}.${process.pid}`, stdout);
    await rename(`${file}.${process.pid}`, file);
  }
}
