import type { AttemptId } from '../kernel/ids.js';
import { HOUR } from '../kernel/time.js';
import type { CallEffect, CallInput } from './call-input.js';
import { closeCall, GONE_DEADLINE_MS, moveCall, release, type Step, stay } from './call-moves.js';
import type { CallState } from './call-state.js';

/**
 * Two who were left with each other, and with nobody of ours, hold two channels: two machines would hold them for ever.
 * Behind the limit of settings, which is shorter: the last resort where nobody else ends them.
 */
export const OUTSIDE_LIMIT_MS = 2 * HOUR;

/** The person talks with the party of another call from now on; his agent says what the talk was. */
export function leaveOutside(state: CallState, partnerId: AttemptId, nowMs: number): Step {
  const left = moveCall(state, 'outside', { partnerId, tOutsideMs: nowMs }, [
    ...release(state, 'wrapUp'),
    { kind: 'setTimer', timer: 'wrap', ms: state.plan.wrapUpLimitMs },
    { kind: 'setTimer', timer: 'outside', ms: OUTSIDE_LIMIT_MS },
  ]);
  const { disposition } = state;
  if (disposition === null) {
    return left;
  }
  const said = dispose(left.state, disposition, nowMs);
  return { state: said.state, effects: [...left.effects, ...said.effects] };
}

/** Until both are off the line: nobody of ours hears them. */
export function stepOutside(state: CallState, input: CallInput, nowMs: number): Step {
  const done = state.tWrapEndMs !== null;
  switch (input.kind) {
    case 'disposed': {
      return done ? stay(state) : dispose(state, input.disposition, nowMs);
    }
    case 'partnerGone': {
      return end(state);
    }
    case 'hungUp': {
      const endedBy = state.endedBy ?? (input.by === 'network' ? 'network' : 'client');
      return over(state, { endedBy, q850: input.q850, sipCode: input.sipCode }, nowMs);
    }
    case 'legLost': {
      return over(state, { endedBy: 'system' }, nowMs);
    }
    case 'timer': {
      if (input.timer === 'wrap') {
        return done ? stay(state) : dispose(state, state.plan.defaultDisposition, nowMs);
      }
      if (input.timer === 'outside') {
        return end(state);
      }
      return input.timer === 'gone' ? over(state, {}, nowMs) : stay(state);
    }
    default: {
      return stay(state);
    }
  }
}

/** Tells the leg to end, once. */
function end(state: CallState): Step {
  return state.endedBy === null
    ? moveCall(state, 'outside', { endedBy: 'system' }, [
        { kind: 'clearTimer', timer: 'outside' },
        { kind: 'hangup', cause: 'normal' },
        { kind: 'setTimer', timer: 'gone', ms: GONE_DEADLINE_MS },
      ])
    : stay(state);
}

function dispose(state: CallState, disposition: NonNullable<CallState['disposition']>, nowMs: number): Step {
  const effects: CallEffect[] = [{ kind: 'clearTimer', timer: 'wrap' }];
  if (state.agentId !== null) {
    effects.push({ kind: 'wrapEnded', agentId: state.agentId });
  }
  return moveCall(state, 'outside', { disposition, tWrapEndMs: nowMs }, effects);
}

/** A wrap-up that was over sooner ends, for the row, with the call. */
function over(state: CallState, change: Partial<CallState>, nowMs: number): Step {
  const ended = { ...change, legGone: true, tEndMs: nowMs };
  const clear: readonly CallEffect[] = [
    { kind: 'clearTimer', timer: 'gone' },
    { kind: 'clearTimer', timer: 'outside' },
  ];
  return state.tWrapEndMs === null
    ? moveCall(state, 'wrapping', ended, clear)
    : closeCall(state, nowMs, { ...ended, tWrapEndMs: nowMs }, clear);
}
