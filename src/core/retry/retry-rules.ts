import type { PhoneRules } from '../contact/phone-state.js';
import type { Reason } from '../outcome/outcome.js';

/** What one reason means for the contact's next attempt. */
export interface RetryRule {
  /** Wait before the next attempt; `growth` multiplies it at each further attempt with the same reason. */
  readonly delayMs: number;
  readonly growth: number;
  /** Go on with the contact's best other phone; the phone tried last waits its turn. */
  readonly nextPhone: boolean;
  /** This phone is never dialled again. */
  readonly dropPhone: boolean;
  /** The contact ends here. */
  readonly endsContact: boolean;
  /** Does not count as an attempt of the contact (congestion, our own faults). */
  readonly free: boolean;
  /** This phone is not dialled before that long, whichever is next; others may be. */
  readonly phoneRestMs: number;
}

/** Ceilings and habits that hold whatever the last reason was. A dial counts for all of them, also a free one. */
export interface RetryLimits extends PhoneRules {
  /** Least time between two dials of the contact. */
  readonly spacingMs: number;
  /** Dials of the contact on one local date, and in any seven days. */
  readonly perDay: number;
  readonly perSevenDays: number;
  /** Dials of one phone on one local date, in any seven days, and over its life in the mailing. */
  readonly perPhoneDay: number;
  readonly perPhoneSevenDays: number;
  readonly perPhoneLife: number;
  /** Local dates after the one of the first dial on which it may still be tried; null: no end but the attempts. */
  readonly daysAfterFirst: number | null;
  /** A weak phone (and an unknown one beside better ones) waits until the others were dialled so often since. */
  readonly weakEvery: number;
  /** `spread`: the next try falls into the part of the day tried least lately. */
  readonly dayParts: 'spread' | 'any';
  /** Prefer the hours at which this contact, or else its base, answered. */
  readonly bestHours: boolean;
  /** Right-party contacts expected of a thousand such attempts, below which the contact rests; 0 never. */
  readonly leastPerThousand: number;
  readonly restMs: number;
  /** Attempts that a contact put back into the list gets. */
  readonly recycledAttempts: number;
}

export interface RetryRules extends RetryLimits {
  /** Attempts of a contact over its life in the mailing. */
  readonly maxAttempts: number;
  /** Free attempts (congestion, our faults) after which one counts all the same: no contact circles for ever. */
  readonly maxFreeAttempts: number;
  readonly byReason: Readonly<Record<Reason, RetryRule>>;
}
