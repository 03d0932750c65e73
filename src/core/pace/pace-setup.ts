import type { PacingSettings } from '../pacing/pacing-strategy.js';
import { believableCount, numberOf, objectOf, secondsToMs, type WireObject } from './wire-values.js';

/** What a `start` line and the command line settle for a run. */
export interface PaceSetup {
  /** Agents of the run, or null when it does not say. */
  readonly agents: number | null;
  readonly tickMs: number;
  /** Length of the day, or null when unknown. */
  readonly durationMs: number | null;
  /** Lines and calls a second; null is no limit. */
  readonly trunks: number | null;
  readonly cps: number | null;
  readonly settings: PacingSettings;
  /** A cap given on the command line, which goes over every campaign's; else null. */
  readonly fixedCap: number | null;
  /** Campaigns that share the agents; empty when there is one campaign alone. */
  readonly campaigns: ReadonlyMap<string, PoolShare>;
  /** Cancel calls that have rung this long when agents were taken; null never does. */
  readonly cancelAfterMs: number | null;
}

/** A campaign's part of a pool. */
export interface PoolShare {
  readonly cap: number;
  readonly weight: number;
}

/** What may be given on the command line, by the names of the `start` line. */
export type PaceOverrides = WireObject;

const SAFE_CAP = 0.03;
const DROP_SECONDS = 2;
const RING_SECONDS = 25;
const MOST = 1_000_000;
/** Below this a call that is taken back has hardly rung; rules of more than one country ask for as long. */
export const SHORTEST_RING_MS = 15_000;

function capOf(value: unknown): number | null {
  const cap = numberOf(value);
  return cap !== null && cap >= 0 && cap <= 1 ? cap : null;
}

function positive(ms: number | null, otherwise: number): number {
  return ms !== null && ms > 0 ? ms : otherwise;
}

/** The shares of the campaigns named; what one lacks or gets wrong is the given cap and weight 1. */
export function poolShares(value: unknown, cap: number, fixedCap: number | null): Map<string, PoolShare> {
  const shares = new Map<string, PoolShare>();
  for (const [id, entry] of Object.entries(objectOf(value) ?? {})) {
    const campaign = objectOf(entry) ?? {};
    const weight = numberOf(campaign['weight']);
    shares.set(id, {
      cap: fixedCap ?? capOf(campaign['cap']) ?? cap,
      weight: weight !== null && weight > 0 ? weight : 1,
    });
  }
  return shares;
}

/** Reads a `start` line; what is missing or makes no sense gets the safe value. */
export function paceSetup(start: WireObject, overrides: PaceOverrides): PaceSetup {
  const line: WireObject = { ...start, ...overrides };
  const cap = capOf(line['cap']) ?? SAFE_CAP;
  const fixedCap = capOf(overrides['cap']);
  const cancelAfterMs = secondsToMs(line['cancelAfter']);
  const ratio = numberOf(line['ratio']);
  return {
    agents: believableCount(line['agents'], MOST),
    tickMs: positive(secondsToMs(line['tick']), 1000),
    durationMs: positiveOrNull(secondsToMs(line['duration'])),
    trunks: believableCount(line['trunks'], MOST),
    cps: numberOf(line['cps']),
    settings: {
      ratio: ratio !== null && ratio >= 1 ? ratio : 1,
      abandonCap: cap,
      connectDeadlineMs: positive(secondsToMs(line['dropSec']), DROP_SECONDS * 1000),
      ringTimeoutMs: positive(secondsToMs(line['ringTimeout']), RING_SECONDS * 1000),
      amd: line['amd'] === true,
      cancelsRinging: cancelAfterMs !== null,
    },
    fixedCap,
    campaigns: poolShares(line['campaigns'], cap, fixedCap),
    cancelAfterMs: cancelAfterMs === null ? null : Math.max(SHORTEST_RING_MS, cancelAfterMs),
  };
}

function positiveOrNull(ms: number | null): number | null {
  return ms !== null && ms > 0 ? ms : null;
}
