import { SECOND } from '../kernel/time.js';
import type { AgentRelease, CallEffect, CallStep } from './call-input.js';
import { CALL_MOVES, type CallPhase } from './call-phase.js';
import type { CallState } from './call-state.js';

/** A leg that was told to end and says nothing is taken for gone after this. */
export const GONE_DEADLINE_MS = 10 * SECOND;

export type Step = CallStep<CallState>;

/** The same state and nothing to do: late, doubled and stray inputs end here. */
export function stay(state: CallState): Step {
  return { state, effects: [] };
}

/** The only place that changes a call's phase. */
export function moveCall(
  state: CallState,
  phase: CallPhase,
  change: Partial<CallState>,
  effects: readonly CallEffect[],
): Step {
  if (phase !== state.phase && !CALL_MOVES[state.phase].includes(phase)) {
    throw new Error(`The call table has no move from ${state.phase} to ${phase}`);
  }
  return { state: { ...state, ...change, phase }, effects };
}

/** Ends the leg with what is decided already; the row closes when the leg is gone. */
export function endCall(
  state: CallState,
  change: Partial<CallState>,
  cause: 'normal' | 'no_answer',
  before: readonly CallEffect[] = [],
): Step {
  return moveCall(state, 'ending', change, [
    ...before,
    { kind: 'hangup', cause },
    { kind: 'setTimer', timer: 'gone', ms: GONE_DEADLINE_MS },
  ]);
}

/** Closes the row. */
export function closeCall(
  state: CallState,
  nowMs: number,
  change: Partial<CallState>,
  before: readonly CallEffect[] = [],
): Step {
  const tEndMs = state.tEndMs ?? nowMs;
  return moveCall(state, 'closed', { tEndMs, legGone: true, ...change }, [...before, { kind: 'close' }]);
}

/** Lets the agent of the call go, if it has one. */
export function release(state: CallState, how: AgentRelease): readonly CallEffect[] {
  return state.agentId === null ? [] : [{ kind: 'releaseAgent', agentId: state.agentId, how }];
}
