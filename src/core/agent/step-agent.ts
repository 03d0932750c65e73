import type { AttemptId } from '../kernel/ids.js';
import { AGENT_MOVES, type AgentState, type AgentStateName, type PendingMove } from './agent-state.js';
import { isUrgentPause } from './urgent-pause.js';

/** Everything that can happen to an agent. */
export type AgentInput =
  | { readonly kind: 'login' }
  | { readonly kind: 'legUp' }
  /** The phone dropped, or never answered while connecting. */
  | {
      readonly kind: 'legDown';
      readonly reason: string;
      /** The person he talks with waits for him. @default false */
      readonly keepsCall?: boolean;
    }
  | { readonly kind: 'ready' }
  | { readonly kind: 'pause'; readonly reason: string }
  | { readonly kind: 'logout' }
  | { readonly kind: 'previewOffered' }
  /** Skipped, timed out into a skip, or the contact was taken back. */
  | { readonly kind: 'previewEnded' }
  | { readonly kind: 'reserve'; readonly attemptId: AttemptId }
  /** The reserved call did not get through, and goes on as another attempt. */
  | { readonly kind: 'reserveAgain'; readonly attemptId: AttemptId }
  /** The reserved call ended before the two were joined. */
  | { readonly kind: 'unreserve' }
  | { readonly kind: 'talk' }
  | { readonly kind: 'talkEnded' }
  | { readonly kind: 'wrapDone' }
  /** What rang for whoever was free when he asked to leave is over. */
  | { readonly kind: 'owesNothing' }
  /** Too long without a phone, or the server gives the agent up. */
  | { readonly kind: 'giveUp' };

export type AgentEffect =
  | { readonly kind: 'bindLeg' }
  | { readonly kind: 'dropLeg' }
  /** Free for a call now. */
  | { readonly kind: 'becameFree' }
  /** The preview on the screen is no longer his. */
  | { readonly kind: 'previewGone' };

export interface AgentStep {
  readonly state: AgentState;
  readonly effects: readonly AgentEffect[];
  /** Why the input was refused, for the person who sent it; null when it was taken. */
  readonly refused: string | null;
}

function move(
  state: AgentState,
  name: AgentStateName,
  change: Partial<AgentState>,
  nowMs: number,
  effects: readonly AgentEffect[] = [],
): AgentStep {
  if (name !== state.name && !AGENT_MOVES[state.name].includes(name)) {
    throw new Error(`The agent table has no move from ${state.name} to ${name}`);
  }
  const sinceMs = name === state.name ? state.sinceMs : nowMs;
  return { state: { ...state, reason: '', sinceMs, ...change, name }, effects, refused: null };
}

function refuse(state: AgentState, sentence: string): AgentStep {
  return { state, effects: [], refused: sentence };
}

function ignore(state: AgentState): AgentStep {
  return { state, effects: [], refused: null };
}

/** A wish that may wait for calls that ring. */
function mayWait(wish: PendingMove): boolean {
  return wish.askedMs !== null && !(wish.kind === 'pause' && isUrgentPause(wish.reason));
}

/**
 * Where an agent goes who has nothing to do any more: first what he asked for, once no call rings that may need him, then
 * back to the phone's state.
 */
function settle(state: AgentState, nowMs: number, owes: boolean): AgentStep {
  const free = { attemptId: null, pending: null };
  if (state.pending !== null && owes && state.legUp && mayWait(state.pending)) {
    const became: readonly AgentEffect[] = state.name === 'available' ? [] : [{ kind: 'becameFree' }];
    return move(state, 'available', { attemptId: null }, nowMs, became);
  }
  if (state.pending?.kind === 'logout') {
    return move(state, 'offline', { ...free, legUp: false }, nowMs, [{ kind: 'dropLeg' }]);
  }
  if (state.pending?.kind === 'pause') {
    return state.legUp
      ? move(state, 'paused', { ...free, reason: state.pending.reason }, nowMs)
      : lose(state, 'paused', state.pending.reason, 'phone', nowMs);
  }
  return state.legUp
    ? move(state, 'available', free, nowMs, [{ kind: 'becameFree' }])
    : lose(state, 'available', '', 'phone', nowMs);
}

function lose(
  state: AgentState,
  resume: 'available' | 'paused',
  resumeReason: string,
  reason: string,
  nowMs: number,
): AgentStep {
  const change = { attemptId: null, pending: null, legUp: false, reason, resume, resumeReason };
  return move(state, 'connection_lost', change, nowMs, [{ kind: 'bindLeg' }]);
}

