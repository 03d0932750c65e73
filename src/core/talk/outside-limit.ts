import { MINUTE } from '../kernel/time.js';

/** So long before the end of a talk that nobody of ours is in the two are told. */
const WARNED_BEFORE_MS = 1 * MINUTE;

/** What is due of two who talk without an agent of ours. */
export interface OutsideDue {
  readonly now: 'warn' | 'end' | null;
  /** How long until something is due again; null: nothing is. */
  readonly nextMs: number | null;
}

/**
 * Two who were left with each other may talk for `limitMs`: a leg that somebody forgot to hang up is paid for by the
 * minute and holds a channel of ours. They are told a minute before, or half-way of a limit shorter than two.
 */
export function outsideDue(lastedMs: number, limitMs: number, warned: boolean): OutsideDue {
  const warnMs = limitMs - Math.min(WARNED_BEFORE_MS, limitMs / 2);
  if (lastedMs >= limitMs) {
    return { now: 'end', nextMs: null };
  }
  if (!warned && lastedMs >= warnMs) {
    return { now: 'warn', nextMs: limitMs - lastedMs };
  }
  return { now: null, nextMs: (warned ? limitMs : warnMs) - lastedMs };
}
