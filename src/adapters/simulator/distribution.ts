import { assertNever } from '../../core/kernel/assert-never.js';
import type { Rng } from '../../core/kernel/rng.js';

/** A span of time by chance, in milliseconds. */
export type Distribution =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly minMs: number; readonly maxMs: number }
  | {
      /** Right-skewed, as ringing and talking are; `sigma` is that of the logarithm. */
      readonly kind: 'lognormal';
      readonly medianMs: number;
      readonly sigma: number;
      readonly minMs: number;
      readonly maxMs: number;
    };

/** One draw, in whole milliseconds: calls then share instants, and virtual time runs faster. */
export function drawMs(distribution: Distribution, rng: Rng): number {
  switch (distribution.kind) {
    case 'fixed':
      return distribution.ms;
    case 'uniform':
      return Math.round(distribution.minMs + rng.next() * (distribution.maxMs - distribution.minMs));
    case 'lognormal': {
      const drawn = distribution.medianMs * Math.exp(distribution.sigma * standardNormal(rng));
      return Math.round(Math.min(distribution.maxMs, Math.max(distribution.minMs, drawn)));
    }
    default:
      return assertNever(distribution, 'distribution');
  }
}

/** Box and Muller, "A note on the generation of random normal deviates", 1958. */
function standardNormal(rng: Rng): number {
  const radius = Math.sqrt(-2 * Math.log(1 - rng.next()));
  return radius * Math.cos(2 * Math.PI * rng.next());
}

/** Picks a key by its weight; weights need not add up to one. */
export function drawWeighted<Key extends string>(weights: Readonly<Record<Key, number>>, rng: Rng): Key {
  const keys = Object.keys(weights) as Key[];
  let total = 0;
  for (const key of keys) {
    total += weights[key];
  }
  let rest = rng.next() * total;
  let last: Key | undefined;
  for (const key of keys) {
    if (weights[key] > 0) {
      last = key;
      rest -= weights[key];
      if (rest < 0) {
        return key;
      }
    }
  }
  if (last === undefined) {
    throw new RangeError(`No weight of ${keys.join(', ')} is above zero`);
  }
  return last;
}
