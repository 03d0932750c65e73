import type { AgentId } from '../kernel/ids.js';
import {
  AGENT_AWAY_MS,
  BRIDGE_DEADLINE_MS,
  LEAST_BRIDGE_MS,
  MESSAGE_LIMIT_MS,
  OPT_OUT_DIGIT,
  RETURN_MS,
  waitLeftMs,
} from './call-clocks.js';
import type { CallEffect, CallInput } from './call-input.js';
import { closeCall, endCall, GONE_DEADLINE_MS, moveCall, release, type Step, stay } from './call-moves.js';
import type { CallState } from './call-state.js';
import { stepWrapping, wrapUp } from './step-call-wrap-up.js';
import { leaveOutside, stepOutside } from './step-outside-call.js';

/** A person is on the line and needs an agent: the clock of the law runs. */
export function enterWaiting(
  state: CallState,
  change: Partial<CallState>,
  nowMs: number,
  before: readonly CallEffect[],
): Step {
  const connectByMs = nowMs + state.plan.connectDeadlineMs;
  return moveCall(state, 'waiting', { connectByMs, agentId: null, awaited: null, ...change }, [
    ...before,
    { kind: 'setTimer', timer: 'connect', ms: waitLeftMs(connectByMs, nowMs) },
    { kind: 'seekAgent' },
  ]);
}

/** From the answer to the closed row. */
export function stepAnsweredCall(state: CallState, input: CallInput, nowMs: number): Step {
  switch (state.phase) {
    case 'screening': {
      return stepScreening(state, input, nowMs);
    }
    case 'waiting': {
      return stepWaiting(state, input, nowMs);
    }
    case 'connecting': {
      return stepConnecting(state, input, nowMs);
    }
    case 'talking': {
      return stepTalking(state, input, nowMs);
    }
    case 'outside': {
      return stepOutside(state, input, nowMs);
    }
    case 'messaging': {
      return stepMessaging(state, input, nowMs);
    }
    default: {
      return stepWrapping(state, input, nowMs);
    }
  }
}

function stepScreening(state: CallState, input: CallInput, nowMs: number): Step {
  switch (input.kind) {
    case 'screened': {
      const heard = { amd: input.verdict, tAmdMs: nowMs };
      const clear: CallEffect = { kind: 'clearTimer', timer: 'amd' };
      return input.verdict === 'machine'
        ? meetMachine({ ...state, ...heard }, nowMs, clear)
        : enterWaiting(state, heard, nowMs, [clear]);
    }
    case 'timer': {
      // No verdict in time: it is a person, who must not wait for our doubts.
      return input.timer === 'amd'
        ? enterWaiting(state, { amd: 'unknown', tAmdMs: nowMs }, nowMs, [])
        : stay(state);
    }
    case 'hungUp':
    case 'legLost': {
      // Gone before the clock of the wait began: the screening ends here, without a verdict.
      const heard = { ...state, amd: 'unknown', tAmdMs: nowMs } as const;
      return leaveBeforeAgent(heard, input, nowMs, [{ kind: 'clearTimer', timer: 'amd' }]);
    }
    default: {
      return stay(state);
    }
  }
}

function meetMachine(state: CallState, nowMs: number, clear: CallEffect): Step {
  const decided = { reason: 'machine', voicemail: true, endedBy: 'system' } as const;
  if (state.plan.onMachine === 'hangup') {
    return endCall(state, decided, 'normal', [clear]);
  }
  return moveCall(state, 'messaging', { ...decided, tMessageMs: nowMs }, [
    clear,
    { kind: 'play', message: 'machine' },
    { kind: 'setTimer', timer: 'message', ms: MESSAGE_LIMIT_MS },
  ]);
}

function stepWaiting(state: CallState, input: CallInput, nowMs: number): Step {
  if (state.awaited !== null) {
    return stepAwaiting(state, state.awaited, input, nowMs);
  }
  if (state.returnTo !== null) {
    return stepHandedOn(state, input, nowMs);
  }
  switch (input.kind) {
    case 'agentGranted': {
      if (bridgeMs(state, nowMs) < LEAST_BRIDGE_MS) {
        const granted = { ...state, agentId: input.agentId };
        return dropWithMessage(granted, nowMs, [
          { kind: 'clearTimer', timer: 'connect' },
          ...release(granted, 'unused'),
        ]);
      }
      return moveCall(state, 'connecting', { agentId: input.agentId }, [
        { kind: 'clearTimer', timer: 'connect' },
        { kind: 'setTimer', timer: 'bridge', ms: bridgeMs(state, nowMs) },
        { kind: 'bridge', agentId: input.agentId },
      ]);
    }
    case 'timer': {
      return input.timer === 'connect'
        ? dropWithMessage(state, nowMs, [{ kind: 'stopSeeking' }])
        : stay(state);
    }
    case 'hungUp':
    case 'legLost': {
      return leaveBeforeAgent(state, input, nowMs, [
        { kind: 'clearTimer', timer: 'connect' },
        { kind: 'stopSeeking' },
      ]);
    }
    default: {
      return stay(state);
    }
  }
}

