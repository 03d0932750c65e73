import type { AttemptResult } from '../call-log/call-log-row.js';
import {
  channelsFound,
  type Launch,
  type Refusals,
  refusalsOf,
  takenPerSecond,
  withLaunch,
  withRefusal,
} from './launch-window.js';
import { ceilingNow, type LearnedCeiling } from './learned-ceiling.js';
import { afterRing, type DelayGrown, NO_DELAY, type SetupDelay } from './setup-delay.js';

/** What the carrier sold: calls a second, and calls at once. */
export interface SoldCapacity {
  readonly cps: number;
  readonly channels: number;
}

/** Why a carrier is asked for less than it sold. */
export type BackOffReason =
  | ({ readonly kind: 'refused' } & Pick<Refusals, 'refused' | 'of' | 'code'>)
  | ({ readonly kind: 'delay' } & DelayGrown);

/** What is asked of a carrier now, where it is less than it sold. */
export interface BackOff extends SoldCapacity {
  readonly sinceMs: number;
  readonly why: BackOffReason;
}

/** What a trunk was found to carry. */
export interface TrunkCapacity {
  readonly launches: readonly Launch[];
  readonly delay: SetupDelay;
  /** Null: as much as was sold. */
  readonly cps: LearnedCeiling | null;
  readonly channels: LearnedCeiling | null;
  readonly why: BackOffReason | null;
  /** Share of refusals that was there before, whatever was asked. */
  readonly noise: number;
  /** Cuts in a row that came while no more was asked for than the carrier had taken before. */
  readonly vainCuts: number;
}

const LEAST_CALLS = 10;
const LEAST_REFUSED = 3;
const OVERLOAD_SHARE = 0.1;
const SIGMAS = 3;
/** Weight of the newest call in the noise, once as many calls are known. */
const NEWEST = 0.01;
const SETTLED_CALLS = 40;
/** Refusals that go on after so many cuts to what the carrier takes have another cause than our pace. */
const VAIN_CUTS = 3;
/** Where nearly all are refused the pace that gets through is hard to tell: no number of cuts is in vain. */
const MOST_NOISE = 0.6;
/** So few refused, we have just gone past the limit: it is near what was asked for when the first one was. */
const EDGE_SHARE = 0.25;
const EDGE = 0.98;
/** Share of what was sold that is always asked for. */
const FLOOR = 0.02;
/** RFC 3261 §21.5.4: overloaded or in maintenance. */
const UNAVAILABLE = 503;
/** Q.850: no circuit, network out of order, temporary failure, switching congestion. */
const FULL_CAUSES: ReadonlySet<number> = new Set([34, 38, 41, 42]);

/** As much as was sold, until the carrier says otherwise. */
export const UNTRIED: TrunkCapacity = {
  launches: [],
  delay: NO_DELAY,
  cps: null,
  channels: null,
  why: null,
  noise: 0,
  vainCuts: 0,
};

/** What a carrier refused a call by for want of room, such as `503` or `Q.850 34`; null where it did not. */
export function refusalOf({
  tRingMs,
  tAnswerMs,
  sipCode,
  q850,
}: Pick<AttemptResult, 'tRingMs' | 'tAnswerMs' | 'sipCode' | 'q850'>): string | null {
  if (tRingMs !== null || tAnswerMs !== null) {
    return null;
  }
  if (sipCode === UNAVAILABLE) {
    return String(UNAVAILABLE);
  }
  return sipCode === null && q850 !== null && FULL_CAUSES.has(q850) ? `Q.850 ${q850}` : null;
}

/** Calls a second it may be asked for now. */
export function cpsNow({ cps }: TrunkCapacity, sold: SoldCapacity, nowMs: number): number {
  return cps === null ? sold.cps : ceilingNow(cps, sold.cps, nowMs);
}

/** Calls at once it may be asked for now. */
export function channelsNow({ channels }: TrunkCapacity, sold: SoldCapacity, nowMs: number): number {
  return channels === null
    ? sold.channels
    : Math.max(Math.min(1, sold.channels), Math.floor(ceilingNow(channels, sold.channels, nowMs)));
}

/** What is asked of it now and why, or null while it is all that was sold. */
export function backOffNow(capacity: TrunkCapacity, sold: SoldCapacity, nowMs: number): BackOff | null {
  const { why } = capacity;
  const cps = cpsNow(capacity, sold, nowMs);
  const channels = channelsNow(capacity, sold, nowMs);
  if (why === null || (cps >= sold.cps && channels >= sold.channels)) {
    return null;
  }
  const sinceMs = Math.max(capacity.cps?.sinceMs ?? 0, capacity.channels?.sinceMs ?? 0);
  return { cps, channels, sinceMs, why };
}

