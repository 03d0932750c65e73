import { z } from 'zod';
import { assertNever } from '../../core/kernel/assert-never.js';
import type { Rng } from '../../core/kernel/rng.js';

const seconds = z.number().min(0).max(86_400);

/** A span of time by chance, in seconds, each kind told by its key. */
const simpleSpan = z.union([
  seconds,
  z.strictObject({ uniform: z.tuple([seconds, seconds]) }),
  z.strictObject({
    lognormal: z.strictObject({
      mean: seconds.refine((value) => value > 0, 'must be above 0'),
      cv: z.number().min(0.01).max(5).describe('standard deviation divided by the mean'),
      min: seconds.optional(),
      max: seconds.optional(),
    }),
  }),
  z.strictObject({
    quantiles: z
      .array(seconds)
      .min(2)
      .max(1001)
      .refine((list) => list.every((value, i) => i === 0 || value >= (list[i - 1] ?? 0)), 'must not fall')
      .describe('the values at equal steps of probability, from the least to the greatest'),
  }),
]);

export const span = z.union([
  simpleSpan,
  z.strictObject({
    mix: z.array(z.strictObject({ weight: z.number().min(0), of: simpleSpan })).min(1),
  }),
]);
type SimpleSpan = z.infer<typeof simpleSpan>;
export type Span = z.infer<typeof span>;

/** Box and Muller, "A note on the generation of random normal deviates", 1958. */
function normal(rng: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
}

/** A factor around 1 with that coefficient of variation. */
export function drawFactor(cv: number, rng: Rng): number {
  if (cv <= 0) {
    return 1;
  }
  const s2 = Math.log(1 + cv * cv);
  return Math.exp(Math.sqrt(s2) * normal(rng) - s2 / 2);
}

function drawSimple(wish: SimpleSpan, rng: Rng): number {
  if (typeof wish === 'number') {
    return wish;
  }
  if ('uniform' in wish) {
    const [low, high] = wish.uniform;
    return low + rng.next() * (high - low);
  }
  if ('lognormal' in wish) {
    const { mean, cv, min = 0, max = Number.POSITIVE_INFINITY } = wish.lognormal;
    return Math.min(max, Math.max(min, mean * drawFactor(cv, rng)));
  }
  if ('quantiles' in wish) {
    const list = wish.quantiles;
    const at = rng.next() * (list.length - 1);
    const below = list[Math.floor(at)] ?? 0;
    const above = list[Math.ceil(at)] ?? below;
    return below + (above - below) * (at - Math.floor(at));
  }
  return assertNever(wish, 'span');
}

/** One draw, in whole milliseconds. */
export function drawSpanMs(wish: Span, rng: Rng): number {
  if (typeof wish === 'object' && 'mix' in wish) {
    const total = wish.mix.reduce((sum, { weight }) => sum + weight, 0);
    let rest = rng.next() * total;
    const part = wish.mix.find(({ weight }) => {
      rest -= weight;
      return rest < 0;
    });
    return Math.round(1000 * drawSimple(part?.of ?? wish.mix[0]?.of ?? 0, rng));
  }
  return Math.round(1000 * drawSimple(wish, rng));
}
