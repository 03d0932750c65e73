import type { Contact, ContactUpdate } from '../contact/contact.js';
import { DAY } from '../kernel/time.js';
import type { Reason } from '../outcome/outcome.js';
import type { RetryRules } from './retry-rules.js';

/** Longest wait that growth may reach. */
const LONGEST_WAIT_MS = 30 * DAY;

export interface FinishedAttempt {
  readonly reason: Reason;
  /** When the person asked to be called back, or null. */
  readonly callbackAtMs: number | null;
}

/** When, and on which of his phones, a contact is tried next, or that he is done. Pure: the same facts, the same answer. */
export function decideRetry(
  contact: Contact,
  attempt: FinishedAttempt,
  rules: RetryRules,
  nowMs: number,
): ContactUpdate {
  const rule = rules.byReason[attempt.reason];
  const free = rule.free && contact.freeAttempts < rules.maxFreeAttempts;
  const sameReasonAttempts = contact.lastReason === attempt.reason ? contact.sameReasonAttempts + 1 : 1;
  const droppedPhone = rule.dropPhone ? (contact.phones[contact.phoneIndex]?.number ?? null) : null;
  const phones = contact.phones.map((phone) => !phone.dropped && phone.number !== droppedPhone);
  const phoneIndex =
    rule.nextPhone || droppedPhone !== null ? nextUsable(phones, contact.phoneIndex) : contact.phoneIndex;
  const attempts = contact.attempts + (free ? 0 : 1);
  // A callback that was agreed is kept even when it goes beyond the last attempt.
  const exhausted = attempts >= rules.maxAttempts && attempt.callbackAtMs === null;
  const done = rule.endsContact || exhausted || !phones.includes(true);
  return {
    contactId: contact.id,
    state: done ? 'done' : 'ready',
    nextAtMs: attempt.callbackAtMs ?? nowMs + waitMs(rule.delayMs, rule.growth, sameReasonAttempts),
    phoneIndex,
    droppedPhone,
    attempts,
    freeAttempts: contact.freeAttempts + (free ? 1 : 0),
    sameReasonAttempts,
    lastReason: attempt.reason,
  };
}

function waitMs(delayMs: number, growth: number, times: number): number {
  return Math.min(LONGEST_WAIT_MS, Math.round(delayMs * growth ** (times - 1)));
}

/** The next phone after `from` that may be dialled, going round; `from` itself when it is the only one. */
function nextUsable(usable: readonly boolean[], from: number): number {
  for (let step = 1; step <= usable.length; step++) {
    const index = (from + step) % usable.length;
    if (usable[index] === true) {
      return index;
    }
  }
  return from;
}