/** The person hears music until the agent's page is back. */
function stepAwaiting(state: CallState, agentId: AgentId, input: CallInput, nowMs: number): Step {
  const clear: CallEffect = { kind: 'clearTimer', timer: 'connect' };
  const his = { ...state, agentId };
  switch (input.kind) {
    case 'agentBack': {
      return input.agentId === agentId ? meet(state, agentId, nowMs, [clear]) : stay(state);
    }
    case 'timer': {
      return input.timer === 'connect' ? enterWaiting(state, {}, nowMs, release(his, 'unused')) : stay(state);
    }
    case 'agentLost': {
      return enterWaiting(state, {}, nowMs, [clear, ...release(his, 'unused')]);
    }
    case 'disposed': {
      return moveCall(state, 'waiting', { disposition: input.disposition }, []);
    }
    case 'hungUp':
    case 'legLost':
    case 'agentHangup': {
      const step = stepTalking({ ...his, awaited: null }, input, nowMs);
      return { state: step.state, effects: [clear, ...step.effects] };
    }
    default: {
      return stay(state);
    }
  }
}

/** The agent gave him away: whoever takes him first, in the queue or out of the campaign, has him. */
function stepHandedOn(state: CallState, input: CallInput, nowMs: number): Step {
  const clear: CallEffect = { kind: 'clearTimer', timer: 'connect' };
  switch (input.kind) {
    case 'agentGranted': {
      return meet(state, input.agentId, nowMs, [clear]);
    }
    case 'timer': {
      if (input.timer !== 'connect') {
        return stay(state);
      }
      return state.queueId === null
        ? dropWithMessage({ ...state, returnTo: null }, nowMs, [{ kind: 'stopSeeking' }])
        : seekAgain({ ...state, queueId: null }, nowMs, [{ kind: 'stopSeeking' }], RETURN_MS);
    }
    case 'callbackTaken': {
      const said = {
        ...state,
        returnTo: null,
        disposition: state.disposition ?? 'retorno_agendado',
      } as const;
      return wrapUp(said, { endedBy: 'system' }, nowMs, [
        clear,
        { kind: 'stopSeeking' },
        { kind: 'hangup', cause: 'normal' },
        { kind: 'setTimer', timer: 'gone', ms: GONE_DEADLINE_MS },
      ]);
    }
    case 'hungUp':
    case 'legLost': {
      return leaveBeforeAgent(state, input, nowMs, [clear, { kind: 'stopSeeking' }]);
    }
    default: {
      return stay(state);
    }
  }
}

function seekAgain(state: CallState, nowMs: number, before: readonly CallEffect[], waitMs: number): Step {
  return moveCall(state, 'waiting', { agentId: null, connectByMs: nowMs + waitMs }, [
    ...before,
    { kind: 'setTimer', timer: 'connect', ms: waitMs },
    { kind: 'seekAgent' },
  ]);
}

/** Joins the person with an agent who is reserved for him; the clock of the law was stopped by the first talk. */
function meet(state: CallState, agentId: AgentId, nowMs: number, before: readonly CallEffect[]): Step {
  return moveCall(
    state,
    'connecting',
    { agentId, awaited: null, connectByMs: nowMs + state.plan.connectDeadlineMs },
    [...before, { kind: 'setTimer', timer: 'bridge', ms: BRIDGE_DEADLINE_MS }, { kind: 'bridge', agentId }],
  );
}

/**
 * Nobody came in time: say who called and how to call back. Who had an agent before (whose phone failed) was
 * not abandoned by the pacing.
 */
function dropWithMessage(state: CallState, nowMs: number, before: readonly CallEffect[]): Step {
  const abandoned = state.tAgentMs === null;
  return moveCall(
    state,
    'messaging',
    {
      abandoned,
      reason: abandoned ? 'abandoned' : 'line_dropped',
      endedBy: 'system',
      tMessageMs: nowMs,
      agentId: null,
    },
    [
      ...before,
      { kind: 'play', message: 'abandoned' },
      { kind: 'setTimer', timer: 'message', ms: MESSAGE_LIMIT_MS },
    ],
  );
}

function stepConnecting(state: CallState, input: CallInput, nowMs: number): Step {
  const clear: CallEffect = { kind: 'clearTimer', timer: 'bridge' };
  switch (input.kind) {
    case 'bridged': {
      return state.agentId === null
        ? stay(state)
        : moveCall(
            state,
            'talking',
            { tAgentMs: state.tAgentMs ?? nowMs, talkedWith: state.agentId, queueId: null, returnTo: null },
            [clear, { kind: 'talking', agentId: state.agentId, first: state.tAgentMs === null }],
          );
    }
    case 'bridgeFailed':
    case 'agentAway':
    case 'agentLost': {
      return tryAnotherAgent(state, nowMs, [clear, ...release(state, 'lost')]);
    }
    case 'timer': {
      return input.timer === 'bridge' ? tryAnotherAgent(state, nowMs, release(state, 'lost')) : stay(state);
    }
    case 'hungUp':
    case 'legLost': {
      return leaveBeforeAgent(state, input, nowMs, [clear, ...release(state, 'unused')]);
    }
    default: {
      return stay(state);
    }
  }
}

