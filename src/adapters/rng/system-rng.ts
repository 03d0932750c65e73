import { randomFillSync } from 'node:crypto';
import type { Rng } from '../../core/kernel/rng.js';

const POOL_WORDS = 1024;
const TWO_32 = 4294967296;
const TWO_53 = 9007199254740992;

/** Chance from the operating system, fetched in blocks: salts and ids must not be guessable. */
export class SystemRng implements Rng {
  readonly #pool = new Uint32Array(POOL_WORDS);
  #used = POOL_WORDS;

  next(): number {
    if (this.#used === POOL_WORDS) {
      randomFillSync(this.#pool);
      this.#used = 0;
    }
    const high = (this.#pool[this.#used] ?? 0) & 0x1fffff;
    const low = this.#pool[this.#used + 1] ?? 0;
    this.#used += 2;
    return (high * TWO_32 + low) / TWO_53;
  }
}
