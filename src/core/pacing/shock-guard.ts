import type { AnswerPeak } from './answer-peak.js';
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

/** A rise, and how much of what is in flight it will have reached by the time it shows. */
export interface Shock {
  readonly times: number;
  readonly reached: number;
}

/** Answers too many that tell a rise from chance. */
const TELLING_ANSWERS = 4;

/**
 * The rise to be ready for. People answer with odds of `odds` now, and have risen by `rise` at once, to `peak` at
 * the best; `peoplePerMs` of them come,
 * the first of those who are dialled now after `firstMs`, most of them by `lastMs`. A large team sees it at the first
 * answers, a small one when nearly all that was in flight has been replaced by calls that answer better.
 */
export function shockOf(
  odds: number,
  { peak, rise }: Pick<AnswerPeak, 'peak' | 'rise'>,
  peoplePerMs: number,
  firstMs: number,
  lastMs: number,
): Shock {
  const times = Math.min(LARGEST_SHOCK, Math.max(LEAST_SHOCK, Math.min(rise, peak / Math.max(1e-6, odds))));
  const shownMs = firstMs + TELLING_ANSWERS / Math.max(1e-9, (times - 1) * peoplePerMs);
  return { times, reached: Math.min(1, shownMs / Math.max(1, lastMs)) };
}

/** The outlook after a rise; `idle` agents are free now. */
export function shockOutlook(outlook: HorizonOutlook, idle: number, { times, reached }: Shock): ShockOutlook {
  const rise = 1 + (times - 1) * reached;
  const shocked = (odds: number): number => (odds < 1 ? Math.min(LARGEST_ODDS, rise * odds) : 1);
  const fresh = outlook.newCallOdds;
  const { answerOdds, answerCounts, renewedOdds = [], freeOdds, freeCounts } = outlook;
  let mean = idle;
  let variance = 0;
  for (let i = 0; i < freeOdds.length; i++) {
    const p = freeOdds[i] ?? 0;
    const count = freeCounts[i] ?? 0;
    mean += count * p;
    variance += count * p * (1 - p);
  }
  for (let i = 0; i < answerOdds.length; i++) {
    // By the time it shows, calls that have rung in vain have made room for new ones to contacts like theirs.
    const odds = answerOdds[i] ?? 0;
    const p = shocked(odds + reached * Math.max(0, (renewedOdds[i] ?? fresh) - odds));
    const count = answerCounts[i] ?? 0;
    mean -= count * p;
    variance += count * p * (1 - p);
  }
  return { mean, variance, newCallOdds: shocked(fresh) };
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