/** The switch joins the two within the person's wait, or the drop message begins. */
function bridgeMs({ connectByMs }: CallState, nowMs: number): number {
  return Math.max(0, Math.min(BRIDGE_DEADLINE_MS, (connectByMs ?? nowMs) - nowMs));
}

/** The deadline is the person's, not the agent's: a second agent gets what is left of it. */
function tryAnotherAgent(state: CallState, nowMs: number, before: readonly CallEffect[]): Step {
  if (state.returnTo !== null) {
    return seekAgain({ ...state, queueId: null }, nowMs, [...before, { kind: 'music' }], RETURN_MS);
  }
  const leftMs = waitLeftMs(state.connectByMs ?? nowMs, nowMs);
  if (leftMs <= 0) {
    return dropWithMessage(state, nowMs, before);
  }
  return moveCall(state, 'waiting', { agentId: null }, [
    ...before,
    { kind: 'setTimer', timer: 'connect', ms: leftMs },
    { kind: 'seekAgent' },
  ]);
}

function stepTalking(state: CallState, input: CallInput, nowMs: number): Step {
  switch (input.kind) {
    case 'hungUp': {
      const endedBy = input.by === 'network' ? 'network' : 'client';
      return wrapUp(state, { legGone: true, endedBy, q850: input.q850, sipCode: input.sipCode }, nowMs, []);
    }
    case 'legLost': {
      return wrapUp(state, { legGone: true, endedBy: 'system' }, nowMs, []);
    }
    case 'agentHangup': {
      return wrapUp(state, { endedBy: 'agent' }, nowMs, [
        { kind: 'hangup', cause: 'normal' },
        { kind: 'setTimer', timer: 'gone', ms: GONE_DEADLINE_MS },
      ]);
    }
    case 'agentLost': {
      return enterWaiting(state, {}, nowMs, release(state, 'lost'));
    }
    case 'agentAway': {
      return moveCall(state, 'waiting', { agentId: null, awaited: state.agentId, connectByMs: null }, [
        { kind: 'music' },
        { kind: 'setTimer', timer: 'connect', ms: AGENT_AWAY_MS },
      ]);
    }
    case 'handedOver': {
      return input.agentId === state.agentId
        ? stay(state)
        : meet({ ...state, returnTo: state.agentId }, input.agentId, nowMs, release(state, 'handedOn'));
    }
    case 'queued': {
      const { queueId, waitMs } = input;
      const given = { ...state, queueId, returnTo: state.agentId };
      return seekAgain(given, nowMs, [...release(state, 'handedOn'), { kind: 'music' }], waitMs);
    }
    case 'handedOut': {
      return leaveOutside(state, input.partnerId, nowMs);
    }
    case 'disposed': {
      return moveCall(state, 'talking', { disposition: input.disposition }, []);
    }
    default: {
      return stay(state);
    }
  }
}

function stepMessaging(state: CallState, input: CallInput, nowMs: number): Step {
  switch (input.kind) {
    case 'playFinished':
    case 'playFailed': {
      return endCall(state, {}, 'normal', [{ kind: 'clearTimer', timer: 'message' }]);
    }
    case 'dtmf': {
      // What a machine says into our message is no wish of a person's.
      return input.digit === OPT_OUT_DIGIT && !state.voicemail && !state.optedOut
        ? moveCall(state, 'messaging', { optedOut: true }, [])
        : stay(state);
    }
    case 'timer': {
      return input.timer === 'message' ? endCall(state, {}, 'normal') : stay(state);
    }
    case 'hungUp': {
      return closeCall(state, nowMs, { endedBy: 'client', q850: input.q850, sipCode: input.sipCode });
    }
    case 'legLost': {
      return closeCall(state, nowMs, {});
    }
    default: {
      return stay(state);
    }
  }
}

/** The person (or whatever answered) hung up, or the switch died, before an agent was there. */
function leaveBeforeAgent(
  state: CallState,
  input: Extract<CallInput, { kind: 'hungUp' | 'legLost' }>,
  nowMs: number,
  before: readonly CallEffect[],
): Step {
  if (input.kind === 'legLost') {
    return closeCall(
      state,
      nowMs,
      { reason: state.tAgentMs === null ? 'lost' : 'line_dropped', endedBy: 'system' },
      before,
    );
  }
  if (input.by === 'local' && state.tAgentMs === null) {
    // A giving up of ours ended it as it was answered.
    const change = { reason: 'abandoned', abandoned: true, endedBy: 'system', agentId: null } as const;
    return closeCall(state, nowMs, { ...change, q850: input.q850, sipCode: input.sipCode }, before);
  }
  const reason = state.tAgentMs === null ? 'hung_up_before_agent' : 'line_dropped';
  return closeCall(
    state,
    nowMs,
    { reason, endedBy: 'client', q850: input.q850, sipCode: input.sipCode, agentId: null },
    before,
  );
}
