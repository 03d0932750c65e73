import { MINUTE, SECOND } from '../kernel/time.js';

/** Of what a media server makes a second at most so much is for customers: agents' legs and callers need some too. */
const SHARE = 0.8;
/** What was learned of a server is forgotten after this: its settings may be others by then. */
const REMEMBERED_MS = 10 * MINUTE;

/** How many calls a second a media server may be given, since it refused for being given too many. */
export interface ServerPace {
  readonly perSecond: number;
  /** Calls it may be given at once, at that moment. */
  readonly room: number;
  readonly atMs: number;
  readonly learnedMs: number;
}

/** A server has said what it makes a second; it begins with an empty bucket. */
export function learnPace(mostPerSecond: number, nowMs: number): ServerPace {
  return { perSecond: Math.max(1, mostPerSecond * SHARE), room: 0, atMs: nowMs, learnedMs: nowMs };
}

/** As it stands now; null once it is forgotten. */
export function paceAt(pace: ServerPace, nowMs: number): ServerPace | null {
  if (nowMs - pace.learnedMs >= REMEMBERED_MS) {
    return null;
  }
  const gained = (Math.max(0, nowMs - pace.atMs) / SECOND) * pace.perSecond;
  // Never more at once than a tenth of a second's: what FreeSWITCH counts begins anew with each second of the clock.
  return { ...pace, room: Math.min(Math.max(1, pace.perSecond / 10), pace.room + gained), atMs: nowMs };
}

/** Milliseconds until it may be given a call; 0 when it may now. */
export function paceWaitMs({ room, perSecond }: ServerPace): number {
  return (Math.max(0, 1 - room) / perSecond) * SECOND;
}

/** A call is given to it. */
export function afterGiving(pace: ServerPace): ServerPace {
  return { ...pace, room: pace.room - 1 };
}
