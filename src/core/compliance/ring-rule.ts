import { SECOND } from '../kernel/time.js';
import type { RuleParameters } from './rule-parameters.js';

/** Why a ringing call may be given up before its time. */
export const RING_EXEMPTIONS = ['network_announcement', 'agent_cancel', 'second_stop'] as const;
export type RingExemption = (typeof RING_EXEMPTIONS)[number];

export interface Ringing {
  readonly tDialMs: number;
  /** Null while no ringing was heard of: then the clock runs from the dial. */
  readonly tRingMs: number | null;
  readonly exemption: RingExemption | null;
}

/** The first instant at which we may give up an unanswered call; a drain waits for it too. */
export function mayStopRingingFromMs(ringing: Ringing, rule: RuleParameters['ring_time'] | null): number {
  const startMs = ringing.tRingMs ?? ringing.tDialMs;
  return rule === null || ringing.exemption !== null ? startMs : startMs + rule.seconds * SECOND;
}

/** True when giving up at that instant keeps the rule. */
export function mayStopRinging(
  ringing: Ringing,
  rule: RuleParameters['ring_time'] | null,
  nowMs: number,
): boolean {
  return nowMs >= mayStopRingingFromMs(ringing, rule);
}
