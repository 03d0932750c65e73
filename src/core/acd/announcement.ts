import { MINUTE } from '../kernel/time.js';
import type { ExpectedWait } from './expected-wait.js';

/** What somebody who waits is told, and how often. */
export interface AnnouncementPlan {
  /** After this wait for the first time, then at these intervals. */
  readonly firstMs: number;
  readonly everyMs: number;
  readonly sayPosition: boolean;
  readonly sayWait: boolean;
  /** A longer wait is told as "more than". @minimum 1 */
  readonly mostMinutes: number;
}

/** A piece of an announcement; the sounds behind it are the media server's. */
export type AnnouncementPart =
  | { readonly kind: 'position'; readonly position: number }
  /** Served within about so many minutes. */
  | { readonly kind: 'within'; readonly minutes: number }
  | { readonly kind: 'overMinutes'; readonly minutes: number }
  /** Thanks for waiting: nothing else can be said that is both true and no worse than before. */
  | { readonly kind: 'thanks' };

/** What a caller has heard. */
export interface Heard {
  readonly times: number;
  readonly lastMs: number | null;
  readonly position: number | null;
  readonly minutes: number | null;
}

export const HEARD_NOTHING: Heard = { times: 0, lastMs: null, position: null, minutes: null };

/** When the next announcement is due: counted from the end of the one before, so that they never run together. */
export function announcementDueMs(plan: AnnouncementPlan, heard: Heard, waitingSinceMs: number): number {
  return heard.lastMs === null ? waitingSinceMs + plan.firstMs : heard.lastMs + plan.everyMs;
}

/**
 * What to say now. Nobody hears a figure higher than the one he heard before: where somebody with more priority came in
 * or agents left, he is thanked instead. Minutes are those within which nine in ten are served, rounded up, so that most
 * waits end sooner than was said. `position` is 1 for the next one; `expected` null: no agent serves the line.
 */
export function announce(
  plan: AnnouncementPlan,
  heard: Heard,
  position: number,
  expected: ExpectedWait | null,
  nowMs: number,
): { readonly parts: readonly AnnouncementPart[]; readonly heard: Heard } {
  const parts: AnnouncementPart[] = [];
  if (plan.sayPosition && position <= (heard.position ?? Number.POSITIVE_INFINITY)) {
    parts.push({ kind: 'position', position });
  }
  const minutes =
    plan.sayWait && expected !== null ? Math.max(1, Math.ceil(expected.ninetyMs / MINUTE)) : null;
  // "More than ten minutes" is a figure of eleven: a wait within ten may follow it.
  const told = minutes === null ? null : Math.min(minutes, plan.mostMinutes + 1);
  if (told !== null && told <= (heard.minutes ?? Number.POSITIVE_INFINITY)) {
    parts.push(
      told > plan.mostMinutes
        ? { kind: 'overMinutes', minutes: plan.mostMinutes }
        : { kind: 'within', minutes: told },
    );
  }
  return {
    parts: parts.length === 0 ? [{ kind: 'thanks' }] : parts,
    heard: {
      times: heard.times + 1,
      lastMs: nowMs,
      position: plan.sayPosition ? least(position, heard.position) : heard.position,
      minutes: told === null ? heard.minutes : least(told, heard.minutes),
    },
  };
}

function least(one: number, other: number | null): number {
  return other === null ? one : Math.min(one, other);
}
