import { mayStopRingingFromMs, type RingExemption } from '../compliance/ring-rule.js';
import { reasonHeard } from '../ear/announcement.js';
import { SECOND } from '../kernel/time.js';
import { reasonOfHangup } from '../outcome/hangup-cause.js';
import type { CallInput } from './call-input.js';
import { closeCall, endCall, moveCall, type Step, stay } from './call-moves.js';
import type { CallPlan, CallState } from './call-state.js';
import { enterWaiting } from './step-answered-call.js';

/** Post-dial delay allowed before ringing must begin; the ring time counts from the ringing, not from the dial. */
export const POST_DIAL_ALLOWANCE_MS = 10 * SECOND;

/** The longest from the dial to the end of the ringing: it may begin late and is not cut short then. */
export function longestUnansweredMs(plan: Pick<CallPlan, 'ringTimeoutMs' | 'minimumRingMs'>): number {
  return plan.ringTimeoutMs + POST_DIAL_ALLOWANCE_MS + plan.minimumRingMs;
}

/** A row on its way to the disk, then a phone that has not been picked up. */
export function stepUnansweredCall(state: CallState, input: CallInput, nowMs: number): Step {
  return state.phase === 'committing' ? stepCommitting(state, input, nowMs) : stepDialed(state, input, nowMs);
}

function stepCommitting(state: CallState, input: CallInput, nowMs: number): Step {
  switch (input.kind) {
    case 'committed': {
      const { wait } = input;
      return wait === undefined
        ? leave(state, nowMs)
        : moveCall(state, 'committing', { leaveByMs: wait.untilMs }, [
            { kind: 'setTimer', timer: 'leave', ms: wait.ms },
          ]);
    }
    case 'timer': {
      return input.timer === 'leave' ? leave(state, nowMs) : stay(state);
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

/** The originate, unless it was told to stop meanwhile or comes too late: a machine may have slept. */
function leave(state: CallState, nowMs: number): Step {
  const { cancelled, leaveByMs, plan } = state;
  return cancelled || (leaveByMs !== null && nowMs > leaveByMs)
    ? closeCall(state, nowMs, { reason: 'not_sent', endedBy: 'system' })
    : moveCall(state, 'dialing', { tDialMs: nowMs }, [
        { kind: 'setTimer', timer: 'ring', ms: plan.ringTimeoutMs + POST_DIAL_ALLOWANCE_MS },
        { kind: 'originate' },
      ]);
}

function stepDialed(state: CallState, input: CallInput, nowMs: number): Step {
  switch (input.kind) {
    case 'progress': {
      return state.phase === 'ringing'
        ? stay(state)
        : moveCall(state, 'ringing', { tRingMs: nowMs }, [
            { kind: 'setTimer', timer: 'ring', ms: ringingMs(state, nowMs) },
          ]);
    }
    case 'announced': {
      return moveCall(state, state.phase, { announcement: input.says }, []);
    }
    case 'answered': {
      return answer(state, nowMs);
    }
    case 'hungUp': {
      const rang = state.phase === 'ringing';
      const told = reasonOfHangup({ q850: input.q850, sip: input.sipCode }, rang);
      const reason = reasonHeard(told, state.announcement);
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
      // Nothing of ours ended it: a leg that was told to end is in `ending`.
      return closeCall(state, nowMs, { reason: 'lost', endedBy: 'network' });
    }
    case 'timer': {
      return input.timer === 'ring' ? giveUp(state) : stay(state);
    }
    case 'cancel': {
      return cancel(state, input.exemption, nowMs);
    }
    default: {
      return stay(state);
    }
  }
}

/** How long a phone that begins to ring now is let ring. */
function ringingMs({ plan, tDialMs, cancelled }: CallState, nowMs: number): number {
  if (cancelled) {
    return plan.minimumRingMs;
  }
  const leftMs = plan.ringTimeoutMs + POST_DIAL_ALLOWANCE_MS - (nowMs - (tDialMs ?? nowMs));
  return Math.max(plan.minimumRingMs, Math.min(plan.ringTimeoutMs, leftMs));
}

/** It has rung for as long as it may, or was told to stop and has rung for as long as it must. */
function giveUp(state: CallState): Step {
  const silent = state.phase === 'ringing' ? 'no_answer' : 'unreachable';
  const reason = reasonHeard(silent, state.announcement);
  return state.cancelled
    ? endCall(state, { reason: 'cancelled', endedBy: 'system' }, 'no_answer')
    : endCall(state, { reason, endedBy: 'system' }, 'no_answer');
}

/** R32: whoever stops a call lets it ring for the least time first; who answers meanwhile is served. */
function cancel(state: CallState, exemption: RingExemption | null, nowMs: number): Step {
  const ringing = { tDialMs: state.tDialMs ?? nowMs, tRingMs: state.tRingMs ?? state.rangByMs, exemption };
  const rule = { seconds: state.plan.minimumRingMs / SECOND };
  const waitMs = mayStopRingingFromMs(ringing, rule) - nowMs;
  if (waitMs > 0) {
    return state.cancelled
      ? stay(state)
      : moveCall(state, state.phase, { cancelled: true }, [{ kind: 'setTimer', timer: 'ring', ms: waitMs }]);
  }
  const endedBy = exemption === 'agent_cancel' ? 'agent' : 'system';
  return endCall(state, { reason: 'cancelled', endedBy }, 'no_answer', [
    { kind: 'clearTimer', timer: 'ring' },
  ]);
}

/** Somebody picks up. */
export function answer(state: CallState, nowMs: number): Step {
  if (!state.plan.amd) {
    return enterWaiting(state, { tAnswerMs: nowMs }, nowMs, [{ kind: 'clearTimer', timer: 'ring' }]);
  }
  return moveCall(state, 'screening', { tAnswerMs: nowMs, amd: 'unknown' }, [
    { kind: 'clearTimer', timer: 'ring' },
    { kind: 'setTimer', timer: 'amd', ms: state.plan.amdDeadlineMs },
  ]);
}
