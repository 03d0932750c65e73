import { SAMPLE_RATE } from '../../src/core/ear/spectrum.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';

/** A tone, or silence for 0 Hz. */
export function toneOf(hz: number, ms: number, level = 8000): readonly number[] {
  return Array.from({ length: (ms * SAMPLE_RATE) / 1000 }, (_, n) =>
    Math.round(level * Math.sin((2 * Math.PI * hz * n) / SAMPLE_RATE)),
  );
}

/** Sounds of some 80 ms, each of its own pitch, formants and breath: something like speech, the same for the same seed. */
export function babbleOf(seed: string, ms: number, level = 6000): readonly number[] {
  const rng = makeSeededRng(seed);
  const length = (ms * SAMPLE_RATE) / 1000;
  const out: number[] = [];
  const state = [0, 0, 0, 0];
  while (out.length < length) {
    const pitch = 90 + 160 * rng.next();
    const breath = rng.next();
    const poles = [300 + 700 * rng.next(), 900 + 2400 * rng.next()].map(
      (hz) => (2 * Math.PI * hz) / SAMPLE_RATE,
    );
    const lasts = 300 + 700 * rng.next();
    for (let n = 0; n < lasts; n += 1) {
      const pulse = (n * pitch) % SAMPLE_RATE < pitch ? 6 : 0;
      const source = pulse + breath * (rng.next() - 0.5);
      let wave = 0;
      for (const [k, pole] of poles.entries()) {
        const [one = 0, two = 0] = [state[2 * k], state[2 * k + 1]];
        const next = source + 2 * 0.96 * Math.cos(pole) * one - 0.96 ** 2 * two;
        state[2 * k + 1] = one;
        state[2 * k] = next;
        wave += next;
      }
      out.push(Math.round(0.04 * level * wave * (0.3 + Math.sin((Math.PI * n) / lasts))));
    }
  }
  return out.slice(0, length);
}

/** As packets of 20 ms. */
export function* packetsOf(...parts: readonly (readonly number[])[]): Generator<Int16Array> {
  const samples = Int16Array.from(parts.flat());
  for (let from = 0; from < samples.length; from += 160) {
    yield samples.subarray(from, from + 160);
  }
}
