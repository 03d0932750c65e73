import { SECOND } from '../kernel/time.js';
import { reasonOfHangup } from '../outcome/hangup-cause.js';
import { firstSignMs, type TestCallPhase, type TestCallState } from './test-call-state.js';

/** Post-dial delay allowed before ringing must begin; the ring time counts from the ringing. */
const POST_DIAL_ALLOWANCE_MS = 10 * SECOND;
/** The sound is looked at once both sides have had time to send some, and again when the tone is over. */
export const FIRST_LOOK_MS = 2 * SECOND;
/** The tone lasts six seconds; a switch that says nothing of its end keeps nobody for longer. */
export const LONGEST_TONE_MS = 15 * SECOND;
/** Whoever is told to end and says nothing is taken for gone. */
const GONE_AFTER_MS = 10 * SECOND;

export const TEST_CALL_TIMERS = ['ring', 'look', 'tone', 'gone'] as const;
export type TestCallTimer = (typeof TEST_CALL_TIMERS)[number];

export type TestCallInput =
  | { readonly kind: 'committed' | 'commitFailed' | 'refused' | 'answered' | 'played' | 'looked' }
  | { readonly kind: 'legLost' | 'cancel' | 'shutDown' }
  | { readonly kind: 'progress'; readonly code: 180 | 183 }
  | { readonly kind: 'timer'; readonly timer: TestCallTimer }
  | { readonly kind: 'hungUp'; readonly sipCode: number | null; readonly q850: number | null };

export type TestCallEffect =
  | { readonly kind: 'originate' | 'play' | 'close' }
  /** Reads what sound came and went; `last`: the call ends when it is known. */
  | { readonly kind: 'look'; readonly last: boolean }
  | { readonly kind: 'hangup'; readonly cause: 'normal' | 'no_answer' }
  | { readonly kind: 'setTimer'; readonly timer: TestCallTimer; readonly ms: number };

export interface TestCallStep {
  readonly state: TestCallState;
  readonly effects: readonly TestCallEffect[];
}

type Ending = Partial<Pick<TestCallState, 'endedBy' | 'reason' | 'sipCode' | 'q850' | 'tDialMs'>>;

const stay = (state: TestCallState): TestCallStep => ({ state, effects: [] });

function move(
  state: TestCallState,
  phase: TestCallPhase,
  change: Partial<TestCallState>,
  effects: readonly TestCallEffect[],
): TestCallStep {
  return { state: { ...state, ...change, phase }, effects };
}

function close(state: TestCallState, nowMs: number, ending: Ending): TestCallStep {
  const change = { ...ending, tEndMs: state.tEndMs ?? nowMs };
  return move(state, 'closed', change, [{ kind: 'close' }]);
}

/** Ours to end; what is told first stays. */
function end(state: TestCallState, cause: 'normal' | 'no_answer', ending: Ending): TestCallStep {
  return move(state, 'ending', ending, [
    { kind: 'hangup', cause },
    { kind: 'setTimer', timer: 'gone', ms: GONE_AFTER_MS },
  ]);
}

/** What a test does with an input; what does not fit the phase (late, doubled, out of order) changes nothing. */
export function stepTestCall(state: TestCallState, input: TestCallInput, nowMs: number): TestCallStep {
  if (input.kind === 'shutDown' && state.phase !== 'closed') {
    const closed = close(state, nowMs, {
      reason: state.reason ?? 'cancelled',
      endedBy: state.endedBy ?? 'system',
    });
    const hangup = { kind: 'hangup', cause: 'normal' } as const;
    return {
      state: closed.state,
      effects: state.tDialMs === null ? closed.effects : [hangup, ...closed.effects],
    };
  }
  switch (state.phase) {
    case 'committing':
      return stepCommitting(state, input, nowMs);
    case 'dialing':
    case 'ringing':
      return stepUnanswered(state, input, nowMs);
    case 'answered':
      return stepAnswered(state, input, nowMs);
    case 'ending':
      return stepEnding(state, input, nowMs);
    case 'closed':
      return stay(state);
  }
}

