/*
 * Fingerprints of recorded sound: for each 20 ms, which way the loudness of neighbouring bands leans against the frame
 * before (Haitsma and Kalker, "A Highly Robust Audio Fingerprinting System", 2002). Codecs, level and noise change few of
 * these bits; another recording agrees in half of them, as chance would have it.
 */
import { BANDS, type SoundFrame } from './frame-reader.js';

/** One bit between each two bands. */
export const CODE_BITS = BANDS - 1;
/** A frame without a code: too quiet to say anything. */
export const NO_CODE = -1;
const LEAST_LEVEL_DB = -50;

/** The code of each frame of a stream. */
export class FingerprintReader {
  readonly #before = new Float32Array(BANDS);

  code({ bands, levelDb }: SoundFrame): number {
    let code = 0;
    for (let band = 0; band < CODE_BITS; band += 1) {
      const now = (bands[band] ?? 0) - (bands[band + 1] ?? 0);
      const before = (this.#before[band] ?? 0) - (this.#before[band + 1] ?? 0);
      code = code * 2 + (now > before ? 1 : 0);
    }
    this.#before.set(bands);
    return levelDb < LEAST_LEVEL_DB ? NO_CODE : code;
  }
}

const ONES: Uint8Array = Uint8Array.from({ length: 2 ** CODE_BITS }, (_, code) => {
  let ones = 0;
  for (let rest = code; rest > 0; rest >>= 1) {
    ones += rest & 1;
  }
  return ones;
});

/** Codes that must both be there before a likeness means anything: two seconds of sound. */
const LEAST_COMPARED = 100;

/** Part of the bits that differ when `heard` is laid on `known` from frame `at` on; 1 when too little of it can be compared. */
export function differenceAt(heard: Int16Array, known: Int16Array, at: number, step: number): number {
  let compared = 0;
  let ones = 0;
  for (let n = 0; n < heard.length; n += step) {
    const a = heard[n] ?? NO_CODE;
    const b = known[at + n] ?? NO_CODE;
    if (a !== NO_CODE && b !== NO_CODE) {
      compared += 1;
      ones += ONES[a ^ b] ?? 0;
    }
  }
  return compared * step < LEAST_COMPARED ? 1 : ones / (compared * CODE_BITS);
}
