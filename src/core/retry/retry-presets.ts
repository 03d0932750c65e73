import { DAY, HOUR, MINUTE } from '../kernel/time.js';
import { REASONS, type Reason } from '../outcome/outcome.js';
import type { RetryRule, RetryRules } from './retry-rules.js';

const LATER: RetryRule = {
  delayMs: 2 * HOUR,
  growth: 1.5,
  nextPhone: true,
  dropPhone: false,
  endsContact: false,
  free: false,
};

const END: RetryRule = { ...LATER, endsContact: true };

/** What differs from "in two hours, on the next phone". */
const BY_REASON: Partial<Record<Reason, RetryRule>> = {
  busy: { ...LATER, delayMs: 15 * MINUTE, nextPhone: false },
  no_answer: LATER,
  unreachable: { ...LATER, delayMs: 3 * HOUR },
  rejected: { ...LATER, delayMs: DAY },
  invalid_number: { ...LATER, delayMs: MINUTE, dropPhone: true },
  congestion: { ...LATER, delayMs: 5 * MINUTE, nextPhone: false, free: true },
  network_failure: { ...LATER, delayMs: 15 * MINUTE, nextPhone: false, free: true },
  machine: { ...LATER, delayMs: DAY },
  fax: { ...LATER, dropPhone: true },
  silence: { ...LATER, delayMs: 4 * HOUR },
  abandoned: { ...LATER, delayMs: 3 * DAY, nextPhone: false },
  hung_up_before_agent: { ...LATER, delayMs: 4 * HOUR },
  cancelled: { ...LATER, delayMs: 5 * MINUTE, nextPhone: false, free: true },
  not_sent: { ...LATER, delayMs: MINUTE, nextPhone: false, free: true },
  lost: { ...LATER, delayMs: 30 * MINUTE, nextPhone: false },
  third_party: { ...LATER, delayMs: DAY },
  message_left: { ...LATER, delayMs: DAY },
  wrong_person: { ...LATER, delayMs: MINUTE, dropPhone: true },
  client_hung_up: { ...LATER, delayMs: DAY, nextPhone: false },
  callback_agreed: { ...LATER, delayMs: HOUR, nextPhone: false },
  line_dropped: { ...LATER, delayMs: 10 * MINUTE, nextPhone: false },
  undisposed: { ...LATER, delayMs: DAY, nextPhone: false },
  deceased: END,
  abuse: END,
  opt_out: { ...END, dropPhone: true },
  no_agreement: { ...LATER, delayMs: 2 * DAY, nextPhone: false },
  says_paid: END,
  disputes_debt: END,
  promise: END,
  agreement: END,
  information_given: END,
};

/** The cadence a campaign starts with: six attempts, widening; congestion and our own faults do not count. */
export const DEFAULT_RETRY: RetryRules = {
  maxAttempts: 6,
  maxFreeAttempts: 20,
  byReason: Object.fromEntries(REASONS.map((reason) => [reason, BY_REASON[reason] ?? LATER])) as Record<
    Reason,
    RetryRule
  >,
};
