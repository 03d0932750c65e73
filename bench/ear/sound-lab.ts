/** Sound of all kinds as numbers from -1 to 1 at 8 kHz, and what lines do to it. */
import { type CompandingLaw, decodeG711 } from '../../src/core/ear/g711.js';
import { SAMPLE_RATE } from '../../src/core/ear/spectrum.js';
import type { Rng } from '../../src/core/kernel/rng.js';

export function between(rng: Rng, low: number, high: number): number {
  return low + (high - low) * rng.next();
}

export function pick<T>(rng: Rng, items: readonly T[]): T {
  const item = items[Math.floor(rng.next() * items.length)];
  if (item === undefined) {
    throw new RangeError('nothing to pick from');
  }
  return item;
}

export function samplesOf(ms: number): number {
  return Math.round((ms * SAMPLE_RATE) / 1000);
}

export function gainOf(db: number): number {
  return 10 ** (db / 20);
}

/** Level of where there is sound, in dB of full scale. */
export function levelOf(sound: Float32Array): number {
  let squares = 1e-12;
  let count = 1;
  for (const value of sound) {
    if (Math.abs(value) > 0.003) {
      squares += value * value;
      count += 1;
    }
  }
  return 10 * Math.log10(squares / count);
}

export function asSound(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 32768);
}

/** Adds `sound` into `into` from `atMs` on; what goes beyond the end is lost. */
export function mix(into: Float32Array, sound: Float32Array, atMs: number, gain: number): void {
  const from = samplesOf(atMs);
  for (let n = 0; n < sound.length && from + n < into.length; n += 1) {
    into[from + n] = (into[from + n] ?? 0) + gain * (sound[n] ?? 0);
  }
}

export function tone(hz: readonly number[], ms: number): Float32Array {
  return Float32Array.from({ length: samplesOf(ms) }, (_, n) => {
    const sum = hz.reduce((total, one) => total + Math.sin((2 * Math.PI * one * n) / SAMPLE_RATE), 0);
    return sum / hz.length;
  });
}

/** White at colour 0; towards 1 the low frequencies prevail, as of a street or an engine. */
export function noise(rng: Rng, length: number, colour: number): Float32Array {
  let before = 0;
  const out = new Float32Array(length);
  for (let n = 0; n < length; n += 1) {
    before = colour * before + (rng.next() * 2 - 1);
    out[n] = before;
  }
  const gain = gainOf(-levelOf(out));
  for (let n = 0; n < length; n += 1) {
    out[n] = gain * (out[n] ?? 0);
  }
  return out;
}

/** Chords that change, with a beat: music that somebody hears in the room, or that is played instead of a ringing. */
export function music(rng: Rng, length: number): Float32Array {
  const out = new Float32Array(length);
  const beatMs = between(rng, 250, 600);
  for (let atMs = 0; samplesOf(atMs) < length; atMs += beatMs) {
    const root = 110 * 2 ** (Math.floor(rng.next() * 24) / 12);
    const chord = tone([root, root * 1.26, root * 1.5, root * 2, root * 3], beatMs);
    mix(
      out,
      chord.map((value, n) => value * Math.exp(-n / samplesOf(400))),
      atMs,
      0.5,
    );
  }
  return out;
}

function nearestBytes(law: CompandingLaw): Int16Array {
  const values = [
    ...decodeG711(
      Uint8Array.from({ length: 256 }, (_, byte) => byte),
      law,
    ),
  ].sort((a, b) => a - b);
  let at = 0;
  return Int16Array.from({ length: 65_536 }, (_, index) => {
    const sample = index - 32_768;
    while (
      at + 1 < values.length &&
      Math.abs((values[at + 1] ?? 0) - sample) <= Math.abs((values[at] ?? 0) - sample)
    ) {
      at += 1;
    }
    return values[at] ?? 0;
  });
}

const NEAREST = { alaw: nearestBytes('alaw'), ulaw: nearestBytes('ulaw') };

/** What the far end of a companded line hears. */
export function companded(sound: Float32Array, law: CompandingLaw): Int16Array {
  const out = new Int16Array(sound.length);
  const nearest = NEAREST[law];
  for (let n = 0; n < sound.length; n += 1) {
    const sample = Math.max(-32_768, Math.min(32_767, Math.round((sound[n] ?? 0) * 32_768)));
    out[n] = nearest[sample + 32_768] ?? 0;
  }
  return out;
}
