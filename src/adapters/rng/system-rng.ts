import { randomBytes } from 'node:crypto';
import type { Rng } from '../../core/kernel/rng.js';

const POOL_BYTES = 4096;
const TWO_32 = 4294967296;
const TWO_53 = 9007199254740992;

/** Chance from the operating system, fetched in blocks: salts and ids must not be guessable. */
export class SystemRng implements Rng {
  #pool = Buffer.alloc(0);
  #used = 0;

  next(): number {
    if (this.#used + 8 > this.#pool.length) {
      this.#pool = randomBytes(POOL_BYTES);
      this.#used = 0;
    }
    const high = this.#pool.readUInt32LE(this.#used) & 0x1fffff;
    const low = this.#pool.readUInt32LE(this.#used + 4);
    this.#used += 8;
    return (high * TWO_32 + low) / TWO_53;
  }
}
