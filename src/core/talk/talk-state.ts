import { assertNever } from '../kernel/assert-never.js';
import type { AgentId, AttemptId, QueueId } from '../kernel/ids.js';

/**
 * What an agent does with the person on his line.
 *
 *   talking ⇄ held ──consult──▶ consulting ──join──▶ conference
 *      ▲  │     │                 ▲   │                  │
 *      │  └─────┴──dial──▶ dialing┘   │                  │
 *      │  └─────┴──send──▶ sending ───┼── answered ──────┼──▶ handed
 *      └── called off, or the other one is gone ─────────┘
 *
 * `dialing` is an outside number that rings and is to be asked; `sending` one that is to have the person as soon as it is
 * answered. From each state the person may be handed over (`handed`): to a colleague, a queue, or the number that is on
 * the line; or the talk ends (`over`). Whoever does not hear an agent hears music.
 */
export const TALK_STATES = [
  'talking',
  'held',
  'dialing',
  'sending',
  'consulting',
  'conference',
  'handed',
  'over',
] as const;
export type TalkStateName = (typeof TALK_STATES)[number];

export interface TalkState {
  readonly name: TalkStateName;
  /** Who is asked, or in the conference too. */
  readonly colleagueId: AgentId | null;
  /** The call to an outside number that is asked, or in the conference too. */
  readonly outsideId: AttemptId | null;
}

export const NEW_TALK: TalkState = { name: 'talking', colleagueId: null, outsideId: null };

export type TalkInput =
  | { readonly kind: 'hold' }
  | { readonly kind: 'resume' }
  /** The colleague is reserved by now. */
  | { readonly kind: 'consult'; readonly colleagueId: AgentId }
  /** A call to an outside number leaves; `blind`: its party gets the person without being asked. */
  | { readonly kind: 'dial'; readonly outsideId: AttemptId; readonly blind: boolean }
  /** Its party is on the line: with the agent, or, blind, with the person. */
  | { readonly kind: 'outsideUp'; readonly outsideId: AttemptId }
  | { readonly kind: 'outsideGone'; readonly outsideId: AttemptId }
  | { readonly kind: 'callOff' }
  | { readonly kind: 'join' }
  /** To the colleague who is asked, or straight to a reserved one. */
  | { readonly kind: 'handOver'; readonly colleagueId: AgentId }
  /** To the outside number that is on the line. */
  | { readonly kind: 'handOut' }
  | { readonly kind: 'queue'; readonly queueId: QueueId }
  | { readonly kind: 'colleagueGone' }
  /** Person and outside party could not be joined: the agent has the person again. */
  | { readonly kind: 'handOutFailed'; readonly outsideId: AttemptId }
  /** The media server did not do what was asked. */
  | { readonly kind: 'failed' }
  /** The person, or the agent, is off the line. */
  | { readonly kind: 'ended' };

/** What the engine is to do; carried out in order. */
export type TalkEffect =
  | { readonly kind: 'holdPerson' }
  | { readonly kind: 'meetPerson' }
  | { readonly kind: 'meetColleague'; readonly colleagueId: AgentId }
  /** The person hears both, and they him. */
  | { readonly kind: 'addPerson' }
  | { readonly kind: 'freeColleague'; readonly colleagueId: AgentId }
  | { readonly kind: 'dropOutside'; readonly outsideId: AttemptId }
  | { readonly kind: 'handOver'; readonly colleagueId: AgentId }
  /** Person and outside party hear each other and nobody else. */
  | { readonly kind: 'meetOutside'; readonly outsideId: AttemptId }
  | { readonly kind: 'handOut'; readonly outsideId: AttemptId }
  | { readonly kind: 'queue'; readonly queueId: QueueId };

export interface TalkStep {
  readonly state: TalkState;
  readonly effects: readonly TalkEffect[];
  /** Why it cannot be, for the person who asked; null when it was done or means nothing any more. */
  readonly refused: string | null;
}

const ALONE: ReadonlySet<TalkStateName> = new Set(['talking', 'held']);
const OVER: ReadonlySet<TalkStateName> = new Set(['handed', 'over']);
const BUSY = 'End the conversation with the other one first.';

