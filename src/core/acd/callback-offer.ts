import { CadenciaError } from '../kernel/errors.js';
import type { E164 } from '../kernel/ids.js';
import type { ExpectedWait } from './expected-wait.js';

/*
 * Callers may hang up and keep their place: they are called when it would have been their turn. An offer is made once a
 * call, ends by itself when nobody answers it, and costs the caller nothing: he waits on meanwhile, in his place.
 */

export interface CallbackRules {
  /** Offered from this expected wait on. */
  readonly expectedMs: number;
  /** And not before this wait. */
  readonly waitedMs: number;
  /** How long the caller has to answer. */
  readonly answerMs: number;
  /** Most promises at once: what cannot be kept is not offered. */
  readonly most: number;
  /** After this past the promised time it is given up as missed. */
  readonly keepMs: number;
}

export interface CallbackFacts {
  readonly waitedMs: number;
  /** null: no agent serves the line. */
  readonly expected: ExpectedWait | null;
  /** Where he can be called, or null (number withheld). */
  readonly number: E164 | null;
  readonly alreadyOffered: boolean;
  /** Promises that stand. */
  readonly promised: number;
  /** When the present opening of the queue ends; null: it is closed. */
  readonly openUntilMs: number | null;
  /** When it opens next after that; null: not in sight. */
  readonly reopensMs: number | null;
}

/** Why no callback is offered now; `null` when it is. */
export const NO_OFFER_REASONS = [
  'offered_before',
  'no_number',
  'too_many',
  'too_soon',
  'short_wait',
] as const;
export type NoOfferReason = (typeof NO_OFFER_REASONS)[number] | 'no_opening';

/** Whether to offer now, and if not why not. */
export function offerCallback(
  rules: CallbackRules,
  facts: CallbackFacts,
  nowMs: number,
): NoOfferReason | null {
  if (facts.alreadyOffered) {
    return 'offered_before';
  }
  if (facts.number === null) {
    return 'no_number';
  }
  if (facts.promised >= rules.most) {
    return 'too_many';
  }
  if (facts.waitedMs < rules.waitedMs) {
    return 'too_soon';
  }
  if (facts.expected !== null && facts.expected.meanMs < rules.expectedMs) {
    return 'short_wait';
  }
  return callbackDueMs(facts, nowMs) === null ? 'no_opening' : null;
}

/** When it would be his turn, moved to the next opening where the queue is closed by then; null: never in sight. */
export function callbackDueMs(
  { expected, openUntilMs, reopensMs }: Pick<CallbackFacts, 'expected' | 'openUntilMs' | 'reopensMs'>,
  nowMs: number,
): number | null {
  const dueMs = expected === null ? null : nowMs + expected.meanMs;
  return dueMs !== null && openUntilMs !== null && dueMs < openUntilMs ? dueMs : reopensMs;
}

/**
 * offered → accepted (called at `dueMs`) | declined | unanswered | left (he hung up during the offer, or was served)
 * accepted → kept (he was reached) | missed (past `expiresMs`) | cancelled
 */
export const OFFER_STATES = [
  'offered',
  'accepted',
  'declined',
  'unanswered',
  'left',
  'kept',
  'missed',
  'cancelled',
] as const;
export type OfferState = (typeof OFFER_STATES)[number];

export const OFFER_MOVES: Readonly<Record<OfferState, readonly OfferState[]>> = {
  offered: ['accepted', 'declined', 'unanswered', 'left'],
  accepted: ['kept', 'missed', 'cancelled'],
  declined: [],
  unanswered: [],
  left: [],
  kept: [],
  missed: [],
  cancelled: [],
};

export interface CallbackOffer {
  readonly state: OfferState;
  readonly number: E164;
  /** Until when he may answer; then, accepted, until when the promise may be kept. */
  readonly untilMs: number;
  /** When he is to be called. */
  readonly dueMs: number;
}

export type OfferInput = 'accept' | 'decline' | 'leave' | 'reached' | 'cancel' | 'tick';

/** The offer as it is made. @throws DLR_INPUT_INVALID where `offerCallback` would have said no for want of a number or an opening. */
export function makeOffer(rules: CallbackRules, facts: CallbackFacts, nowMs: number): CallbackOffer {
  const dueMs = callbackDueMs(facts, nowMs);
  if (facts.number === null || dueMs === null) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'A callback needs a number and an opening of the queue: ask offerCallback first.',
    });
  }
  return { state: 'offered', number: facts.number, untilMs: nowMs + rules.answerMs, dueMs };
}

/** The one writer of an offer. Time first: an answer after the deadline finds it over. What does not fit changes nothing. */
export function stepOffer(
  offer: CallbackOffer,
  input: OfferInput,
  rules: CallbackRules,
  nowMs: number,
): CallbackOffer {
  const late = nowMs >= offer.untilMs;
  if (offer.state === 'offered') {
    return late ? { ...offer, state: 'unanswered' } : answered(offer, input, rules);
  }
  if (offer.state !== 'accepted') {
    return offer;
  }
  if (input === 'reached') {
    // Reached late is kept late, which is still better than missed.
    return { ...offer, state: 'kept' };
  }
  return late ? { ...offer, state: 'missed' } : input === 'cancel' ? { ...offer, state: 'cancelled' } : offer;
}

function answered(offer: CallbackOffer, input: OfferInput, rules: CallbackRules): CallbackOffer {
  switch (input) {
    case 'accept':
      return { ...offer, state: 'accepted', untilMs: offer.dueMs + rules.keepMs };
    case 'decline':
      return { ...offer, state: 'declined' };
    case 'leave':
      return { ...offer, state: 'left' };
    case 'reached':
    case 'cancel':
    case 'tick':
      return offer;
  }
}
