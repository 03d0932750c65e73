import { CadenciaError } from '../kernel/errors.js';
import { HOUR } from '../kernel/time.js';

/** A key that signs what a feed is sent, sealed. */
export interface FeedKey {
  readonly sealed: string;
  /** It signs until then; null: until another takes its place. */
  readonly untilMs: number | null;
}

/** A receiver has this long to take the new key, unless it is said otherwise. */
export const USUAL_OVERLAP_HOURS = 24;
export const MOST_OVERLAP_HOURS = 7 * 24;
/** Each key costs a signature in the header; more than these nobody needs. */
const MOST_KEYS = 3;

/** The keys that sign now, newest first. */
export function signingKeys(keys: readonly FeedKey[], nowMs: number): readonly FeedKey[] {
  return keys.filter(({ untilMs }) => untilMs === null || nowMs < untilMs);
}

/** The keys once a new one signs beside the old for so long; after 0 hours the old ones sign nothing any more. */
export function rotatedKeys(
  keys: readonly FeedKey[],
  sealed: string,
  overlapHours: number,
  nowMs: number,
): readonly FeedKey[] {
  const untilMs = nowMs + overlapHours * HOUR;
  const kept = signingKeys(keys, nowMs)
    .map((key) => ({ ...key, untilMs: Math.min(key.untilMs ?? untilMs, untilMs) }))
    .filter((key) => key.untilMs > nowMs);
  if (kept.length >= MOST_KEYS) {
    throw new CadenciaError('DLR_STATE_CONFLICT', {
      detail: `${MOST_KEYS} keys sign already; wait until one ends, or rotate with an overlap of 0 hours.`,
    });
  }
  return [{ sealed, untilMs: null }, ...kept];
}
