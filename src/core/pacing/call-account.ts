import type { PacingObservation } from './pacing-strategy.js';

/**
 * Keeps the ends that are told against the calls that there were: a call that is told to have failed twice, or that was
 * never in flight, must not teach that nobody answers. What left the lane without a person, less what was told of it,
 * is still owed; a `failed` that nothing is owed for is left out.
 */
export interface CallAccount {
  /** Calls in flight at the last step; null before the first. */
  readonly inFlight: number | null;
  /** Calls that the last decision wanted, for a lane that does not tell what it places. */
  readonly wanted: number;
  readonly tellsPlaced: boolean;
  /** Calls that are gone and whose end was not told yet; below zero, ends told ahead of the lane's counts. */
  readonly owed: number;
}

/** Ends not told that are waited for at most, so that a lane that never tells all of them saves up no credit. */
const MOST_OWED = 50;
/** Ends that may be told before the lane's counts show them. */
const LEAST_AHEAD = 3;
const AHEAD_SHARE = 0.05;

/** Nothing in flight yet. */
export function freshCallAccount(): CallAccount {
  return { inFlight: null, wanted: 0, tellsPlaced: false, owed: 0 };
}

/** The account after a step that found `inFlight` calls, and the observations without the ends that cannot be. */
export function auditEnds(
  before: CallAccount,
  seen: readonly PacingObservation[],
  inFlight: number,
): { readonly account: CallAccount; readonly seen: readonly PacingObservation[] } {
  let placed = 0;
  let people = 0;
  let failed = 0;
  for (const { kind } of seen) {
    placed += kind === 'placed' ? 1 : 0;
    people += kind === 'connected' || kind === 'abandoned' ? 1 : 0;
    failed += kind === 'failed' ? 1 : 0;
  }
  const tellsPlaced = before.tellsPlaced || placed > 0;
  const added = tellsPlaced ? placed : before.wanted;
  // Before anybody looked there were those that are there now or have ended since.
  const were = before.inFlight ?? Math.max(0, inFlight + failed + people - added);
  const gone = Math.max(0, were + added - inFlight - people);
  const owed = before.owed + gone;
  const ahead = LEAST_AHEAD + AHEAD_SHARE * were;
  const believed = Math.max(0, Math.min(failed, Math.floor(owed + ahead)));
  const account = { inFlight, wanted: 0, tellsPlaced, owed: Math.min(MOST_OWED + inFlight, owed - believed) };
  if (believed === failed) {
    return { account, seen };
  }
  let left = believed;
  return { account, seen: seen.filter(({ kind }) => kind !== 'failed' || left-- > 0) };
}
