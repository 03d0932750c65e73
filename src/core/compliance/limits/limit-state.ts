import type { RuleId } from '../rule-id.js';

export const LIMIT_STATES = ['ok', 'warn', 'stopped'] as const;
export type LimitState = (typeof LIMIT_STATES)[number];

/** Where a line or a company stands against its limits. */
export interface LimitAssessment {
  readonly state: LimitState;
  /** The rule that warns or stops, or null. */
  readonly rule: RuleId | null;
  /** What it is, in figures. */
  readonly reason: string;
  /** What the day, or the month, comes to at this pace; null where there is no pace yet. */
  readonly forecast: number | null;
  /** Most calls that may still leave before it stops. */
  readonly room: number;
}

const RANK: Readonly<Record<LimitState, number>> = { ok: 0, warn: 1, stopped: 2 };

/** The graver of assessments; the first among equals. */
export function gravest(first: LimitAssessment, ...others: readonly LimitAssessment[]): LimitAssessment {
  return others.reduce((worst, next) => (RANK[next.state] > RANK[worst.state] ? next : worst), first);
}

/** The figure at which we stop by ourselves, short of what the rule allows. */
export function stopFigure(calls: number, stopShare: number): number {
  return Math.min(Math.floor(calls * stopShare), calls - 1);
}
