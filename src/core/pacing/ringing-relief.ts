import { SECOND } from '../kernel/time.js';
import type { PacedCall } from './pacing-strategy.js';

/** A phone has rung for as long as it must (16 CFR 310.4(b)(4)(ii); the engine keeps R32 by itself as well). */
const RUNG_MS = 15 * SECOND;
/** Part of those that may be given up at one step; the next step sees what it brought. */
const SHARE = 0.25;

/**
 * How many ringing calls to give up: some of those that have rung long enough, while the risk of what is in flight is
 * over the threshold with nothing more placed. Whole, at least 0.
 */
export function ringingToGiveUp(calls: readonly PacedCall[], risk: number, threshold: number): number {
  if (!(risk > threshold)) {
    return 0;
  }
  const long = calls.filter(({ ringingMs, screeningMs, waiting }) => {
    return ringingMs !== null && ringingMs >= RUNG_MS && screeningMs === null && !waiting;
  });
  return Math.ceil(SHARE * long.length);
}
