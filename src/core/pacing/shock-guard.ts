import { type HorizonOutlook, normalCdf, normalDensity } from './answer-risk.js';

/**
 * What a sudden rise of the answer rate would cost. The chance of the next call is reckoned with the rate of these
 * minutes; a rise shows only when the first of it answer, and by then as many calls are under way as the old rate made
 * safe. No estimate foresees it. What can be done is to keep in flight no more than what the windows can still pay for.
 */

/** The lane at one horizon, were people suddenly so many times as likely to answer. */
export interface ShockOutlook {
  readonly mean: number;
  readonly variance: number;
  readonly newCallOdds: number;
}

/** A list that has shown nothing yet, and one that has: an hour may turn as much. */
const LEAST_SHOCK = 2;
const LARGEST_SHOCK = 30;
const LARGEST_ODDS = 0.95;

/** How many times as likely people may be to answer from one second to the next; now `odds`, at the best `peak`. */
export function shockOf(odds: number, peak: number): number {
  return Math.min(LARGEST_SHOCK, Math.max(LEAST_SHOCK, peak / Math.max(1e-6, odds)));
}

function shocked(odds: number, shock: number): number {
  return odds < 1 ? Math.min(LARGEST_ODDS, shock * odds) : 1;
}

/** The outlook with people `shock` times as likely to answer; `idle` agents are free now. */
export function shockOutlook(outlook: HorizonOutlook, idle: number, shock: number): ShockOutlook {
  const { answerOdds, answerCounts, freeOdds, freeCounts } = outlook;
  let mean = idle;
  let variance = 0;
  for (let i = 0; i < freeOdds.length; i++) {
    const p = freeOdds[i] ?? 0;
    const count = freeCounts[i] ?? 0;
    mean += count * p;
    variance += count * p * (1 - p);
  }
  for (let i = 0; i < answerOdds.length; i++) {
    // By the time it shows, calls that have rung in vain have made room for new ones.
    const p = shocked(Math.max(answerOdds[i] ?? 0, outlook.newCallOdds), shock);
    const count = answerCounts[i] ?? 0;
    mean -= count * p;
    variance += count * p * (1 - p);
  }
  return { mean, variance, newCallOdds: shocked(outlook.newCallOdds, shock) };
}

/** People who would find nobody with `count` calls more, at the worst of the horizons. */
export function shockCost(outlooks: readonly ShockOutlook[], count: number): number {
  let worst = 0;
  for (const { mean, variance, newCallOdds: p } of outlooks) {
    const sd = Math.sqrt(variance + count * p * (1 - p) + 1e-9);
    const z = (mean - count * p) / sd;
    worst = Math.max(worst, sd * (normalDensity(z) - z * normalCdf(-z)));
  }
  return worst;
}

/** The largest count in [0, most] whose shock costs at most `room` drops. */
export function largestCountUnderShock(
  outlooks: readonly ShockOutlook[],
  room: number,
  most: number,
): number {
  let low = 0;
  let high = most;
  if (shockCost(outlooks, most) <= room) {
    return most;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (shockCost(outlooks, middle) <= room) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}
