/**
 * Delays from the dial to the first ringing, as counts by buckets whose edges grow by a fifth: any two sketches add up,
 * and a quantile is right to a tenth. Sparse: bucket and calls, by bucket.
 */
export type PddSketch = readonly (readonly [bucket: number, calls: number])[];

const FIRST_EDGE_MS = 100;
const GROWTH = 1.2;
const LAST_EDGE_MS = 90_000;

/** Lower ends of the buckets from the second on; bucket n holds what is at or above n of them. */
export const PDD_EDGES_MS: readonly number[] = edges();

function edges(): readonly number[] {
  const found: number[] = [];
  for (let edge = FIRST_EDGE_MS; edge < LAST_EDGE_MS; edge *= GROWTH) {
    found.push(Math.round(edge));
  }
  return found;
}

/** The bucket of a delay. */
export function pddBucket(delayMs: number): number {
  const above = PDD_EDGES_MS.findIndex((edge) => delayMs < edge);
  return above < 0 ? PDD_EDGES_MS.length : above;
}

/** Both together. */
export function addPdd(one: PddSketch, other: PddSketch): PddSketch {
  if (one.length === 0 || other.length === 0) {
    return one.length === 0 ? other : one;
  }
  const sums = new Map<number, number>(one);
  for (const [bucket, calls] of other) {
    sums.set(bucket, (sums.get(bucket) ?? 0) + calls);
  }
  return [...sums].sort(([a], [b]) => a - b);
}

/** The delay that this share of the calls did not exceed, or null where none is known. */
export function pddQuantileMs(sketch: PddSketch, share: number): number | null {
  const total = sketch.reduce((sum, [, calls]) => sum + calls, 0);
  let seen = 0;
  for (const [bucket, calls] of sketch) {
    seen += calls;
    if (seen >= share * total) {
      return middleOf(bucket);
    }
  }
  return null;
}

/** The geometric middle of a bucket: never farther from a delay in it than a tenth. */
function middleOf(bucket: number): number {
  const from = PDD_EDGES_MS[bucket - 1] ?? FIRST_EDGE_MS / GROWTH;
  const to = PDD_EDGES_MS[bucket] ?? from * GROWTH;
  return Math.round(Math.sqrt(from * to));
}
