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
  readonly mealNeeded: boolean;
  /** How long the next pause to take is, or null when none is owed. */
  readonly nextPauseMs: number | null;
  /** When the next pause may begin, or null when none is left to take. */
  readonly nextPauseFromMs: number | null;
  /** When it must have begun, so that all that is owed ends before the last stretch, with work between; or null. */
  readonly nextPauseByMs: number | null;
  /** A pause is due: the pacer gives no further call. */
  readonly pauseDue: boolean;
}

/** Pauses are apart from one another: as much work lies between two of them, at the latest that they can be taken. */
export const WORK_BETWEEN_MS = 15 * MINUTE;

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

/** What of a day rests an agent: a pause long enough, or the meal, which may be taken logged out. */
function restsOf(stretches: readonly Stretch[], { pauses }: ShiftRules, firstMs: number, lastMs: number) {
  const atLeast = (minutes: number) => (stretch: Stretch) =>
    stretch.endMs - stretch.startMs >= minutes * MINUTE;
  const meals = stretches
    .filter(({ kind }) => kind === 'meal' || kind === 'gap')
    .filter(atLeast(pauses.mealMinutes));
  const rests = stretches
    .filter(({ kind }) => kind === 'short_pause' || kind === 'meal')
    .filter(atLeast(pauses.minutes))
    .filter(({ startMs, endMs }) => startMs >= firstMs && endMs <= lastMs);
  // One of the meals is the meal; any other is a pause as well.
  const mealIsRest = meals.length > 0 && meals.every((meal) => rests.includes(meal));
  return { mealTaken: meals.length > 0, pausesTaken: rests.length - (mealIsRest ? 1 : 0) };
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
  const edgeMs = pauses.edgeMinutes * MINUTE;
  const activeMs = stretches
    .filter((stretch) => isActive(stretch, rules))
    .reduce((sum, stretch) => sum + stretch.endMs - stretch.startMs, 0);
  const remainingMs = Math.max(0, rules.activeTime.hours * HOUR - activeMs);
  const startMs = stretches.find((stretch) => stretch.kind === 'active')?.startMs ?? nowMs;
  const workEndMs = plannedEndMs ?? nowMs + remainingMs;
  const shiftMs = activeMs + Math.max(0, Math.min(remainingMs, workEndMs - nowMs));
  const isLong = shiftMs > pauses.shiftHours * HOUR;
  const pausesNeeded = isLong ? pauses.count : Math.min(1, pauses.count);
  const firstMs = startMs + edgeMs;
  const { mealTaken, pausesTaken } = restsOf(stretches, rules, firstMs, workEndMs - edgeMs);
  const missing = Math.max(0, pausesNeeded - pausesTaken);
  const mealMs = isLong && !mealTaken ? pauses.mealMinutes * MINUTE : 0;
  const owed = missing + Number(mealMs > 0);
  // A meal to come is no activity: where the hours set the end, it moves it.
  const endMs = plannedEndMs ?? workEndMs + mealMs;
  const owedMs = missing * pauses.minutes * MINUTE + mealMs + Math.max(0, owed - 1) * WORK_BETWEEN_MS;
  const byMs = Math.max(firstMs, endMs - edgeMs - owedMs);
  return {
    activeMs,
    remainingMs,
    mustStop: remainingMs === 0,
    pausesTaken,
    pausesNeeded,
    mealTaken,
    mealNeeded: isLong,
    nextPauseMs: owed === 0 ? null : mealMs > 0 && missing < 2 ? mealMs : pauses.minutes * MINUTE,
    nextPauseFromMs: owed === 0 ? null : firstMs,
    nextPauseByMs: owed === 0 ? null : byMs,
    pauseDue: owed > 0 && nowMs >= byMs,
  };
}
