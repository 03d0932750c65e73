import { SECOND } from '../kernel/time.js';

/** What a carrier was found to take of calls a second, or of calls at once. */
export interface LearnedCeiling {
  readonly foundAt: number;
  readonly sinceMs: number;
}

/** Where it begins after a cut, as a share of what was found. */
const BEGINS_AT = 0.9;
/** From there to what was found, and as long again to a tenth above it. */
const REACHES_MS = 45 * SECOND;
/** Share of what was sold that is tried beyond, at first: from nothing, too, all is had again in five minutes. */
const TRIES = 0.01;

/**
 * What is let through now: a cubic that is flat about what was found and steep beyond, as CUBIC grows a window (Ha, Rhee
 * and Xu, 2008); never more than `sold`.
 */
export function ceilingNow({ foundAt, sinceMs }: LearnedCeiling, sold: number, nowMs: number): number {
  const turn = Math.max(0, nowMs - sinceMs) / REACHES_MS - 1;
  const grown = foundAt * (1 + (1 - BEGINS_AT) * turn ** 3);
  return Math.min(sold, turn > 0 ? grown + sold * TRIES * turn ** 3 : grown);
}
