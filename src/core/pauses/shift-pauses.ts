import { type ShiftRules, WORK_BETWEEN_MS } from '../compliance/nr17.js';
import { CadenciaError } from '../kernel/errors.js';
import { HOUR, MINUTE } from '../kernel/time.js';

/** Pauses that a shift owes (NR-17, Anexo II, 5.4): codes apart, so that each can be shown to have been given. */
export const PLANNED_PAUSES = ['nr17_10a', 'nr17_10b', 'refeicao'] as const;
export type PlannedPauseCode = (typeof PLANNED_PAUSES)[number];

/** A shift as it is rostered, presence from the first minute to the last, the meal included. */
export interface Shift {
  readonly startMs: number;
  readonly endMs: number;
}

/** A pause that is owed, and between which instants it may begin so that those after it still fit. */
export interface OwedPause {
  readonly code: PlannedPauseCode;
  readonly lengthMs: number;
  readonly fromMs: number;
  readonly byMs: number;
}

export interface PlannedPause {
  readonly code: PlannedPauseCode;
  readonly startMs: number;
  readonly endMs: number;
}

/** What is owed, in the order in which it is taken: a short pause, the meal, a short pause. */
function lengthsOf(shift: Shift, { pauses }: ShiftRules): readonly { code: PlannedPauseCode; ms: number }[] {
  const short = pauses.minutes * MINUTE;
  const isLong = shift.endMs - shift.startMs > pauses.shiftHours * HOUR;
  const first = pauses.count > 0 ? [{ code: 'nr17_10a' as const, ms: short }] : [];
  if (!isLong) {
    return first;
  }
  const second = pauses.count > 1 ? [{ code: 'nr17_10b' as const, ms: short }] : [];
  return [...first, { code: 'refeicao', ms: pauses.mealMinutes * MINUTE }, ...second];
}

/**
 * The pauses of a shift with the instants between which each may begin: none in the first or the last `edgeMinutes`,
 * and work between any two. The figures are the policy's (`pauses`, `active_time`).
 *
 * @throws CadenciaError DLR_INPUT_INVALID for a shift that ends before it begins, is longer than the day's hours with the
 *   meal, or too short for what it owes.
 */
export function pausesOwed(shift: Shift, rules: ShiftRules): readonly OwedPause[] {
  const { pauses, activeTime } = rules;
  const mostMs = activeTime.hours * HOUR + pauses.mealMinutes * MINUTE;
  const lengthMs = shift.endMs - shift.startMs;
  if (!(lengthMs > 0 && lengthMs <= mostMs)) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `A shift of ${lengthMs / MINUTE} minutes is none: it lasts more than 0 and at most ${mostMs / MINUTE} (NR-17, Anexo II).`,
    });
  }
  const owed = lengthsOf(shift, rules);
  const firstMs = shift.startMs + pauses.edgeMinutes * MINUTE;
  const lastMs = shift.endMs - pauses.edgeMinutes * MINUTE;
  const takesMs = owed.reduce((sum, { ms }) => sum + ms, 0) + Math.max(0, owed.length - 1) * WORK_BETWEEN_MS;
  if (owed.length > 0 && lastMs - firstMs < takesMs) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `A shift of ${lengthMs / MINUTE} minutes has no room for its pauses outside its first and last ${pauses.edgeMinutes}: make it at least ${Math.ceil((takesMs + 2 * pauses.edgeMinutes * MINUTE) / MINUTE)} minutes.`,
    });
  }
  const slackMs = lastMs - firstMs - takesMs;
  let fromMs = firstMs;
  return owed.map(({ code, ms }) => {
    const pause = { code, lengthMs: ms, fromMs, byMs: fromMs + slackMs };
    fromMs += ms + WORK_BETWEEN_MS;
    return pause;
  });
}

/** Why a plan of a shift is not lawful, one sentence each; empty when it is. */
export function faultsOfPlan(
  shift: Shift,
  plan: readonly PlannedPause[],
  rules: ShiftRules,
): readonly string[] {
  const edgeMs = rules.pauses.edgeMinutes * MINUTE;
  const owed = pausesOwed(shift, rules);
  const faults: string[] = [];
  for (const { code, lengthMs } of owed) {
    const found = plan.filter((pause) => pause.code === code);
    if (found.length !== 1 || (found[0]?.endMs ?? 0) - (found[0]?.startMs ?? 0) < lengthMs) {
      faults.push(`${code} is to be planned once, for ${lengthMs / MINUTE} minutes.`);
    }
  }
  const sorted = [...plan].sort((a, b) => a.startMs - b.startMs);
  for (const [index, { code, startMs, endMs }] of sorted.entries()) {
    if (startMs < shift.startMs + edgeMs || endMs > shift.endMs - edgeMs) {
      faults.push(`${code} lies in the first or last ${rules.pauses.edgeMinutes} minutes.`);
    }
    const before = sorted[index - 1];
    if (before !== undefined && startMs < before.endMs + WORK_BETWEEN_MS) {
      faults.push(`${code} follows ${before.code} without ${WORK_BETWEEN_MS / MINUTE} minutes between.`);
    }
  }
  return faults;
}
