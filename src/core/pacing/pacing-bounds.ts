import { DAY } from '../kernel/time.js';
import type { PacingLimit, PacingSnapshot } from './pacing-strategy.js';

/**
 * The floor and the ceilings that every strategy shares. Whatever a strategy computes, the number that leaves
 * the pacer went through `boundPlacement`.
 */

/** Calls in flight a working agent may cause at most: 3 % answers, short talks and slow rings need about 25. */
const CALLS_PER_AGENT = 30;
/** Placements no lane can mean in one step, however large: beyond it a figure is broken. */
const LARGEST_COUNT = 1_000_000;
/** Free agents beyond whom a count is broken: a lane is one campaign's agents in one mode. */
const LARGEST_TEAM = 20_000;
/** No operation stays open for longer; a figure beyond it would overflow what the budget reckons with. */
const LONGEST_REST_MS = DAY;

/** A snapshot whose counts are whole, finite and not negative; Infinity stays only where it means "no limit". */
export interface LaneFacts {
  readonly idle: number;
  readonly busy: number;
  readonly inFlight: number;
  /** Calls that may be added now without passing trunks, CPS or contacts, and which of them is the tightest. */
  readonly room: number;
  readonly roomLimit: PacingLimit;
  readonly connectedToday: number;
  readonly abandonedToday: number;
  readonly msLeftToday: number | null;
}

export interface Placement {
  readonly place: number;
  readonly limit: PacingLimit;
}

/** A count from an untrusted number: whole, at least 0; what is not a number counts as none. */
export function countOf(value: number): number {
  if (value === Number.POSITIVE_INFINITY) {
    return LARGEST_COUNT;
  }
  return Number.isFinite(value) && value > 0 ? Math.min(LARGEST_COUNT, Math.floor(value)) : 0;
}

/** Whole drops that a stop still bears, or nothing where there is none; what is not a number bears none. */
export function soundSpare(spare: PacingSnapshot['spareDrops']): PacingSnapshot['spareDrops'] {
  return spare === undefined || spare === Number.POSITIVE_INFINITY ? undefined : countOf(spare);
}

/** A duration from an untrusted number, in [0, longest]. */
export function durationOf(value: number | null | undefined, longestMs: number): number {
  return typeof value === 'number' && value > 0 ? Math.min(value, longestMs) : 0;
}

/** Reads the lane's counts once, so that no later line meets a NaN. */
export function laneFacts(snapshot: PacingSnapshot): LaneFacts {
  const channels = countOf(snapshot.freeChannels);
  const cps = countOf(snapshot.cpsRoom);
  const contacts = countOf(snapshot.contactsReady);
  const room = Math.min(channels, cps, contacts);
  const left = snapshot.msLeftToday;
  return {
    idle: Math.min(LARGEST_TEAM, countOf(snapshot.idleAgents)),
    busy: snapshot.busyAgents.length,
    inFlight: snapshot.calls.length,
    room,
    roomLimit: room === contacts ? 'contacts' : room === channels ? 'channels' : 'cps',
    connectedToday: countOf(snapshot.connectedToday),
    abandonedToday: countOf(snapshot.abandonedToday),
    msLeftToday: left !== null && Number.isFinite(left) ? Math.min(LONGEST_REST_MS, Math.max(0, left)) : null,
  };
}

/** One call per free agent, less what is in flight: what every dialling strategy may always do. */
export function progressiveFloor(facts: LaneFacts): number {
  return Math.max(0, facts.idle - facts.inFlight);
}

/** The most calls the lane may add before the figure is called broken. */
export function placementCeiling(facts: LaneFacts): number {
  return Math.max(0, CALLS_PER_AGENT * (facts.idle + facts.busy) - facts.inFlight);
}

/**
 * Cuts `wanted` to the lane's ceilings and lifts it to the floor; `limit` says what bound the result, which is
 * `because` when nothing here did. A `wanted` that is not a number becomes the floor.
 */
export function boundPlacement(wanted: number, because: PacingLimit, facts: LaneFacts): Placement {
  if (facts.idle + facts.busy === 0) {
    return { place: 0, limit: 'no_agents' };
  }
  const floor = progressiveFloor(facts);
  let place = Number.isNaN(wanted) ? floor : Math.max(floor, countOf(wanted));
  let limit = because;
  const ceiling = placementCeiling(facts);
  if (place > ceiling) {
    place = ceiling;
    limit = 'ceiling';
  }
  if (place > facts.room) {
    place = facts.room;
    limit = facts.roomLimit;
  }
  return { place, limit };
}
