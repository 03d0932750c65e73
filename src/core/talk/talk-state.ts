import { assertNever } from '../kernel/assert-never.js';
import type { AgentId } from '../kernel/ids.js';

/**
 * What an agent does with the person on his line.
 *
 *   talking ⇄ held ──consult──▶ consulting ──join──▶ conference
 *      ▲   └──────consult──────▶     │                   │
 *      └────────── call off, colleague gone ─────────────┘
 *
 * From any of them the person may be handed over to a colleague (`handed`), or the talk ends (`over`). Whoever does not
 * hear an agent hears music.
 */
export const TALK_STATES = ['talking', 'held', 'consulting', 'conference', 'handed', 'over'] as const;
export type TalkStateName = (typeof TALK_STATES)[number];

export interface TalkState {
  readonly name: TalkStateName;
  /** Who is asked, or in the conference too. */
  readonly colleagueId: AgentId | null;
}

export const NEW_TALK: TalkState = { name: 'talking', colleagueId: null };

export type TalkInput =
  | { readonly kind: 'hold' }
  | { readonly kind: 'resume' }
  /** The colleague is reserved by now. */
  | { readonly kind: 'consult'; readonly colleagueId: AgentId }
  | { readonly kind: 'callOff' }
  | { readonly kind: 'join' }
  /** To the colleague who is asked, or straight to a reserved one. */
  | { readonly kind: 'handOver'; readonly colleagueId: AgentId }
  | { readonly kind: 'colleagueGone' }
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
  | { readonly kind: 'handOver'; readonly colleagueId: AgentId };

export interface TalkStep {
  readonly state: TalkState;
  readonly effects: readonly TalkEffect[];
  /** Why it cannot be, for the person who asked; null when it was done or means nothing any more. */
  readonly refused: string | null;
}

/** The one writer of a talk's state. */
export function stepTalk(state: TalkState, input: TalkInput): TalkStep {
  switch (input.kind) {
    case 'hold': {
      return state.name === 'talking'
        ? go(state, { name: 'held' }, [{ kind: 'holdPerson' }])
        : refuse(state, state.name === 'held' ? null : 'End the conversation with your colleague first.');
    }
    case 'resume': {
      return state.name === 'held'
        ? go(state, { name: 'talking' }, [{ kind: 'meetPerson' }])
        : refuse(state, state.name === 'talking' ? null : 'End the conversation with your colleague first.');
    }
    case 'consult': {
      return consult(state, input.colleagueId);
    }
    case 'callOff':
    case 'colleagueGone': {
      return leaveColleague(state, input.kind === 'callOff');
    }
    case 'join': {
      return state.name === 'consulting'
        ? go(state, { name: 'conference' }, [{ kind: 'addPerson' }])
        : refuse(state, state.name === 'conference' ? null : 'Ask a colleague first.');
    }
    case 'handOver': {
      return handOver(state, input.colleagueId);
    }
    case 'failed': {
      return state.name === 'handed' || state.name === 'over'
        ? refuse(state, null)
        : go(state, { name: 'talking', colleagueId: null }, [...freed(state), { kind: 'meetPerson' }]);
    }
    case 'ended': {
      return state.name === 'handed' || state.name === 'over'
        ? refuse(state, null)
        : go(state, { name: 'over', colleagueId: null }, freed(state));
    }
    default: {
      return assertNever(input, 'input of a talk');
    }
  }
}

function go(state: TalkState, change: Partial<TalkState>, effects: readonly TalkEffect[]): TalkStep {
  return { state: { ...state, ...change }, effects, refused: null };
}

function refuse(state: TalkState, refused: string | null): TalkStep {
  return { state, effects: [], refused };
}

function freed({ colleagueId }: TalkState): readonly TalkEffect[] {
  return colleagueId === null ? [] : [{ kind: 'freeColleague', colleagueId }];
}

function consult(state: TalkState, colleagueId: AgentId): TalkStep {
  const meet: TalkEffect = { kind: 'meetColleague', colleagueId };
  switch (state.name) {
    case 'talking': {
      return go(state, { name: 'consulting', colleagueId }, [{ kind: 'holdPerson' }, meet]);
    }
    case 'held': {
      return go(state, { name: 'consulting', colleagueId }, [meet]);
    }
    default: {
      return refuse(state, 'A colleague is on the line already.');
    }
  }
}

/** Back to the person: out of a conference he is there already. */
function leaveColleague(state: TalkState, asked: boolean): TalkStep {
  const { name, colleagueId } = state;
  if (colleagueId === null || (name !== 'consulting' && name !== 'conference')) {
    return refuse(state, asked ? 'No colleague is on the line.' : null);
  }
  const back: readonly TalkEffect[] = name === 'consulting' ? [{ kind: 'meetPerson' }] : [];
  return go(state, { name: 'talking', colleagueId: null }, [...freed(state), ...back]);
}

function handOver(state: TalkState, colleagueId: AgentId): TalkStep {
  if (state.name === 'handed' || state.name === 'over') {
    return refuse(state, 'The person is not on your line any more.');
  }
  if (state.colleagueId !== null && state.colleagueId !== colleagueId) {
    return refuse(state, 'Another colleague is on the line; end that conversation first.');
  }
  return go(state, { name: 'handed', colleagueId: null }, [{ kind: 'handOver', colleagueId }]);
}
