/** Where chance comes from; in tests and in the twin it is seeded, so a run repeats to the bit. */
export interface Rng {
  /** A number in [0, 1). */
  next(): number;
}

/** Mixes text or a number into 32 bits, so that near seeds give far streams. */
function mix(seed: string): number {
  let h = 1779033703 ^ seed.length;
  for (let i = 0; i < seed.length; i++) {
    h = Math.imul(h ^ seed.charCodeAt(i), 3432918353);
    h = (h << 13) | (h >>> 19);
  }
  h = Math.imul(h ^ (h >>> 16), 2246822507);
  h = Math.imul(h ^ (h >>> 13), 3266489909);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A small fast counter-based generator (sfc32): 128 bits of state, passes PractRand, same on every machine. */
export function makeSeededRng(seed: string | number): Rng {
  const text = String(seed);
  let a = mix(`${text}a`);
  let b = mix(`${text}b`);
  let c = mix(`${text}c`);
  let d = 1;
  const next = (): number => {
    const t = (((a + b) >>> 0) + d) >>> 0;
    d = (d + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + t) >>> 0;
    return t / 4294967296;
  };
  for (let i = 0; i < 12; i++) {
    next();
  }
  return { next };
}

const HEX = '0123456789abcdef';

/** `length` hexadecimal digits. */
export function randomHex(rng: Rng, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) {
    text += HEX[Math.floor(rng.next() * 16)];
  }
  return text;
}

/** An integer in [low, high]. */
export function randomInteger(rng: Rng, low: number, high: number): number {
  return low + Math.floor(rng.next() * (high - low + 1));
}

/** A time-ordered id of 24 hexadecimal digits: rows written together stay together in an index. */
export function newTimeOrderedId(nowMs: number, rng: Rng): string {
  return nowMs.toString(16).padStart(12, '0') + randomHex(rng, 12);
}
