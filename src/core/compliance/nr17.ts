import { HOUR, MINUTE } from '../kernel/time.js';
import type { RuleParameters } from './rule-parameters.js';

/** What an agent's time is, for NR-17, Anexo II. */
export const SHIFT_SPAN_KINDS = ['active', 'short_pause', 'meal', 'other_pause'] as const;
export type ShiftSpanKind = (typeof SHIFT_SPAN_KINDS)[number];

/** `active` is ready or handling; `endMs` null while it lasts. Spans in order, without overlap. */
export interface ShiftSpan {
  readonly kind: ShiftSpanKind;
  readonly startMs: number;
  readonly endMs: number | null;
}

export interface ShiftRules {
  readonly activeTime: RuleParameters['active_time'];
  readonly pauses: RuleParameters['pauses'];
}

/** Where a shift stands. Durations in milliseconds. */
export interface ShiftState {
  /** Handling, ready, and gaps shorter than the rule's. */
  readonly activeMs: number;
  readonly remainingMs: number;
  /** The hours are full: no further call is given. */
  readonly mustStop: boolean;
  /** Short pauses that count, and how many the shift needs. */
  readonly pausesTaken: number;
  readonly pausesNeeded: number;
  readonly mealTaken: boolean;
  /** When the next pause may begin, or null when none is left to take. */
  readonly nextPauseFromMs: number | null;
  /** When it must have begun to end before the last stretch, or null. */
  readonly nextPauseByMs: number | null;
  /** A pause is due: the pacer gives no further call. */
  readonly pauseDue: boolean;
}

interface Stretch {
  readonly kind: ShiftSpanKind | 'gap';
  readonly startMs: number;
  readonly endMs: number;
}

/** Closes what lasts at `nowMs` and makes gaps between spans visible. */
function stretchesOf(spans: readonly ShiftSpan[], nowMs: number): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const span of spans) {
    const last = found.at(-1);
    if (last !== undefined && span.startMs > last.endMs) {
      found.push({ kind: 'gap', startMs: last.endMs, endMs: span.startMs });
    }
    found.push({ kind: span.kind, startMs: span.startMs, endMs: Math.min(span.endMs ?? nowMs, nowMs) });
  }
  return found;
}

function isActive(stretch: Stretch, rules: ShiftRules): boolean {
  const lengthMs = stretch.endMs - stretch.startMs;
  switch (stretch.kind) {
    case 'active':
    case 'short_pause':
      return true;
    case 'gap':
    case 'meal':
    case 'other_pause':
      return lengthMs < rules.activeTime.gapMinutes * MINUTE;
  }
}

/** Assesses one day of an agent. `plannedEndMs` is the end of the shift as rostered, or null for the hours' own limit. */
export function assessShift(
  spans: readonly ShiftSpan[],
  rules: ShiftRules,
  nowMs: number,
  plannedEndMs: number | null = null,
): ShiftState {
  const stretches = stretchesOf(spans, nowMs);
  const { pauses } = rules;
  const activeMs = stretches
    .filter((stretch) => isActive(stretch, rules))
    .reduce((sum, stretch) => sum + stretch.endMs - stretch.startMs, 0);
  const limitMs = rules.activeTime.hours * HOUR;
  const remainingMs = Math.max(0, limitMs - activeMs);
  const startMs = stretches.find((stretch) => stretch.kind === 'active')?.startMs ?? nowMs;
  const endMs = plannedEndMs ?? nowMs + remainingMs;
  const shiftMs = activeMs + Math.max(0, Math.min(remainingMs, endMs - nowMs));
  const pausesNeeded = shiftMs > pauses.shiftHours * HOUR ? pauses.count : Math.min(1, pauses.count);
  const firstMs = startMs + pauses.edgeMinutes * MINUTE;
  const lengthMs = pauses.minutes * MINUTE;
  const counted = stretches.filter(
    (stretch) =>
      stretch.kind === 'short_pause' &&
      stretch.endMs - stretch.startMs >= lengthMs &&
      stretch.startMs >= firstMs &&
      stretch.endMs <= endMs - pauses.edgeMinutes * MINUTE,
  );
  const missing = Math.max(0, pausesNeeded - counted.length);
  // The last pause must be over before the closing stretch begins; each earlier one a pause and a little work before.
  const byMs = endMs - pauses.edgeMinutes * MINUTE - lengthMs * missing;
  return {
    activeMs,
    remainingMs,
    mustStop: remainingMs === 0,
    pausesTaken: counted.length,
    pausesNeeded,
    mealTaken: stretches.some(
      (stretch) => stretch.kind === 'meal' && stretch.endMs - stretch.startMs >= pauses.mealMinutes * MINUTE,
    ),
    nextPauseFromMs: missing === 0 ? null : firstMs,
    nextPauseByMs: missing === 0 ? null : Math.max(firstMs, byMs),
    pauseDue: missing > 0 && nowMs >= Math.max(firstMs, byMs),
  };
}
