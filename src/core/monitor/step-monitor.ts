import type { AgentId, AttemptId } from '../kernel/ids.js';
import type {
  MonitorEffect,
  MonitorEnd,
  MonitorInput,
  MonitorMode,
  MonitorState,
  MonitorStep,
} from './monitor-state.js';

type Watch = Extract<MonitorInput, { kind: 'watch' }>;

const NO_TALK = 'The agent has no talk now: there is nothing to take over.';

function taken(state: MonitorState, effects: readonly MonitorEffect[] = []): MonitorStep {
  return { state, effects, refused: null };
}

function refuse(state: MonitorState, sentence: string): MonitorStep {
  return { state, effects: [], refused: sentence };
}

/** The one writer of what a supervisor does beside the talks of agents. */
export function stepMonitor(state: MonitorState, input: MonitorInput, nowMs: number): MonitorStep {
  switch (input.kind) {
    case 'watch': {
      return watch(state, input, nowMs);
    }
    case 'phoneUp': {
      return state.phase === 'ringing' && state.agentId !== null
        ? taken({ ...state, phase: 'watching', sinceMs: nowMs }, begin(state.mode, state.talk))
        : taken(state, state.phase === 'off' ? [{ kind: 'dropPhone' }] : []);
    }
    case 'phoneDown': {
      return phoneDown(state, nowMs);
    }
    case 'talkBegan': {
      return talkBegan(state, input.attemptId);
    }
    case 'talkEnded': {
      return talkEnded(state);
    }
    case 'agentGone': {
      return state.agentId === null ? taken(state) : end(state, 'agent', nowMs);
    }
    case 'failed': {
      return state.phase === 'watching' ? end(state, 'failed', nowMs) : taken(state);
    }
    case 'leave': {
      return state.agentId === null ? taken(state) : end(state, 'left', nowMs);
    }
    case 'hangUp': {
      return hangUp(state, nowMs);
    }
  }
}

/** What begins, or changes, when somebody is watched in that way. */
function begin(mode: MonitorMode, talk: AttemptId | null): readonly MonitorEffect[] {
  const way: MonitorEffect = mode === 'take' ? { kind: 'take' } : { kind: 'snoop', mode };
  return talk === null ? [way] : [{ kind: 'heard', attemptId: talk, mode }, way];
}

/** What ends, of the present way. */
function undo(state: MonitorState): readonly MonitorEffect[] {
  if (state.phase !== 'watching' || state.agentId === null) {
    return [];
  }
  return state.mode === 'take' && state.talk !== null
    ? [giveBack(state.agentId, state.talk)]
    : [{ kind: 'endSnoop' }];
}

function giveBack(agentId: AgentId, attemptId: AttemptId): MonitorEffect {
  return { kind: 'giveBack', agentId, attemptId };
}

function watch(state: MonitorState, input: Watch, nowMs: number): MonitorStep {
  const { agentId, mode, talk } = input;
  if (mode === 'take' && talk === null) {
    return refuse(state, NO_TALK);
  }
  switch (state.phase) {
    case 'off': {
      const ringing = { phase: 'ringing', agentId, mode, talk, sinceMs: nowMs, ended: null } as const;
      return taken(ringing, [{ kind: 'ring' }]);
    }
    case 'ringing': {
      return taken({ ...state, agentId, mode, talk });
    }
    case 'idle':
    case 'watching': {
      if (state.phase === 'watching' && state.agentId === agentId && state.mode === mode) {
        return taken(state);
      }
      const watching = { phase: 'watching', agentId, mode, talk, sinceMs: nowMs, ended: null } as const;
      return taken(watching, [...undo(state), ...begin(mode, talk)]);
    }
  }
}

function talkBegan(state: MonitorState, attemptId: AttemptId): MonitorStep {
  const next = { ...state, talk: attemptId };
  switch (state.phase) {
    case 'watching': {
      return taken(next, [{ kind: 'heard', attemptId, mode: state.mode }]);
    }
    case 'ringing': {
      return taken(next);
    }
    default: {
      return taken(state);
    }
  }
}

/** Who spoke goes back to hearing: the next talk is another person's. */
function talkEnded(state: MonitorState): MonitorStep {
  const mode = 'listen';
  switch (state.phase) {
    case 'watching': {
      const again: readonly MonitorEffect[] = state.mode === mode ? [] : [{ kind: 'snoop', mode }];
      return taken({ ...state, mode, talk: null }, again);
    }
    case 'ringing': {
      return taken({ ...state, mode, talk: null });
    }
    default: {
      return taken(state);
    }
  }
}

function end(state: MonitorState, ended: MonitorEnd, nowMs: number): MonitorStep {
  const over = { agentId: null, mode: 'listen', talk: null, sinceMs: nowMs, ended } as const;
  if (state.phase === 'ringing') {
    return taken({ ...over, phase: 'off' }, [{ kind: 'dropPhone' }]);
  }
  // Where the agent is gone his call has gone on to the next one by itself.
  const effects: readonly MonitorEffect[] = ended === 'agent' ? [{ kind: 'endSnoop' }] : undo(state);
  return taken({ ...over, phase: 'idle' }, effects);
}

function hangUp(state: MonitorState, nowMs: number): MonitorStep {
  if (state.phase === 'off') {
    return taken(state);
  }
  return taken({ ...monitorEnded(state, nowMs), ended: 'left' }, [...undo(state), { kind: 'dropPhone' }]);
}

function phoneDown(state: MonitorState, nowMs: number): MonitorStep {
  switch (state.phase) {
    case 'off': {
      return taken(state);
    }
    case 'ringing': {
      return taken({ ...monitorEnded(state, nowMs), ended: 'no_answer' });
    }
    default: {
      const back = undo(state).filter(({ kind }) => kind === 'giveBack');
      return taken({ ...monitorEnded(state, nowMs), ended: 'phone' }, back);
    }
  }
}

function monitorEnded(state: MonitorState, nowMs: number): MonitorState {
  return { ...state, phase: 'off', agentId: null, mode: 'listen', talk: null, sinceMs: nowMs };
}
