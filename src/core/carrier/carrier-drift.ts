import type { CallSums } from './carrier-count.js';

export const DRIFTS = ['up', 'down', 'same', 'unknown'] as const;
export type Drift = (typeof DRIFTS)[number];

/** Shares that are watched for a drift. */
export interface CarrierDrift {
  readonly asr: Drift;
  readonly answerRate: Drift;
  readonly ner: Drift;
}

/** Fewer calls on a side say nothing. */
const LEAST_CALLS = 50;
/** Standard deviations: chance alone moves one steady figure of 370 as far. */
const SURE = 3;
/** A smaller change is of no use to anybody, however sure. */
const LEAST_CHANGE = 0.1;

/** Whether a share has moved beyond chance and beyond a tenth of itself (test of two proportions, pooled). */
export function driftOf(now: number, ofNow: number, before: number, ofBefore: number): Drift {
  if (ofNow < LEAST_CALLS || ofBefore < LEAST_CALLS) {
    return 'unknown';
  }
  const pooled = (now + before) / (ofNow + ofBefore);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / ofNow + 1 / ofBefore));
  const moved = now / ofNow - before / ofBefore;
  if (
    deviation === 0 ||
    Math.abs(moved) < SURE * deviation ||
    Math.abs(moved) < LEAST_CHANGE * (before / ofBefore)
  ) {
    return 'same';
  }
  return moved > 0 ? 'up' : 'down';
}

/** How the shares of a stretch stand to those of the one before it. */
export function driftsOf(now: CallSums, before: CallSums): CarrierDrift {
  const drift = (of: (sums: CallSums) => number): Drift =>
    driftOf(of(now), now.attempts, of(before), before.attempts);
  return {
    asr: drift(({ answered }) => answered),
    answerRate: drift(({ persons }) => persons),
    ner: drift(({ effective }) => effective),
  };
}
