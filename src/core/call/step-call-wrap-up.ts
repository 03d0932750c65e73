import type { CallEffect, CallInput } from './call-input.js';
import { closeCall, moveCall, release, type Step, stay } from './call-moves.js';
import type { CallState } from './call-state.js';

/** The talk is over: what it was is still to be said, unless it was said already. */
export function wrapUp(
  state: CallState,
  change: Partial<CallState>,
  nowMs: number,
  before: readonly CallEffect[],
): Step {
  const ended = moveCall(state, 'wrapping', { ...change, tEndMs: nowMs }, [
    ...before,
    ...release(state, 'wrapUp'),
    { kind: 'setTimer', timer: 'wrap', ms: state.plan.wrapUpLimitMs },
  ]);
  return ended.state.disposition === null ? ended : withDisposition(ended, nowMs);
}

/** Disposed already while talking: the wrap-up is over as it begins. */
function withDisposition(step: Step, nowMs: number): Step {
  const disposed = dispose(step.state, step.state.disposition ?? step.state.plan.defaultDisposition, nowMs);
  return { state: disposed.state, effects: [...step.effects, ...disposed.effects] };
}

/** The agent said what it was; the row closes once the leg is gone too. */
function dispose(state: CallState, disposition: NonNullable<CallState['disposition']>, nowMs: number): Step {
  const change = { disposition, tWrapEndMs: nowMs };
  const effects: CallEffect[] = [{ kind: 'clearTimer', timer: 'wrap' }];
  if (state.agentId !== null) {
    effects.push({ kind: 'wrapEnded', agentId: state.agentId });
  }
  return state.legGone
    ? closeCall(state, nowMs, change, effects)
    : moveCall(state, 'wrapping', change, effects);
}

/** From the end of a talk to the closed row. */
export function stepWrapping(state: CallState, input: CallInput, nowMs: number): Step {
  const done = state.tWrapEndMs !== null;
  switch (input.kind) {
    case 'disposed': {
      return done ? stay(state) : dispose(state, input.disposition, nowMs);
    }
    case 'hungUp': {
      return legGone(state, { q850: input.q850, sipCode: input.sipCode }, nowMs);
    }
    case 'legLost': {
      return legGone(state, {}, nowMs);
    }
    case 'timer': {
      if (input.timer === 'wrap') {
        return done ? stay(state) : dispose(state, state.plan.defaultDisposition, nowMs);
      }
      return input.timer === 'gone' ? legGone(state, {}, nowMs) : stay(state);
    }
    default: {
      return stay(state);
    }
  }
}

function legGone(state: CallState, causes: Partial<CallState>, nowMs: number): Step {
  if (state.legGone) {
    return stay(state);
  }
  const change = { ...causes, legGone: true };
  const clear: CallEffect = { kind: 'clearTimer', timer: 'gone' };
  return state.tWrapEndMs === null
    ? moveCall(state, 'wrapping', change, [clear])
    : closeCall(state, nowMs, change, [clear]);
}
