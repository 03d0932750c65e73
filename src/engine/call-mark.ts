import type { CallState } from '../core/call/call-state.js';
import type { AttemptId } from '../core/kernel/ids.js';
import type { AttemptMark } from '../ports/attempt-store.js';

/** What a live call's row is told as it happens; the rest is known at its end. */
const MILESTONES = [
  'tAnswerMs',
  'tAmdMs',
  'tAgentMs',
  'tMessageMs',
  'talkedWith',
  'recordingId',
  'noticed',
] as const;

/** True when a step left something that the row of a live call has to say; a closed one says it with its end. */
export function isMarkDue(state: CallState, before: CallState): boolean {
  return state.phase !== 'closed' && MILESTONES.some((name) => state[name] !== before[name]);
}

/** How far the call has come, for its row. */
export function markOf(attemptId: AttemptId, state: CallState, nowMs: number): AttemptMark {
  const { tRingMs, tAnswerMs, tAmdMs, amd, tAgentMs, tMessageMs, talkedWith, recordingId, noticed } = state;
  return {
    attemptId,
    tDialMs: state.tDialMs ?? nowMs,
    tRingMs,
    tAnswerMs,
    tAmdMs,
    amd,
    tAgentMs,
    tMessageMs,
    agentId: talkedWith,
    recordingId,
    recordingNotice: noticed,
  };
}
