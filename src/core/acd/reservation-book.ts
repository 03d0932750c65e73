import { CadenciaError } from '../kernel/errors.js';
import type { AgentId, AttemptId } from '../kernel/ids.js';

/**
 * An offer of a call to an agent.
 *
 *   offered ──▶ accepted    the agent took it in time
 *           ──▶ refused     he would not
 *           ──▶ expired     nobody answered by the deadline
 *           ──▶ withdrawn   the caller left, or the agent is not there any more
 */
export const RESERVATION_STATES = ['offered', 'accepted', 'refused', 'expired', 'withdrawn'] as const;
export type ReservationState = (typeof RESERVATION_STATES)[number];
export type ReservationEnd = Exclude<ReservationState, 'offered'>;

export const RESERVATION_MOVES: Readonly<Record<ReservationState, readonly ReservationState[]>> = {
  offered: ['accepted', 'refused', 'expired', 'withdrawn'],
  accepted: [],
  refused: [],
  expired: [],
  withdrawn: [],
};

/** Longest time an offer may stand, whatever the settings say: an hour's mistake is not a stuck agent. */
export const LONGEST_OFFER_MS = 120_000;

/** An offer that stands. */
export interface Reservation {
  /** Counts up from 1 in its book, never used twice. */
  readonly id: number;
  readonly callId: AttemptId;
  readonly agentId: AgentId;
  readonly offeredMs: number;
  /** It stands until just before this. */
  readonly deadlineMs: number;
}

/** The offers that stand. An agent has one at most, and so has a call. */
export interface ReservationBook {
  readonly lastId: number;
  readonly open: readonly Reservation[];
}

export const EMPTY_BOOK: ReservationBook = { lastId: 0, open: [] };

export type ReservationInput =
  | {
      readonly kind: 'offer';
      readonly callId: AttemptId;
      readonly agentId: AgentId;
      /** From now to the deadline. */
      readonly standsMs: number;
    }
  | { readonly kind: 'accept' | 'refuse'; readonly id: number }
  /** The caller is gone, or served elsewhere. */
  | { readonly kind: 'callGone'; readonly callId: AttemptId }
  /** Paused, logged out, lost, or in another call. */
  | { readonly kind: 'agentGone'; readonly agentId: AgentId }
  | { readonly kind: 'tick' };

/** How an offer ended; each is told exactly once. */
export interface EndedReservation {
  readonly reservation: Reservation;
  readonly end: ReservationEnd;
}

export interface ReservationStep {
  readonly book: ReservationBook;
  readonly ended: readonly EndedReservation[];
  /** The offer made by this step. */
  readonly made: Reservation | null;
  /** Why the input was not taken, in a sentence; null when it was. */
  readonly refused: string | null;
}

/**
 * The one writer of offers. Whatever comes, what is past its deadline at `nowMs` ends first: an answer that comes too
 * late is refused, and no timer has to be in time for an offer to end.
 *
 * @throws CadenciaError DLR_INPUT_INVALID for an offer that stands for no time or for longer than LONGEST_OFFER_MS.
 */
export function stepReservations(
  book: ReservationBook,
  input: ReservationInput,
  nowMs: number,
): ReservationStep {
  const due = book.open.filter(({ deadlineMs }) => deadlineMs <= nowMs);
  const expired = due.map((reservation) => ({ reservation, end: 'expired' as const }));
  const current =
    due.length === 0 ? book : { ...book, open: book.open.filter(({ deadlineMs }) => deadlineMs > nowMs) };
  const step = act(current, input, nowMs);
  return { ...step, ended: [...expired, ...step.ended] };
}

function act(book: ReservationBook, input: ReservationInput, nowMs: number): ReservationStep {
  switch (input.kind) {
    case 'offer': {
      return offer(book, input, nowMs);
    }
    case 'accept': {
      return answer(book, input.id, 'accepted');
    }
    case 'refuse': {
      return answer(book, input.id, 'refused');
    }
    case 'callGone': {
      return withdraw(book, ({ callId }) => callId === input.callId);
    }
    case 'agentGone': {
      return withdraw(book, ({ agentId }) => agentId === input.agentId);
    }
    case 'tick': {
      return { book, ended: [], made: null, refused: null };
    }
  }
}

function offer(
  book: ReservationBook,
  { callId, agentId, standsMs }: Extract<ReservationInput, { kind: 'offer' }>,
  nowMs: number,
): ReservationStep {
  if (!(standsMs > 0 && standsMs <= LONGEST_OFFER_MS)) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `An offer of ${standsMs} ms cannot stand: give more than 0 and at most ${LONGEST_OFFER_MS}.`,
    });
  }
  if (book.open.some((one) => one.agentId === agentId)) {
    return refusal(book, `Agent '${agentId}' is offered a call already.`);
  }
  if (book.open.some((one) => one.callId === callId)) {
    return refusal(book, `Call '${callId}' is offered to an agent already.`);
  }
  const made = { id: book.lastId + 1, callId, agentId, offeredMs: nowMs, deadlineMs: nowMs + standsMs };
  return { book: { lastId: made.id, open: [...book.open, made] }, ended: [], made, refused: null };
}

function answer(book: ReservationBook, id: number, end: 'accepted' | 'refused'): ReservationStep {
  const reservation = book.open.find((one) => one.id === id);
  return reservation === undefined
    ? refusal(book, 'That offer does not stand any more.')
    : close(book, [reservation], end);
}

function withdraw(book: ReservationBook, isIt: (one: Reservation) => boolean): ReservationStep {
  return close(book, book.open.filter(isIt), 'withdrawn');
}

function close(book: ReservationBook, over: readonly Reservation[], end: ReservationEnd): ReservationStep {
  return {
    book: over.length === 0 ? book : { ...book, open: book.open.filter((one) => !over.includes(one)) },
    ended: over.map((reservation) => ({ reservation, end })),
    made: null,
    refused: null,
  };
}

function refusal(book: ReservationBook, refused: string): ReservationStep {
  return { book, ended: [], made: null, refused };
}

/** When the book wants to be stepped again at the latest; null while nothing is offered. */
export function nextDeadlineMs(book: ReservationBook): number | null {
  return book.open.length === 0 ? null : Math.min(...book.open.map(({ deadlineMs }) => deadlineMs));
}
