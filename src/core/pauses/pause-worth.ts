import { isUrgentPause } from '../agent/urgent-pause.js';
import type { ShiftRules } from '../compliance/nr17.js';
import { MINUTE } from '../kernel/time.js';
import { PLANNED_PAUSES, type PlannedPauseCode, type Shift } from './shift-pauses.js';

/**
 * What a pause that an agent asks for is worth. It is always granted: nothing here says no.
 *
 * `urgent`: the toilet, and what follows an abuse (NR-17, Anexo II). It begins at once, and is measured by nobody.
 * `owed`: one of the shift's own, at a time at which it counts.
 * `early`, `late`: one of the shift's own in the first or last minutes, where it does not count as the pause that is owed:
 *   the agent is told, and the owed one stands.
 * `other`: each other reason of the operation's list.
 */
export type PauseWorth =
  | { readonly kind: 'urgent'; readonly measured: false }
  | { readonly kind: 'owed' | 'early' | 'late'; readonly code: PlannedPauseCode; readonly measured: true }
  | { readonly kind: 'other'; readonly measured: true };

/** What a pause of that reason, begun now, is worth. `shift.endMs` is as rostered. */
export function pauseWorth(reason: string, shift: Shift, rules: ShiftRules, nowMs: number): PauseWorth {
  if (isUrgentPause(reason)) {
    return { kind: 'urgent', measured: false };
  }
  const code = PLANNED_PAUSES.find((known) => known === reason);
  if (code === undefined) {
    return { kind: 'other', measured: true };
  }
  const { edgeMinutes, minutes, mealMinutes } = rules.pauses;
  const lengthMs = (code === 'refeicao' ? mealMinutes : minutes) * MINUTE;
  const kind =
    nowMs < shift.startMs + edgeMinutes * MINUTE
      ? 'early'
      : nowMs + lengthMs > shift.endMs - edgeMinutes * MINUTE
        ? 'late'
        : 'owed';
  return { kind, code, measured: true };
}
