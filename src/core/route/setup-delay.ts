import { SECOND } from '../kernel/time.js';

/** How long a carrier takes until a phone rings, and how long it usually does. */
export interface SetupDelay {
  /** The newest ones. */
  readonly newestMs: readonly number[];
  /** Null until enough calls have rung. */
  readonly usualMs: number | null;
}

/** What has grown. */
export interface DelayGrown {
  readonly usualMs: number;
  readonly nowMs: number;
}

const MOST_NEWEST = 20;
/** Weight of the newest median in what is usual: a few hundred calls change it. */
const NEWEST = 0.01;

export const NO_DELAY: SetupDelay = { newestMs: [], usualMs: null };

/** One more call rang; `grown` when the median is more than twice the usual and a second: half of it is usual then. */
export function afterRing(
  { newestMs, usualMs }: SetupDelay,
  delayMs: number,
): { readonly delay: SetupDelay; readonly grown: DelayGrown | null } {
  const newest = [...newestMs, Math.max(0, delayMs)].slice(-MOST_NEWEST);
  if (newest.length < MOST_NEWEST) {
    return { delay: { newestMs: newest, usualMs }, grown: null };
  }
  const median = [...newest].sort((a, b) => a - b)[MOST_NEWEST / 2] ?? 0;
  if (usualMs !== null && median > 2 * usualMs + SECOND) {
    const grown = { usualMs, nowMs: median };
    return { delay: { newestMs: [], usualMs: (usualMs + median) / 2 }, grown };
  }
  const usual = usualMs === null ? median : usualMs + NEWEST * (median - usualMs);
  return { delay: { newestMs: newest, usualMs: usual }, grown: null };
}