/** The one writer of an agent's state; `owes`: calls ring that were dialled when he was there to take them. */
export function stepAgent(state: AgentState, input: AgentInput, nowMs: number, owes = false): AgentStep {
  switch (input.kind) {
    case 'login': {
      return state.name === 'offline'
        ? move(state, 'connecting', { pending: null, legUp: false }, nowMs, [{ kind: 'bindLeg' }])
        : refuse(state, 'The agent is logged in already.');
    }
    case 'legUp': {
      return legUp(state, nowMs);
    }
    case 'legDown': {
      return legDown(state, input, nowMs);
    }
    case 'ready': {
      return ready(state, nowMs);
    }
    case 'pause': {
      return pause(state, input.reason, nowMs, owes);
    }
    case 'logout': {
      return logout(state, nowMs, owes);
    }
    case 'giveUp': {
      return state.name === 'offline'
        ? ignore(state)
        : move(state, 'offline', { attemptId: null, pending: null, legUp: false }, nowMs, [
            { kind: 'dropLeg' },
          ]);
    }
    default: {
      return stepWork(state, input, nowMs, owes);
    }
  }
}

type WorkInput = Exclude<
  AgentInput,
  { kind: 'login' | 'legUp' | 'legDown' | 'ready' | 'pause' | 'logout' | 'giveUp' }
>;

function stepWork(state: AgentState, input: WorkInput, nowMs: number, owes: boolean): AgentStep {
  switch (input.kind) {
    case 'previewOffered': {
      return state.name === 'available' && state.pending === null
        ? move(state, 'previewing', {}, nowMs)
        : refuse(state, 'The agent is not free.');
    }
    case 'previewEnded': {
      return state.name === 'previewing' ? settle(state, nowMs, owes) : ignore(state);
    }
    case 'reserve': {
      return reserve(state, input.attemptId, nowMs);
    }
    case 'reserveAgain': {
      return state.name === 'reserved'
        ? move(state, 'reserved', { attemptId: input.attemptId }, nowMs)
        : refuse(state, 'The agent waits for no call.');
    }
    case 'unreserve': {
      if (state.name === 'connection_lost') {
        return state.attemptId === null ? ignore(state) : loseInCall(state, state.reason, nowMs);
      }
      return state.name === 'reserved' ? settle(state, nowMs, owes) : ignore(state);
    }
    case 'talk': {
      return state.name === 'reserved' ? move(state, 'talking', {}, nowMs) : ignore(state);
    }
    case 'talkEnded': {
      return state.name === 'talking' || (state.name === 'connection_lost' && state.attemptId !== null)
        ? move(state, 'wrap_up', {}, nowMs)
        : ignore(state);
    }
    case 'wrapDone': {
      return state.name === 'wrap_up' ? settle(state, nowMs, owes) : ignore(state);
    }
    case 'owesNothing': {
      return state.name === 'available' && state.pending !== null
        ? settle(state, nowMs, false)
        : ignore(state);
    }
  }
}

/** Out of a pause only by hand; the pause goes on when the call is over. */
function reserve(state: AgentState, attemptId: AttemptId, nowMs: number): AgentStep {
  switch (state.name) {
    case 'available':
    case 'previewing': {
      return move(state, 'reserved', { attemptId }, nowMs);
    }
    case 'paused': {
      const pending = { kind: 'pause', reason: state.reason, askedMs: null } as const;
      return move(state, 'reserved', { attemptId, pending }, nowMs);
    }
    default: {
      return refuse(state, 'The agent is not free.');
    }
  }
}

function legUp(state: AgentState, nowMs: number): AgentStep {
  switch (state.name) {
    case 'connecting': {
      return move(state, 'paused', { legUp: true, reason: 'login' }, nowMs);
    }
    case 'connection_lost': {
      if (state.attemptId !== null) {
        return move(state, 'reserved', { legUp: true }, nowMs);
      }
      return state.resume === 'paused'
        ? move(state, 'paused', { legUp: true, reason: state.resumeReason }, nowMs)
        : move(state, 'available', { legUp: true }, nowMs, [{ kind: 'becameFree' }]);
    }
    case 'offline': {
      return { state, effects: [{ kind: 'dropLeg' }], refused: null };
    }
    default: {
      return move(state, state.name, { legUp: true, reason: state.reason }, nowMs);
    }
  }
}

type LegDown = Extract<AgentInput, { kind: 'legDown' }>;

