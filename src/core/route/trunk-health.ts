import type { AttemptResult } from '../call-log/call-log-row.js';
import { MINUTE, SECOND } from '../kernel/time.js';
import type { Reason } from '../outcome/outcome.js';

/** As many faults in a row close a trunk. */
const FAULTS_TO_CLOSE = 5;
const FIRST_PAUSE_MS = 5 * SECOND;
const LONGEST_PAUSE_MS = 5 * MINUTE;
/** A probe nobody heard of again is forgotten after this. */
const PROBE_MS = 90 * SECOND;
/** Weight of the newest call in the delivery rate: about the last fifty count. */
const NEWEST = 0.02;
/** Even a trunk that delivers little is tried now and then. */
const LEAST_RATE = 0.05;

/** How a trunk has done lately: a circuit breaker and a delivery rate. */
export interface TrunkHealth {
  /** In a row. */
  readonly faults: number;
  /** Nothing leaves before this. */
  readonly closedUntilMs: number;
  readonly pauseMs: number;
  /** Closed and past its pause: one call at a time tries it, this one since then. */
  readonly probeSinceMs: number | null;
  /** Share of the calls that the carrier delivered, the newest ones first, 0 to 1. */
  readonly deliveryRate: number;
}

export const HEALTHY: TrunkHealth = {
  faults: 0,
  closedUntilMs: Number.NEGATIVE_INFINITY,
  pauseMs: FIRST_PAUSE_MS,
  probeSinceMs: null,
  deliveryRate: 1,
};

const FAULTS: readonly Reason[] = ['congestion', 'network_failure'];
/** RFC 3261 §17.1.1.2: what an INVITE ends in that nobody answered in time, when nothing rang either. */
const TIMED_OUT = 408;

/** True for a call that the trunk, not the person's phone, brought to nothing: refused or timed out before any ringing. */
export function isTrunkFault(
  result: Pick<AttemptResult, 'tRingMs' | 'tAnswerMs' | 'reason' | 'sipCode'>,
): boolean {
  return (
    result.tRingMs === null &&
    result.tAnswerMs === null &&
    (result.sipCode === TIMED_OUT || FAULTS.includes(result.reason))
  );
}

/** True when a call may try the trunk now. */
export function mayCarry(health: TrunkHealth, nowMs: number): boolean {
  if (health.faults < FAULTS_TO_CLOSE) {
    return true;
  }
  const probing = health.probeSinceMs !== null && nowMs - health.probeSinceMs < PROBE_MS;
  return nowMs >= health.closedUntilMs && !probing;
}

/** A call takes the trunk; on a closed one it is the probe. */
export function afterTaking(health: TrunkHealth, nowMs: number): TrunkHealth {
  return health.faults < FAULTS_TO_CLOSE ? health : { ...health, probeSinceMs: nowMs };
}

/** The trunk brought a call to nothing: from the fifth in a row on it pauses, twice as long each time. */
export function afterFault(health: TrunkHealth, nowMs: number): TrunkHealth {
  const faults = health.faults + 1;
  const deliveryRate = Math.max(LEAST_RATE, health.deliveryRate * (1 - NEWEST));
  if (faults < FAULTS_TO_CLOSE) {
    return { ...health, faults, deliveryRate };
  }
  // Calls that were on their way when it closed do not lengthen the pause.
  if (nowMs < health.closedUntilMs) {
    return { ...health, faults, deliveryRate };
  }
  return {
    faults,
    deliveryRate,
    closedUntilMs: nowMs + health.pauseMs,
    pauseMs: Math.min(LONGEST_PAUSE_MS, health.pauseMs * 2),
    probeSinceMs: null,
  };
}

/** The carrier brought a call to the person's network, whatever became of it there. */
export function afterDelivery(health: TrunkHealth): TrunkHealth {
  return { ...HEALTHY, deliveryRate: health.deliveryRate * (1 - NEWEST) + NEWEST };
}
