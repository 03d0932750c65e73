import type { AttemptResult } from '../call-log/call-log-row.js';
import { DISPOSITIONS } from '../outcome/disposition.js';
import type { OutcomeAndReason, Reason } from '../outcome/outcome.js';
import type { CallState } from './call-state.js';

/** What a closed call was: the agent's word where an agent talked, else what the network and the detector said. */
export function outcomeOf(state: CallState): OutcomeAndReason {
  if (state.disposition !== null) {
    return DISPOSITIONS[state.disposition];
  }
  return { outcome: 'nao_contato', reason: state.reason ?? 'lost' };
}

/** What the contact's next attempt goes by: a wish for no more calls outweighs how the call ended. */
export function retryReasonOf(state: CallState): Reason {
  return state.optedOut ? 'opt_out' : outcomeOf(state).reason;
}

/** The result columns of a closed call. */
export function attemptResult(state: CallState, label: string, nowMs: number): AttemptResult {
  return {
    tDialMs: state.tDialMs,
    tRingMs: state.tRingMs,
    tAnswerMs: state.tAnswerMs,
    tAmdMs: state.tAmdMs,
    tAgentMs: state.tAgentMs,
    tMessageMs: state.tMessageMs,
    tEndMs: state.tEndMs ?? nowMs,
    tWrapEndMs: state.tWrapEndMs,
    endedBy: state.endedBy ?? 'system',
    sipCode: state.sipCode,
    q850: state.q850,
    amd: state.amd,
    voicemail: state.voicemail,
    agentId: state.talkedWith,
    disposition: state.disposition ?? '',
    dispositionLabel: label,
    ...outcomeOf(state),
    abandoned: state.abandoned,
    recordingId: state.recordingId,
    recordingNotice: state.noticed,
  };
}
