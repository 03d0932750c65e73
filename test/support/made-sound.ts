import { SAMPLE_RATE } from '../../src/core/ear/spectrum.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';

/** A tone, or silence for 0 Hz. */
export function toneOf(hz: number, ms: number, level = 8000): readonly number[] {
  return Array.from({ length: (ms * SAMPLE_RATE) / 1000 }, (_, n) =>
    Math.round(level * Math.sin((2 * Math.PI * hz * n) / SAMPLE_RATE)),
  );
}

/** Syllables of changing pitch and timbre, each of its own: something like a voice, the same for the same seed. */
export function babbleOf(seed: string, ms: number, level = 6000): readonly number[] {
  const rng = makeSeededRng(seed);
  const out: number[] = [];
  while (out.length < (ms * SAMPLE_RATE) / 1000) {
    const [pitch, tilt, length] = [90 + 160 * rng.next(), 0.3 + rng.next(), 600 + 1000 * rng.next()];
    const weights = Array.from({ length: 14 }, (_, k) => rng.next() / (k + 1) ** tilt);
    for (let n = 0; n < length; n += 1) {
      const wave = weights.reduce(
        (sum, weight, k) => sum + weight * Math.sin((2 * Math.PI * pitch * (k + 1) * n) / SAMPLE_RATE),
        0,
      );
      out.push(Math.round(level * 0.4 * wave * Math.sin((Math.PI * n) / length)));
    }
  }
  return out.slice(0, (ms * SAMPLE_RATE) / 1000);
}

/** As packets of 20 ms. */
export function* packetsOf(...parts: readonly (readonly number[])[]): Generator<Int16Array> {
  const samples = Int16Array.from(parts.flat());
  for (let from = 0; from < samples.length; from += 160) {
    yield samples.subarray(from, from + 160);
  }
}