function legDown(state: AgentState, { reason, keepsCall = false }: LegDown, nowMs: number): AgentStep {
  switch (state.name) {
    case 'offline': {
      return ignore(state);
    }
    case 'connecting': {
      return move(state, 'offline', { legUp: false, reason }, nowMs);
    }
    case 'paused': {
      return lose(state, 'paused', state.reason, reason, nowMs);
    }
    case 'available': {
      return state.pending === null
        ? lose(state, 'available', '', reason, nowMs)
        : settle({ ...state, legUp: false }, nowMs, false);
    }
    case 'previewing': {
      const lost = lose(state, 'available', '', reason, nowMs);
      return { ...lost, effects: [{ kind: 'previewGone' }, ...lost.effects] };
    }
    case 'reserved':
    case 'talking': {
      if (keepsCall && state.name === 'talking') {
        return move(state, 'connection_lost', { legUp: false, reason }, nowMs, [{ kind: 'bindLeg' }]);
      }
      // The call notices by itself and looks for another agent.
      return state.pending?.kind === 'logout'
        ? settle({ ...state, legUp: false }, nowMs, false)
        : loseInCall(state, reason, nowMs);
    }
    case 'wrap_up': {
      const kept = move(state, 'wrap_up', { legUp: false }, nowMs);
      return { ...kept, effects: [{ kind: 'bindLeg' }] };
    }
    case 'connection_lost': {
      return ignore(state);
    }
  }
}

function loseInCall(state: AgentState, reason: string, nowMs: number): AgentStep {
  return state.pending?.kind === 'pause'
    ? lose(state, 'paused', state.pending.reason, reason, nowMs)
    : lose(state, 'available', '', reason, nowMs);
}

function ready(state: AgentState, nowMs: number): AgentStep {
  switch (state.name) {
    case 'paused': {
      return move(state, 'available', {}, nowMs, [{ kind: 'becameFree' }]);
    }
    case 'available': {
      return state.pending === null
        ? ignore(state)
        : move(state, 'available', { pending: null }, nowMs, [{ kind: 'becameFree' }]);
    }
    case 'previewing': {
      return ignore(state);
    }
    case 'reserved':
    case 'talking':
    case 'wrap_up': {
      return move(state, state.name, { pending: null }, nowMs);
    }
    case 'connection_lost': {
      const resumed = { resume: 'available', resumeReason: '', reason: state.reason, pending: null } as const;
      return move(state, 'connection_lost', resumed, nowMs);
    }
    default: {
      return refuse(state, 'Log in first: the phone is not connected.');
    }
  }
}

/** The wish with the moment it was first made: from then on nothing was dialled for him. */
function wished(
  state: AgentState,
  wish: { kind: 'pause'; reason: string } | { kind: 'logout' },
  nowMs: number,
) {
  return { ...wish, askedMs: state.pending === null ? nowMs : state.pending.askedMs };
}

function pause(state: AgentState, reason: string, nowMs: number, owes: boolean): AgentStep {
  switch (state.name) {
    case 'available': {
      const pending = wished(state, { kind: 'pause', reason }, nowMs);
      return settle({ ...state, pending }, nowMs, owes);
    }
    case 'paused': {
      const sinceMs = state.reason !== reason ? nowMs : state.sinceMs;
      return move({ ...state, sinceMs }, 'paused', { reason, pending: null }, nowMs);
    }
    case 'previewing': {
      return move(state, 'paused', { reason }, nowMs, [{ kind: 'previewGone' }]);
    }
    case 'reserved':
    case 'talking':
    case 'wrap_up': {
      return move(state, state.name, { pending: wished(state, { kind: 'pause', reason }, nowMs) }, nowMs);
    }
    case 'connection_lost': {
      const pending = state.attemptId === null ? null : wished(state, { kind: 'pause', reason }, nowMs);
      const resumed = { resume: 'paused', resumeReason: reason, reason: state.reason, pending } as const;
      return move(state, 'connection_lost', resumed, nowMs);
    }
    default: {
      return refuse(state, 'Log in first: the phone is not connected.');
    }
  }
}

function logout(state: AgentState, nowMs: number, owes: boolean): AgentStep {
  switch (state.name) {
    case 'offline': {
      return ignore(state);
    }
    case 'reserved':
    case 'talking':
    case 'wrap_up': {
      return move(state, state.name, { pending: wished(state, { kind: 'logout' }, nowMs) }, nowMs);
    }
    case 'available': {
      return settle({ ...state, pending: wished(state, { kind: 'logout' }, nowMs) }, nowMs, owes);
    }
    default: {
      // Whose page has gone in a talk gives it up: the person waits for his time and goes to a colleague.
      const gone = move(state, 'offline', { attemptId: null, legUp: false, pending: null }, nowMs, [
        { kind: 'dropLeg' },
      ]);
      return state.name === 'previewing'
        ? { ...gone, effects: [{ kind: 'previewGone' }, ...gone.effects] }
        : gone;
    }
  }
}
