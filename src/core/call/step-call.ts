import type { CallInput } from './call-input.js';
import { closeCall, moveCall, type Step, stay } from './call-moves.js';
import type { CallState } from './call-state.js';
import { stepAnsweredCall } from './step-answered-call.js';
import { answer, stepUnansweredCall } from './step-unanswered-call.js';

function stepEnding(state: CallState, input: CallInput, nowMs: number): Step {
  switch (input.kind) {
    case 'hungUp': {
      return closeCall(state, nowMs, { q850: input.q850, sipCode: input.sipCode });
    }
    case 'legLost': {
      return closeCall(state, nowMs, {});
    }
    case 'timer': {
      return input.timer === 'gone'
        ? closeCall(state, nowMs, {}, [{ kind: 'hangup', cause: 'normal' }])
        : stay(state);
    }
    case 'answered': {
      // The answer came before our giving up, which ends no answered leg: whoever picked up is served.
      return state.tAnswerMs === null ? takeBack(state, nowMs) : stay(state);
    }
    default: {
      return stay(state);
    }
  }
}

/** The call was given up and is answered all the same. */
function takeBack(state: CallState, nowMs: number): Step {
  const step = answer({ ...state, reason: null, endedBy: null }, nowMs);
  return { ...step, effects: [{ kind: 'clearTimer', timer: 'gone' }, ...step.effects] };
}

/** What becomes of the recording changes no phase. */
function stepRecording(state: CallState, input: RecordingInput): Step {
  switch (input.kind) {
    case 'recorded': {
      return moveCall(state, state.phase, { recordingId: input.recordingId, recordingFailed: false }, []);
    }
    case 'recordFailed': {
      return moveCall(state, state.phase, { recordingFailed: true }, []);
    }
    case 'noticed': {
      return moveCall(state, state.phase, { noticed: true }, []);
    }
  }
}

type RecordingInput = Extract<CallInput, { kind: 'recorded' | 'recordFailed' | 'noticed' }>;

function isOfRecording(input: CallInput): input is RecordingInput {
  return input.kind === 'recorded' || input.kind === 'recordFailed' || input.kind === 'noticed';
}

/**
 * What a call does with an input. Inputs that do not fit the phase (late, doubled, out of order) change nothing:
 * events of a switch may come in any order, and none of them may break a call.
 */
export function stepCall(state: CallState, input: CallInput, nowMs: number): Step {
  if (isOfRecording(input)) {
    return state.phase === 'closed' ? stay(state) : stepRecording(state, input);
  }
  switch (state.phase) {
    case 'committing':
    case 'dialing':
    case 'ringing': {
      return stepUnansweredCall(state, input, nowMs);
    }
    case 'screening':
    case 'waiting':
    case 'connecting':
    case 'talking':
    case 'outside':
    case 'messaging':
    case 'wrapping': {
      return stepAnsweredCall(state, input, nowMs);
    }
    case 'ending': {
      return stepEnding(state, input, nowMs);
    }
    case 'closed': {
      return stay(state);
    }
  }
}
