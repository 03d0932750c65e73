import type { RuleParameters } from '../rule-parameters.js';
import { stopFigure } from './limit-state.js';

/** No limit: as many as a counter can count. */
export const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** Part of a cap that one node may hold unused, so that a crash wastes no more, and the bounds of what it holds. */
const HELD_SHARE = 0.005;
const LEAST_HELD = 8;
const MOST_HELD = 500;
/** Near the cap a node takes no more than this part of what is left, so that the last units are shared. */
const LAST_SHARE = 0.25;

/** Most calls of a line in a day. */
export function lineDayCap(limit: RuleParameters['line_calls'] | null): number {
  return limit === null ? UNLIMITED : stopFigure(limit.calls, limit.stopShare);
}

/** Most calls of a company at a carrier and service in a month before each has to be authenticated. */
export function companyMonthCap(limit: RuleParameters['monthly_calls'] | null): number {
  return limit === null ? UNLIMITED : stopFigure(limit.calls, limit.stopShare);
}

/**
 * Most unauthenticated calls of a company at a carrier and service in a day, given that `longCalls` of them are known
 * to have lasted: the margin, or the largest N whose short share stays below the limit should every other call of the N
 * turn out short. Long calls only grow in number, so a cap from an old count is a lower bound of the cap: what was
 * granted under it holds.
 */
export function companyDayCap(limit: RuleParameters['short_calls'] | null, longCalls: number): number {
  if (limit === null) {
    return UNLIMITED;
  }
  const stopAt = stopFigure(limit.calls, limit.stopShare);
  if (longCalls <= 0) {
    return stopAt;
  }
  if (limit.share >= 1) {
    return UNLIMITED;
  }
  // The same division as the assessment's, so that both agree to the last call.
  const passes = (calls: number): boolean => (calls - longCalls) / calls < limit.share;
  let cap = Math.ceil(longCalls / (1 - limit.share));
  while (cap > 0 && !passes(cap)) {
    cap -= 1;
  }
  while (passes(cap + 1)) {
    cap += 1;
  }
  return Math.max(stopAt, cap);
}

/** How many units to take at once of a counter that stands at `taken`. */
export function unitsToTake(cap: number, taken: number): number {
  const most = Math.min(MOST_HELD, Math.max(LEAST_HELD, Math.floor(cap * HELD_SHARE)));
  return Math.max(1, Math.min(most, Math.ceil((cap - taken) * LAST_SHARE)));
}
