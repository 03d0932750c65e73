import { type EndedCall, isShortCall } from './short-call.js';

/** Calls of one line, or of one company at one carrier and service, in one day of Brasília. */
export interface DayUsage {
  /** Rows that were dialled, live ones too. */
  readonly calls: number;
  /** Of these, live ones: each may still turn out short. */
  readonly live: number;
  readonly shortCalls: number;
  /** The same three without the authenticated calls: what the test of the company counts. */
  readonly plainCalls: number;
  readonly plainLive: number;
  readonly plainShortCalls: number;
}

export const NO_USAGE: DayUsage = {
  calls: 0,
  live: 0,
  shortCalls: 0,
  plainCalls: 0,
  plainLive: 0,
  plainShortCalls: 0,
};

/** The usage once a call has left. */
export function countDial(usage: DayUsage, authenticated: boolean): DayUsage {
  const plain = authenticated ? 0 : 1;
  return {
    ...usage,
    calls: usage.calls + 1,
    live: usage.live + 1,
    plainCalls: usage.plainCalls + plain,
    plainLive: usage.plainLive + plain,
  };
}

/** The usage once a call of the same day has ended. */
export function countEnd(usage: DayUsage, call: EndedCall, shortSeconds: number): DayUsage {
  const plain = call.authenticated ? 0 : 1;
  const short = isShortCall(call, shortSeconds) ? 1 : 0;
  return {
    ...usage,
    live: usage.live - 1,
    shortCalls: usage.shortCalls + short,
    plainLive: usage.plainLive - plain,
    plainShortCalls: usage.plainShortCalls + plain * short,
  };
}

/** Several carriers or engines together. */
export function addUsage(one: DayUsage, other: DayUsage): DayUsage {
  return {
    calls: one.calls + other.calls,
    live: one.live + other.live,
    shortCalls: one.shortCalls + other.shortCalls,
    plainCalls: one.plainCalls + other.plainCalls,
    plainLive: one.plainLive + other.plainLive,
    plainShortCalls: one.plainShortCalls + other.plainShortCalls,
  };
}