/** The one writer of a talk's state. */
export function stepTalk(state: TalkState, input: TalkInput): TalkStep {
  switch (input.kind) {
    case 'hold': {
      return state.name === 'talking'
        ? go(state, { name: 'held' }, [{ kind: 'holdPerson' }])
        : refuse(state, state.name === 'held' ? null : BUSY);
    }
    case 'resume': {
      return state.name === 'held'
        ? go(state, { name: 'talking' }, [{ kind: 'meetPerson' }])
        : refuse(state, state.name === 'talking' ? null : BUSY);
    }
    case 'consult': {
      return consult(state, input.colleagueId);
    }
    case 'dial': {
      const change = { name: input.blind ? 'sending' : 'dialing', outsideId: input.outsideId } as const;
      return ALONE.has(state.name) ? go(state, change, held(state)) : refuse(state, BUSY);
    }
    case 'outsideUp': {
      return outsideUp(state, input.outsideId);
    }
    case 'outsideGone': {
      return state.outsideId === input.outsideId
        ? leaveOther({ ...state, outsideId: null }, null)
        : refuse(state, null);
    }
    case 'callOff':
    case 'colleagueGone': {
      return leaveOther(state, input.kind === 'callOff' ? 'Nobody else is on the line.' : null);
    }
    case 'join': {
      return state.name === 'consulting'
        ? go(state, { name: 'conference' }, [{ kind: 'addPerson' }])
        : refuse(state, state.name === 'conference' ? null : 'Ask a colleague or a number first.');
    }
    case 'handOver': {
      return handOver(state, input.colleagueId);
    }
    case 'handOut': {
      return handOut(state);
    }
    case 'handOutFailed': {
      const { outsideId } = input;
      return state.name === 'handed'
        ? go(state, NEW_TALK, [{ kind: 'dropOutside', outsideId }, { kind: 'meetPerson' }])
        : refuse(state, null);
    }
    case 'queue': {
      return ALONE.has(state.name)
        ? go(state, { name: 'handed' }, [{ kind: 'queue', queueId: input.queueId }])
        : refuse(state, OVER.has(state.name) ? GONE : BUSY);
    }
    case 'failed': {
      return OVER.has(state.name)
        ? refuse(state, null)
        : go(state, NEW_TALK, [...freed(state), { kind: 'meetPerson' }]);
    }
    case 'ended': {
      return OVER.has(state.name)
        ? refuse(state, null)
        : go(state, { ...NEW_TALK, name: 'over' }, freed(state));
    }
    default: {
      return assertNever(input, 'input of a talk');
    }
  }
}

const GONE = 'The person is not on your line any more.';

function go(state: TalkState, change: Partial<TalkState>, effects: readonly TalkEffect[]): TalkStep {
  return { state: { ...state, ...change }, effects, refused: null };
}

function refuse(state: TalkState, refused: string | null): TalkStep {
  return { state, effects: [], refused };
}

function held({ name }: TalkState): readonly TalkEffect[] {
  return name === 'held' ? [] : [{ kind: 'holdPerson' }];
}

function freed({ colleagueId, outsideId }: TalkState): readonly TalkEffect[] {
  return [
    ...(colleagueId === null ? [] : [{ kind: 'freeColleague', colleagueId } as const]),
    ...(outsideId === null ? [] : [{ kind: 'dropOutside', outsideId } as const]),
  ];
}

function consult(state: TalkState, colleagueId: AgentId): TalkStep {
  return ALONE.has(state.name)
    ? go(state, { name: 'consulting', colleagueId }, [...held(state), { kind: 'meetColleague', colleagueId }])
    : refuse(state, 'Somebody else is on the line already.');
}

/** The call that was answered joined the two by itself. */
function outsideUp(state: TalkState, outsideId: AttemptId): TalkStep {
  if (state.outsideId !== outsideId) {
    return refuse(state, null);
  }
  switch (state.name) {
    case 'dialing': {
      return go(state, { name: 'consulting' }, []);
    }
    case 'sending': {
      return go(state, { ...NEW_TALK, name: 'handed' }, [{ kind: 'handOut', outsideId }]);
    }
    default: {
      return refuse(state, null);
    }
  }
}

/** Back to the person: out of a conference he is there already. */
function leaveOther(state: TalkState, notThere: string | null): TalkStep {
  if (ALONE.has(state.name) || OVER.has(state.name)) {
    return refuse(state, notThere);
  }
  const back: readonly TalkEffect[] = state.name === 'conference' ? [] : [{ kind: 'meetPerson' }];
  return go(state, NEW_TALK, [...freed(state), ...back]);
}

function handOver(state: TalkState, colleagueId: AgentId): TalkStep {
  if (OVER.has(state.name)) {
    return refuse(state, GONE);
  }
  if (state.outsideId !== null || (state.colleagueId !== null && state.colleagueId !== colleagueId)) {
    return refuse(state, 'Somebody else is on the line; end that conversation first.');
  }
  return go(state, { ...NEW_TALK, name: 'handed' }, [{ kind: 'handOver', colleagueId }]);
}

function handOut(state: TalkState): TalkStep {
  const { outsideId } = state;
  if (outsideId === null || (state.name !== 'consulting' && state.name !== 'conference')) {
    return refuse(state, OVER.has(state.name) ? GONE : 'The number has not answered yet.');
  }
  return go(state, { ...NEW_TALK, name: 'handed' }, [
    { kind: 'meetOutside', outsideId },
    { kind: 'handOut', outsideId },
  ]);
}
