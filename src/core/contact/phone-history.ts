import { assertNever } from '../kernel/assert-never.js';
import type { Reason } from '../outcome/outcome.js';

/** What a dial taught about the phone itself. */
export const PHONE_EVENTS = [
  'right_party',
  'third_party',
  'answered',
  'machine',
  'busy',
  'no_answer',
  'unreachable',
  'invalid',
] as const;
export type PhoneEvent = (typeof PHONE_EVENTS)[number];

/** Events in which a person answered. */
const BY_A_PERSON: ReadonlySet<PhoneEvent> = new Set(['right_party', 'third_party', 'answered']);

/** A dial: when it left, and 1 when a person answered. */
export type PhoneTry = readonly [atMs: number, answered: 0 | 1];

/** Dials a phone remembers one by one; caps over seven days must stay below. */
export const MOST_TRIES_KEPT = 30;

/** What happened on one phone of a contact. */
export interface PhoneHistory {
  readonly dials: number;
  readonly counts: Readonly<Partial<Record<PhoneEvent, number>>>;
  /** Dials since a person last answered here; congestion and our own faults say nothing and are not among them. */
  readonly silent: number;
  readonly lastDialMs: number | null;
  readonly lastAnswerMs: number | null;
  /** Not dialled before this. */
  readonly restUntilMs: number;
  /** The last dials, oldest first. */
  readonly recent: readonly PhoneTry[];
}

/** A phone that was never dialled. */
export const FRESH_PHONE: PhoneHistory = {
  dials: 0,
  counts: {},
  silent: 0,
  lastDialMs: null,
  lastAnswerMs: null,
  restUntilMs: 0,
  recent: [],
};

/** What an attempt's reason says of the phone, or null when it says nothing. */
export function phoneEventOf(reason: Reason): PhoneEvent | null {
  switch (reason) {
    case 'busy':
    case 'machine':
    case 'no_answer':
    case 'third_party':
    case 'unreachable':
      return reason;
    case 'rejected':
    case 'silence':
      return 'no_answer';
    case 'invalid_number':
    case 'fax':
      return 'invalid';
    case 'message_left':
    case 'wrong_person':
    case 'deceased':
      return 'third_party';
    case 'abandoned':
    case 'hung_up_before_agent':
    case 'abuse':
    case 'opt_out':
    case 'line_dropped':
    case 'undisposed':
      return 'answered';
    case 'client_hung_up':
    case 'callback_agreed':
    case 'no_agreement':
    case 'says_paid':
    case 'disputes_debt':
    case 'promise':
    case 'agreement':
    case 'information_given':
      return 'right_party';
    case 'congestion':
    case 'network_failure':
    case 'cancelled':
    case 'not_sent':
    case 'lost':
      return null;
    default:
      return assertNever(reason, 'reason');
  }
}

/** True when a person, whoever it was, answered. */
export function isPersonEvent(event: PhoneEvent | null): boolean {
  return event !== null && BY_A_PERSON.has(event);
}

/** The history with one more dial. */
export function withDial(
  history: PhoneHistory,
  reason: Reason,
  dialedAtMs: number,
  restUntilMs: number,
): PhoneHistory {
  const event = phoneEventOf(reason);
  const answered = isPersonEvent(event);
  const counts =
    event === null ? history.counts : { ...history.counts, [event]: countOf(history, event) + 1 };
  const tried: PhoneTry = [dialedAtMs, answered ? 1 : 0];
  return {
    dials: history.dials + 1,
    counts,
    silent: answered ? 0 : history.silent + (event === null ? 0 : 1),
    lastDialMs: dialedAtMs,
    lastAnswerMs: answered ? dialedAtMs : history.lastAnswerMs,
    restUntilMs: Math.max(history.restUntilMs, restUntilMs),
    recent: [...history.recent, tried].slice(-MOST_TRIES_KEPT),
  };
}

/** How often that happened on the phone. */
export function countOf(history: PhoneHistory, event: PhoneEvent): number {
  return history.counts[event] ?? 0;
}

/** A history as a store kept it; null when there is none. What an older release did not keep counts as never seen. */
export function readPhoneHistory(stored: unknown): PhoneHistory | null {
  return typeof stored === 'object' && stored !== null ? { ...FRESH_PHONE, ...stored } : null;
}
