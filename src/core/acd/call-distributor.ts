import type { AgentId, AttemptId, QueueId } from '../kernel/ids.js';
import {
  EMPTY_BOOK,
  type EndedReservation,
  nextDeadlineMs,
  type Reservation,
  type ReservationBook,
  type ReservationInput,
  stepReservations,
} from './reservation-book.js';
import { type FreeAgent, type SelectionStrategy, selectAgent } from './select-agent.js';
import { nextRelaxationMs } from './skill.js';
import {
  joinLine,
  leaveLine,
  type PriorityStepMs,
  type WaitingCall,
  type WaitingLine,
} from './waiting-line.js';

/** What of a queue's settings the distribution goes by. */
export interface DistributionRules {
  readonly strategy: SelectionStrategy;
  /** How long an agent may take to accept. */
  readonly offerMs: number;
  /** How long an agent who declined a call is not offered it again. */
  readonly declineMs: number;
}

export interface DistributorSettings {
  readonly priorityStepMs: PriorityStepMs;
  rulesOf(queueId: QueueId): DistributionRules;
}

/** Everybody who waits for an agent, everybody who is free for a caller, and what is offered. Plain data. */
export interface DistributorState {
  readonly line: WaitingLine;
  readonly free: ReadonlyMap<AgentId, FreeAgent>;
  readonly book: ReservationBook;
}

export const EMPTY_DISTRIBUTOR: DistributorState = { line: [], free: new Map(), book: EMPTY_BOOK };

export type DistributorInput =
  /** Somebody begins to wait, or waits on other terms: another queue, priority or need. The place follows from them. */
  | { readonly kind: 'waits'; readonly call: WaitingCall }
  /** Hung up, called back later, or sent elsewhere. */
  | { readonly kind: 'left'; readonly callId: AttemptId }
  /** Free for a caller; also with other skills, queues or counts than before. */
  | { readonly kind: 'agentFree'; readonly agent: FreeAgent }
  | { readonly kind: 'agentGone'; readonly agentId: AgentId }
  | { readonly kind: 'accepted' | 'refused'; readonly reservationId: number }
  | { readonly kind: 'tick' };

export type DistributorEffect =
  | { readonly kind: 'offer'; readonly reservation: Reservation }
  /**
   * How an offer ended. After `accepted` the call waits no more and the agent is free no more. After `expired` the agent
   * is free no more either, until he is named free again: he did not answer. After `refused` and `withdrawn` whoever of
   * both is still there goes on as before, the call in its old place.
   */
  | { readonly kind: 'offerEnded'; readonly reservation: Reservation; readonly end: EndedReservation['end'] };

export interface DistributorStep {
  readonly state: DistributorState;
  readonly effects: readonly DistributorEffect[];
  /** Why an answer was not taken, for whoever gave it; null when it was. */
  readonly refused: string | null;
  /** When to step again with `tick` if nothing happens before; null when only events can change anything. */
  readonly wakeAtMs: number | null;
}

/**
 * The one writer of who waits and who is offered what. Callers are gone through in the order of the line; each is
 * offered to the best of the free agents who may take him and are offered nothing. So nobody is passed over by somebody
 * behind him for an agent whom both could have, and no agent who could serve somebody is left free.
 */
export function stepDistributor(
  state: DistributorState,
  input: DistributorInput,
  settings: DistributorSettings,
  nowMs: number,
): DistributorStep {
  const effects: DistributorEffect[] = [];
  const booked = stepReservations(state.book, bookInputOf(input), nowMs);
  let current: DistributorState = { ...state, book: booked.book };
  for (const ended of booked.ended) {
    current = settle(current, ended, settings, nowMs);
    effects.push({ kind: 'offerEnded', ...ended });
  }
  current = distribute(take(current, input, settings), settings, nowMs, effects);
  return { state: current, effects, refused: booked.refused, wakeAtMs: wakeAtMs(current, nowMs) };
}

/** What the book has to know of an input. */
function bookInputOf(input: DistributorInput): ReservationInput {
  switch (input.kind) {
    case 'left': {
      return { kind: 'callGone', callId: input.callId };
    }
    case 'agentGone': {
      return { kind: 'agentGone', agentId: input.agentId };
    }
    case 'accepted': {
      return { kind: 'accept', id: input.reservationId };
    }
    case 'refused': {
      return { kind: 'refuse', id: input.reservationId };
    }
    case 'waits':
    case 'agentFree':
    case 'tick': {
      return { kind: 'tick' };
    }
  }
}

