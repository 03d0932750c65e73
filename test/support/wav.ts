import { readFile } from 'node:fs/promises';

/** Root mean square of a sample from which a piece counts as spoken. */
const SPOKEN = 800;

/** Samples of a 16-bit mono WAV. */
export async function readWav(path: string): Promise<Int16Array> {
  const bytes = await readFile(path);
  const at = bytes.indexOf('data', 12, 'latin1');
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || at < 0) {
    throw new Error(`${path} is no WAV`);
  }
  const samples = new Int16Array(Math.floor((bytes.length - at - 8) / 2));
  for (let index = 0; index < samples.length; index += 1) {
    samples[index] = bytes.readInt16LE(at + 8 + index * 2);
  }
  return samples;
}

/** Where in `whole` the `part` is best found, from 0 to 1 by how much alike they are (normalised cross-correlation). */
export function bestMatch(
  whole: Int16Array,
  part: Int16Array,
): { readonly at: number; readonly likeness: number } {
  const energyOf = (samples: Int16Array): number => samples.reduce((sum, value) => sum + value * value, 0);
  const own = energyOf(part);
  let best = { at: -1, likeness: 0 };
  let energy = energyOf(whole.subarray(0, part.length));
  for (let at = 0; at + part.length <= whole.length; at += 1) {
    let sum = 0;
    for (let index = 0; index < part.length; index += 1) {
      sum += (whole[at + index] ?? 0) * (part[index] ?? 0);
    }
    const likeness = sum / Math.sqrt(own * Math.max(1, energy));
    if (likeness > best.likeness) {
      best = { at, likeness };
    }
    energy += (whole[at + part.length] ?? 0) ** 2 - (whole[at] ?? 0) ** 2;
  }
  return best;
}

/** The spoken pieces of a recording, each of `length` samples, silence left out. */
export function piecesOf(
  samples: Int16Array,
  length: number,
): readonly { readonly from: number; readonly part: Int16Array }[] {
  const pieces = [];
  for (let from = 0; from + length <= samples.length; from += length) {
    const part = samples.subarray(from, from + length);
    const power = part.reduce((sum, value) => sum + value * value, 0) / length;
    if (Math.sqrt(power) > SPOKEN) {
      pieces.push({ from, part });
    }
  }
  return pieces;
}
