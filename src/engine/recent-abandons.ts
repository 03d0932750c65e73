import { MINUTE } from '../core/kernel/time.js';

/** How far back "just now" goes. */
export const RECENT_MINUTES = 15;

/** Answered people of the last minutes: those who met nobody, and their share. */
export interface RecentAbandons {
  readonly minutes: number;
  readonly abandoned: number;
  readonly given: number;
  readonly share: number;
}

/** Abandoned and given people by the minute, so that what goes wrong now is seen before it weighs in a day. */
export class RecentAbandonCount {
  readonly #minutes = new Map<number, { abandoned: number; given: number }>();

  /** Begins anew with the process: a quarter of an hour later nothing is missing. */
  add(kind: 'abandoned' | 'given', atMs: number, nowMs: number): void {
    const minute = Math.floor(atMs / MINUTE);
    const first = firstMinute(nowMs);
    if (minute < first) {
      return;
    }
    const count = this.#minutes.get(minute) ?? { abandoned: 0, given: 0 };
    count[kind] += 1;
    this.#minutes.set(minute, count);
    for (const known of this.#minutes.keys()) {
      if (known < first) {
        this.#minutes.delete(known);
      }
    }
  }

  view(nowMs: number): RecentAbandons {
    const first = firstMinute(nowMs);
    let [abandoned, given] = [0, 0];
    for (const [minute, count] of this.#minutes) {
      if (minute >= first) {
        abandoned += count.abandoned;
        given += count.given;
      }
    }
    const people = abandoned + given;
    return { minutes: RECENT_MINUTES, abandoned, given, share: people === 0 ? 0 : abandoned / people };
  }
}

function firstMinute(nowMs: number): number {
  return Math.floor(nowMs / MINUTE) - RECENT_MINUTES + 1;
}