function take(
  state: DistributorState,
  input: DistributorInput,
  { priorityStepMs }: DistributorSettings,
): DistributorState {
  switch (input.kind) {
    case 'waits': {
      return { ...state, line: joinLine(state.line, input.call, priorityStepMs) };
    }
    case 'left': {
      return { ...state, line: leaveLine(state.line, input.callId) };
    }
    case 'agentFree': {
      return { ...state, free: new Map(state.free).set(input.agent.agentId, input.agent) };
    }
    case 'agentGone': {
      return { ...state, free: without(state.free, input.agentId) };
    }
    case 'accepted':
    case 'refused':
    case 'tick': {
      return state;
    }
  }
}

/** What the end of an offer changes of line and agents. */
function settle(
  state: DistributorState,
  { reservation, end }: EndedReservation,
  settings: DistributorSettings,
  nowMs: number,
): DistributorState {
  const { callId, agentId } = reservation;
  switch (end) {
    case 'accepted': {
      return { ...state, line: leaveLine(state.line, callId), free: without(state.free, agentId) };
    }
    case 'expired': {
      return { ...declined(state, reservation, settings, nowMs), free: without(state.free, agentId) };
    }
    case 'refused': {
      return declined(state, reservation, settings, nowMs);
    }
    case 'withdrawn': {
      return state;
    }
  }
}

/** The call keeps its place and remembers for a while who would not have it. */
function declined(
  state: DistributorState,
  { callId, agentId }: Reservation,
  { rulesOf }: DistributorSettings,
  nowMs: number,
): DistributorState {
  const line = state.line.map((call) => {
    if (call.callId !== callId) {
      return call;
    }
    const untilMs = nowMs + rulesOf(call.queueIds[0]).declineMs;
    const others = call.declines.filter((one) => one.agentId !== agentId && one.untilMs > nowMs);
    return { ...call, declines: [...others, { agentId, untilMs }] };
  });
  return { ...state, line };
}

function distribute(
  state: DistributorState,
  { rulesOf }: DistributorSettings,
  nowMs: number,
  effects: DistributorEffect[],
): DistributorState {
  let { book } = state;
  const offeredCalls = new Set(book.open.map(({ callId }) => callId));
  const offeredAgents = new Set(book.open.map(({ agentId }) => agentId));
  const free = new Map([...state.free].filter(([agentId]) => !offeredAgents.has(agentId)));
  for (const call of state.line) {
    if (free.size === 0) {
      break;
    }
    const { strategy, offerMs } = rulesOf(call.queueIds[0]);
    const agent = offeredCalls.has(call.callId) ? null : selectAgent(strategy, free.values(), call, nowMs);
    if (agent !== null) {
      const offer = {
        kind: 'offer',
        callId: call.callId,
        agentId: agent.agentId,
        standsMs: offerMs,
      } as const;
      const step = stepReservations(book, offer, nowMs);
      book = step.book;
      free.delete(agent.agentId);
      if (step.made !== null) {
        effects.push({ kind: 'offer', reservation: step.made });
      }
    }
  }
  return { ...state, book };
}

/** The next instant at which time alone changes something. */
function wakeAtMs({ line, book, free }: DistributorState, nowMs: number): number | null {
  let nextMs = nextDeadlineMs(book) ?? Number.POSITIVE_INFINITY;
  // Without anybody free a need that falls, or a caller let go of, changes nothing yet.
  for (const call of free.size === 0 ? [] : line) {
    const relaxMs = nextRelaxationMs(call.needs, nowMs - call.sinceMs);
    const moments = [
      relaxMs === null ? 0 : call.sinceMs + relaxMs,
      call.sticky?.onlyUntilMs ?? 0,
      ...call.declines.map(({ untilMs }) => untilMs),
    ];
    for (const atMs of moments) {
      nextMs = atMs > nowMs ? Math.min(nextMs, atMs) : nextMs;
    }
  }
  return Number.isFinite(nextMs) ? nextMs : null;
}

function without(free: ReadonlyMap<AgentId, FreeAgent>, agentId: AgentId): ReadonlyMap<AgentId, FreeAgent> {
  if (!free.has(agentId)) {
    return free;
  }
  const rest = new Map(free);
  rest.delete(agentId);
  return rest;
}