function stepCommitting(state: TestCallState, input: TestCallInput, nowMs: number): TestCallStep {
  switch (input.kind) {
    case 'committed':
      return state.cancelled
        ? close(state, nowMs, { reason: 'not_sent', endedBy: 'agent' })
        : move(state, 'dialing', { tDialMs: nowMs }, [
            { kind: 'setTimer', timer: 'ring', ms: state.ringTimeoutMs + POST_DIAL_ALLOWANCE_MS },
            { kind: 'originate' },
          ]);
    case 'commitFailed':
      return close(state, nowMs, { reason: 'not_sent', endedBy: 'system' });
    case 'cancel':
      return move(state, 'committing', { cancelled: true }, []);
    default:
      return stay(state);
  }
}

function stepUnanswered(state: TestCallState, input: TestCallInput, nowMs: number): TestCallStep {
  switch (input.kind) {
    case 'progress':
      return progress(state, input.code, nowMs);
    case 'answered':
      return move(state, 'answered', { tAnswerMs: nowMs }, [
        { kind: 'play' },
        { kind: 'setTimer', timer: 'look', ms: FIRST_LOOK_MS },
        { kind: 'setTimer', timer: 'tone', ms: LONGEST_TONE_MS },
      ]);
    case 'hungUp': {
      const { q850, sipCode } = input;
      const reason = reasonOfHangup({ q850, sip: sipCode }, state.phase === 'ringing');
      return close(state, nowMs, { reason, endedBy: 'network', q850, sipCode });
    }
    case 'refused':
      // Proof that nothing left: the row stays, without a dial time.
      return close(state, nowMs, { reason: 'not_sent', endedBy: 'system', tDialMs: null });
    case 'legLost':
      return close(state, nowMs, { reason: 'lost', endedBy: 'network' });
    case 'cancel':
      return end(state, 'no_answer', { reason: 'cancelled', endedBy: 'agent' });
    case 'timer': {
      const reason = state.phase === 'ringing' ? 'no_answer' : 'unreachable';
      return input.timer === 'ring' ? end(state, 'no_answer', { reason, endedBy: 'system' }) : stay(state);
    }
    default:
      return stay(state);
  }
}

function progress(state: TestCallState, code: 180 | 183, nowMs: number): TestCallStep {
  const heard = code === 180 ? { tRingMs: state.tRingMs ?? nowMs } : { tEarlyMs: state.tEarlyMs ?? nowMs };
  const isFirst = firstSignMs(state) === null;
  const ring = { kind: 'setTimer', timer: 'ring', ms: state.ringTimeoutMs } as const;
  return move(state, 'ringing', heard, isFirst ? [ring] : []);
}

function stepAnswered(state: TestCallState, input: TestCallInput, nowMs: number): TestCallStep {
  switch (input.kind) {
    case 'played':
      return { state, effects: [{ kind: 'look', last: true }] };
    case 'timer':
      if (input.timer === 'tone') {
        return { state, effects: [{ kind: 'look', last: true }] };
      }
      return input.timer === 'look' ? { state, effects: [{ kind: 'look', last: false }] } : stay(state);
    case 'looked':
      return end(state, 'normal', { reason: 'cancelled', endedBy: 'system' });
    case 'cancel':
      return end(state, 'normal', { reason: 'cancelled', endedBy: 'agent' });
    case 'hungUp':
      return close(state, nowMs, {
        reason: 'hung_up_before_agent',
        endedBy: 'client',
        q850: input.q850,
        sipCode: input.sipCode,
      });
    case 'legLost':
      return close(state, nowMs, { reason: 'lost', endedBy: 'network' });
    default:
      return stay(state);
  }
}

function stepEnding(state: TestCallState, input: TestCallInput, nowMs: number): TestCallStep {
  switch (input.kind) {
    case 'hungUp':
      return close(state, nowMs, { q850: input.q850, sipCode: input.sipCode });
    case 'legLost':
      return close(state, nowMs, {});
    case 'timer':
      return input.timer === 'gone' ? close(state, nowMs, {}) : stay(state);
    case 'answered':
      // Answered as it was given up: nobody hears silence, so it is ended as an answered call at once.
      return state.tAnswerMs === null
        ? move(state, 'ending', { tAnswerMs: nowMs }, [{ kind: 'play' }, { kind: 'hangup', cause: 'normal' }])
        : stay(state);
    default:
      return stay(state);
  }
}
