import type { Contact } from '../contact/contact.js';
import { FRESH_PHONE } from '../contact/phone-history.js';
import { PHONE_STATES, type PhoneState, phoneStateOf } from '../contact/phone-state.js';
import type { RetryLimits } from './retry-rules.js';

/** A phone that may be dialled next. */
export interface PhoneChoice {
  readonly index: number;
  readonly state: PhoneState;
}

/**
 * The phones a contact may be tried on next, best first: by what happened on them, then the one not dialled for
 * longest, then in the mailing's order going round. A weak or unknown phone
 * that has waited long enough goes before them, or it would never be tried.
 * `stay` puts the present phone first while it may be dialled.
 */
export function nextPhones(contact: Contact, limits: RetryLimits, stay: boolean): readonly PhoneChoice[] {
  const { phones, phoneIndex } = contact;
  const usable = phones.flatMap((phone, index): readonly PhoneChoice[] => {
    const state = phoneStateOf(phone, limits);
    const dials = phone.history?.dials ?? 0;
    return state === 'dropped' || state === 'dead' || dials >= limits.perPhoneLife ? [] : [{ index, state }];
  });
  const historyOf = (index: number) => phones[index]?.history ?? FRESH_PHONE;
  const rankOf = ({ index, state }: PhoneChoice): number => {
    if (index === phoneIndex) {
      return stay ? -1 : PHONE_STATES.length;
    }
    const waited = dialsSince(contact, historyOf(index).lastDialMs ?? 0);
    if ((state === 'weak' || state === 'unknown') && waited >= limits.weakEvery) {
      return -0.5;
    }
    return state === 'weak' ? PHONE_STATES.length + 1 : PHONE_STATES.indexOf(state);
  };
  const roundFrom = (index: number): number => (index - phoneIndex - 1 + phones.length) % phones.length;
  return usable.sort(
    (one, other) =>
      rankOf(one) - rankOf(other) ||
      (historyOf(one.index).lastDialMs ?? 0) - (historyOf(other.index).lastDialMs ?? 0) ||
      roundFrom(one.index) - roundFrom(other.index),
  );
}

/** Dials of the contact after an instant. */
function dialsSince({ phones }: Contact, atMs: number): number {
  return phones.reduce(
    (sum, { history }) => sum + (history?.recent.filter(([triedMs]) => triedMs > atMs).length ?? 0),
    0,
  );
}
