import { SECOND } from '../kernel/time.js';
import { reasonOfHangup } from '../outcome/hangup-cause.js';
import type { CallInput } from './call-input.js';
import { closeCall, endCall, moveCall, type Step, stay } from './call-moves.js';
import type { CallState } from './call-state.js';
import { enterWaiting } from './step-answered-call.js';

/** Post-dial delay allowed before ringing must begin; the ring time counts from the ringing, not from the dial. */
export const POST_DIAL_ALLOWANCE_MS = 10 * SECOND;

/** A row on its way to the disk, then a phone that has not been picked up. */
export function stepUnansweredCall(state: CallState, input: CallInput, nowMs: number): Step {
  return state.phase === 'committing' ? stepCommitting(state, input, nowMs) : stepDialed(state, input, nowMs);
}

function stepCommitting(state: CallState, input: CallInput, nowMs: number): Step {
  switch (input.kind) {
    case 'committed': {
      return state.cancelled
        ? closeCall(state, nowMs, { reason: 'not_sent', endedBy: 'system' })
        : moveCall(state, 'dialing', { tDialMs: nowMs }, [
            { kind: 'setTimer', timer: 'ring', ms: state.plan.ringTimeoutMs + POST_DIAL_ALLOWANCE_MS },
            { kind: 'originate' },
          ]);
    }
    case 'commitFailed': {
      return closeCall(state, nowMs, { reason: 'not_sent', endedBy: 'system' });
    }
    case 'cancel': {
      return moveCall(state, 'committing', { cancelled: true }, []);
    }
    default: {
      return stay(state);
    }
  }
}

function stepDialed(state: CallState, input: CallInput, nowMs: number): Step {
  switch (input.kind) {
    case 'progress': {
      return state.phase === 'ringing'
        ? stay(state)
        : moveCall(state, 'ringing', { tRingMs: nowMs }, [
            { kind: 'setTimer', timer: 'ring', ms: state.plan.ringTimeoutMs },
          ]);
    }
    case 'answered': {
      return answer(state, nowMs);
    }
    case 'hungUp': {
      const rang = state.tRingMs !== null;
      const reason = reasonOfHangup({ q850: input.q850, sip: input.sipCode }, rang);
      return closeCall(state, nowMs, {
        reason,
        endedBy: 'network',
        q850: input.q850,
        sipCode: input.sipCode,
      });
    }
    case 'originateRefused': {
      // Proof that nothing left: the row stays, without a dial time.
      return closeCall(state, nowMs, { reason: 'not_sent', endedBy: 'system', tDialMs: null });
    }
    case 'legLost': {
      return closeCall(state, nowMs, { reason: 'lost', endedBy: 'system' });
    }
    case 'timer': {
      return input.timer === 'ring'
        ? endCall(
            state,
            { reason: state.tRingMs === null ? 'unreachable' : 'no_answer', endedBy: 'system' },
            'no_answer',
          )
        : stay(state);
    }
    case 'cancel': {
      const clear = [{ kind: 'clearTimer', timer: 'ring' }] as const;
      return endCall(state, { reason: 'cancelled', endedBy: 'system' }, 'normal', clear);
    }
    default: {
      return stay(state);
    }
  }
}

function answer(state: CallState, nowMs: number): Step {
  if (!state.plan.amd) {
    return enterWaiting(state, { tAnswerMs: nowMs }, nowMs, [{ kind: 'clearTimer', timer: 'ring' }]);
  }
  return moveCall(state, 'screening', { tAnswerMs: nowMs, amd: 'unknown' }, [
    { kind: 'clearTimer', timer: 'ring' },
    { kind: 'setTimer', timer: 'amd', ms: state.plan.amdDeadlineMs },
  ]);
}
