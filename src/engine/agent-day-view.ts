import type { ShiftSpan, ShiftState } from '../core/compliance/nr17.js';
import type { AgentId } from '../core/kernel/ids.js';

/** Pause codes the engine itself gives; the agent reads why he gets no call. */
export const DUTY_REASONS = ['nr17_jornada', 'nr17_pausa', 'pos_abuso'] as const;
export type DutyReason = (typeof DUTY_REASONS)[number];

/** An agent's day under NR-17, for screens and doors. */
export interface AgentDayView extends ShiftState {
  readonly agentId: AgentId;
  readonly atMs: number;
  /** Why no call is given now, or null. */
  readonly blockedBy: DutyReason | null;
  /** Since when he is held after an abusive call, or null. */
  readonly heldSinceMs: number | null;
  readonly spans: readonly ShiftSpan[];
}
