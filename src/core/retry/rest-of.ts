import type { Contact } from '../contact/contact.js';
import type { RetryLimits } from './retry-rules.js';

/** Right-party contacts to expect of a thousand such attempts (`no` counts from 1), or null when not known. */
export type ExpectedYield = (contact: Contact, attemptNo: number) => number | null;

/** A contact is left alone until then, and why. */
export interface Rest {
  readonly untilMs: number;
  readonly reason: 'low_yield';
}

/**
 * Whether the next attempt of a contact is not expected to yield enough, so that it rests; one that has a callback does
 * not rest, and nobody does while too little is known.
 */
export function restOf(
  contact: Contact,
  { leastPerThousand, restMs }: Pick<RetryLimits, 'leastPerThousand' | 'restMs'>,
  nowMs: number,
  { expectedPerThousand }: { readonly expectedPerThousand: ExpectedYield },
): Rest | null {
  if (leastPerThousand <= 0 || contact.agreedCallbackMs !== null) {
    return null;
  }
  const expected = expectedPerThousand(contact, contact.attempts + 1);
  return expected === null || expected >= leastPerThousand
    ? null
    : { untilMs: nowMs + restMs, reason: 'low_yield' };
}
