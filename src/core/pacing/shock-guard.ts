import { type AnswerPeak, usualShare } from './answer-peak.js';
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
 * The rise to be ready for. People answer with odds of `odds` now; the list can rise at once by as much as it did
 * before, or to what it answered before a lull, and never beyond its best. `peoplePerMs` come, the first of those who
 * are dialled now after `firstMs`, most of them by `lastMs`. A large team sees it at the first answers, a small one when
 * nearly all that was in flight has been replaced by calls that answer better.
 */
export function shockOf(
  odds: number,
  seen: Pick<AnswerPeak, 'peak' | 'rise' | 'pastShareMs' | 'pastMs'>,
  peoplePerMs: number,
  firstMs: number,
  lastMs: number,
): Shock {
  const now = Math.max(1e-6, odds);
  const usual = usualShare(seen);
  const known = Math.min(Math.max(seen.rise, usual / now), Math.max(usual, seen.peak) / now);
  const times = Math.min(LARGEST_SHOCK, Math.max(LEAST_SHOCK, known));
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

/** Drops that a rise may cost: on the average, and at its worst where the list is known to rise. */
export interface ShockRoom {
  readonly likely: number;
  readonly worst: number;
}

/** How far beyond the mean the worst is, in deviations, once a rise of so many times was seen; none before. */
const WORST_DEVIATIONS = 2;
const FULLY_SEEN = 6;

/** Deviations that the worst of a rise is reckoned with: what was never seen is not thought to come at its worst. */
export function worstDeviations({ times }: Pick<Shock, 'times'>): number {
  return WORST_DEVIATIONS * Math.min(1, Math.max(0, (times - LEAST_SHOCK) / (FULLY_SEEN - LEAST_SHOCK)));
}

/** People who would find nobody with `count` calls more, at the worst of the horizons; `deviations` beyond the mean. */
export function shockCost(outlooks: readonly ShockOutlook[], count: number, deviations = 0): number {
  let worst = 0;
  for (const { mean, variance, newCallOdds: p } of outlooks) {
    const sd = Math.sqrt(variance + count * p * (1 - p) + 1e-9);
    const spare = mean - count * p;
    const z = spare / sd;
    const expected = sd * (normalDensity(z) - z * normalCdf(-z));
    worst = Math.max(worst, deviations > 0 ? deviations * sd - spare : 0, expected);
  }
  return worst;
}

/** The largest count in [0, most] whose shock costs no more than there is `room` for, its worst `deviations` away. */
export function largestCountUnderShock(
  outlooks: readonly ShockOutlook[],
  { likely, worst }: ShockRoom,
  most: number,
  deviations = 0,
): number {
  const bears = (count: number): boolean =>
    shockCost(outlooks, count) <= likely &&
    (deviations === 0 || shockCost(outlooks, count, deviations) <= worst);
  if (bears(most)) {
    return most;
  }
  let low = 0;
  let high = most;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (bears(middle)) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}