/** A call leaves; `inUse` counts those the trunk has beside it. */
export function afterLaunch(capacity: TrunkCapacity, inUse: number, nowMs: number): TrunkCapacity {
  const launches = withLaunch(capacity.launches, { atMs: nowMs, inUse, refusedBy: '' });
  return { ...capacity, launches, noise: noiseNow(capacity, refusalsOf(launches)) };
}

/** Follows the share of refusals slowly: up only while all that was sold is asked for, down always. */
function noiseNow({ noise, cps, channels }: TrunkCapacity, { share, of }: Refusals): number {
  const follows = of >= SETTLED_CALLS && (share < noise || (cps === null && channels === null));
  return follows ? Math.min(MOST_NOISE, noise + NEWEST * (share - noise)) : noise;
}

/** More are refused than there were before, and than chance alone would have it. */
function isOverload({ refused, of, share }: Refusals, noise: number): boolean {
  const chance = SIGMAS * Math.sqrt((noise * (1 - noise)) / Math.max(1, of));
  return of >= LEAST_CALLS && refused >= LEAST_REFUSED && share >= noise + Math.max(OVERLOAD_SHARE, chance);
}

/** The carrier had no room for a call that left at `launchedMs`. */
export function afterRefusal(
  capacity: TrunkCapacity,
  { launchedMs, code }: { readonly launchedMs: number; readonly code: string },
  sold: SoldCapacity,
  nowMs: number,
): TrunkCapacity {
  const launches = withRefusal(capacity.launches, launchedMs, code);
  if (launches === null) {
    return capacity;
  }
  const seen = refusalsOf(launches);
  const heard = { ...capacity, launches };
  return isOverload(seen, capacity.noise) ? afterOverload(heard, seen, sold, nowMs) : heard;
}

/** A phone rang that long after its call left. */
export function afterDelay(
  capacity: TrunkCapacity,
  delayMs: number,
  sold: SoldCapacity,
  nowMs: number,
): TrunkCapacity {
  const { delay, grown } = afterRing(capacity.delay, delayMs);
  const told = { ...capacity, delay };
  return grown === null || capacity.launches.length < LEAST_CALLS
    ? told
    : cut(told, { kind: 'delay', ...grown }, sold, nowMs);
}

function afterOverload(capacity: TrunkCapacity, seen: Refusals, sold: SoldCapacity, nowMs: number) {
  const { refused, of, code, share } = seen;
  const why: BackOffReason = { kind: 'refused', refused, of, code };
  const isBelow = capacity.cps !== null && cpsNow(capacity, sold, nowMs) <= capacity.cps.foundAt;
  // A carrier that refuses at a pace at which it took all before is asked for too many at once, or refuses anyhow.
  const found = isBelow ? channelsFound(capacity.launches, capacity.channels?.foundAt ?? null) : null;
  if (found !== null) {
    const channels = { foundAt: Math.max(1, found), sinceMs: nowMs };
    return { ...capacity, launches: [], channels, why };
  }
  const vainCuts = isBelow && share < MOST_NOISE ? capacity.vainCuts + 1 : 0;
  if (vainCuts > VAIN_CUTS) {
    return { ...UNTRIED, delay: capacity.delay, noise: share };
  }
  const firstMs = capacity.launches.find(({ refusedBy }) => refusedBy !== '')?.atMs ?? nowMs;
  const edge = share < EDGE_SHARE && capacity.cps !== null ? EDGE * cpsNow(capacity, sold, firstMs) : 0;
  return { ...cut(capacity, why, sold, nowMs, edge), vainCuts };
}

/** Asks for what the carrier took meanwhile, `least` at least, and no more than before. */
function cut(
  capacity: TrunkCapacity,
  why: BackOffReason,
  sold: SoldCapacity,
  nowMs: number,
  least = 0,
): TrunkCapacity {
  const taken = Math.max(least, takenPerSecond(capacity.launches));
  const foundAt = Math.max(sold.cps * FLOOR, Math.min(taken, cpsNow(capacity, sold, nowMs)));
  const cps = { foundAt, sinceMs: nowMs };
  return { ...capacity, launches: [], cps, why };
}
