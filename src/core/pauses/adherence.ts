import { isUrgentPause } from '../agent/urgent-pause.js';
import { MINUTE } from '../kernel/time.js';
import type { PlannedPause, Shift } from './shift-pauses.js';

/** What an agent did: worked, paused for a reason, or was not there. In order, apart; what lies between is absence. */
export interface DoneSpan {
  readonly kind: 'work' | 'pause';
  /** The pause's code; '' for work. */
  readonly reason: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface Adherence {
  /** Time of the shift that is measured: all of it less the urgent pauses. */
  readonly measuredMs: number;
  /** Of it, the time in which he did what was planned. */
  readonly keptMs: number;
  /** kept / measured; 1 where nothing is measured. */
  readonly share: number;
}

/** A pause taken this much sooner or later is taken as planned: a call at hand is finished first. */
const TOLERANCE_MS = 5 * MINUTE;

/**
 * How far a shift went as planned. The toilet and the rest after an abuse are taken out of both sides, whatever was
 * planned for that time, so that nobody is measured by them (NR-17, Anexo II).
 */
export function adherenceOf(
  shift: Shift,
  plan: readonly PlannedPause[],
  done: readonly DoneSpan[],
): Adherence {
  const cuts = [
    shift.startMs,
    shift.endMs,
    ...plan.flatMap(({ startMs, endMs }) => [
      startMs - TOLERANCE_MS,
      startMs,
      startMs + TOLERANCE_MS,
      endMs,
      endMs + TOLERANCE_MS,
    ]),
    ...done.flatMap(({ startMs, endMs }) => [startMs, endMs]),
  ]
    .filter((atMs) => atMs >= shift.startMs && atMs <= shift.endMs)
    .sort((a, b) => a - b);
  let [measuredMs, keptMs] = [0, 0];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [fromMs, toMs] = [cuts[i] ?? 0, cuts[i + 1] ?? 0];
    const span = done.find(({ startMs, endMs }) => startMs <= fromMs && fromMs < endMs);
    const urgent = span?.kind === 'pause' && isUrgentPause(span.reason);
    measuredMs += urgent ? 0 : toMs - fromMs;
    keptMs += !urgent && asPlanned(plan, span, fromMs) ? toMs - fromMs : 0;
  }
  return { measuredMs, keptMs, share: measuredMs === 0 ? 1 : keptMs / measuredMs };
}

function asPlanned(plan: readonly PlannedPause[], span: DoneSpan | undefined, atMs: number): boolean {
  const inPause = plan.some(({ startMs, endMs }) => startMs <= atMs && atMs < endMs);
  const nearPause = plan.some(
    ({ startMs, endMs }) => startMs - TOLERANCE_MS <= atMs && atMs < endMs + TOLERANCE_MS,
  );
  switch (span?.kind) {
    case 'work':
      // Working into a planned pause for longer than the tolerance is no keeping of the plan: the pause is owed.
      return !inPause || plan.some(({ startMs }) => startMs <= atMs && atMs < startMs + TOLERANCE_MS);
    case 'pause':
      return nearPause;
    case undefined:
      return false;
  }
}
