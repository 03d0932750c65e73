import type { Reason } from '../outcome/outcome.js';

/** What one reason means for the contact's next attempt. */
export interface RetryRule {
  /** Wait before the next attempt; `growth` multiplies it at each further attempt with the same reason. */
  readonly delayMs: number;
  readonly growth: number;
  /** Go on with the contact's next phone; the phone tried last waits its turn. */
  readonly nextPhone: boolean;
  /** This phone is never dialled again. */
  readonly dropPhone: boolean;
  /** The contact ends here. */
  readonly endsContact: boolean;
  /** Does not count as an attempt of the contact (congestion, our own faults). */
  readonly free: boolean;
}

export interface RetryRules {
  /** Attempts of a contact over its life in the mailing. */
  readonly maxAttempts: number;
  /** Free attempts (congestion, our faults) after which one counts all the same: no contact circles for ever. */
  readonly maxFreeAttempts: number;
  readonly byReason: Readonly<Record<Reason, RetryRule>>;
}
