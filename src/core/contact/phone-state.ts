import type { ContactPhone } from './contact.js';
import { countOf, FRESH_PHONE } from './phone-history.js';

/**
 * What a phone is worth, best first: the person was spoken to here; a person answers; nothing is known; many dials
 * without a person; given up; never to be dialled again.
 */
export const PHONE_STATES = ['confirmed', 'alive', 'unknown', 'weak', 'dead', 'dropped'] as const;
export type PhoneState = (typeof PHONE_STATES)[number];

export interface PhoneRules {
  /** Dials in a row without a person after which a phone is weak, and after which it is dead. */
  readonly weakAfter: number;
  readonly deadAfter: number;
}

/** The state of a phone by what happened on it. One that was confirmed sinks slower: it was right once. */
export function phoneStateOf(phone: ContactPhone, { weakAfter, deadAfter }: PhoneRules): PhoneState {
  const history = phone.history ?? FRESH_PHONE;
  if (phone.dropped) {
    return 'dropped';
  }
  const confirmed = countOf(history, 'right_party') > 0;
  if (countOf(history, 'invalid') > 0 && !confirmed) {
    return 'dead';
  }
  if (history.silent >= deadAfter) {
    return confirmed ? 'weak' : 'dead';
  }
  if (history.silent >= weakAfter) {
    return confirmed ? 'alive' : 'weak';
  }
  if (confirmed) {
    return 'confirmed';
  }
  return countOf(history, 'third_party') + countOf(history, 'answered') > 0 ? 'alive' : 'unknown';
}
