import { DAY, HOUR, MINUTE } from '../kernel/time.js';
import { REASONS, type Reason } from '../outcome/outcome.js';
import type { RetryLimits, RetryRule, RetryRules } from './retry-rules.js';

const LATER: RetryRule = {
  delayMs: 3 * HOUR,
  growth: 1.5,
  nextPhone: true,
  dropPhone: false,
  endsContact: false,
  free: false,
  phoneRestMs: 0,
};

const END: RetryRule = { ...LATER, endsContact: true };
/** Who was spoken to about the debt is left alone for seven days (12 CFR 1006.14(b)(2)(i)(B), taken as a default). */
const TALKED: RetryRule = { ...LATER, delayMs: 7 * DAY, nextPhone: false };
/** No automatic call to a phone for so long after a machine answered, and after an abandoned call (Ofcom, 2010). */
const MACHINE_REST_MS = DAY;
const ABANDONED_REST_MS = 3 * DAY;

/** What differs from "in three hours, on the next phone". */
const BY_REASON: Partial<Record<Reason, RetryRule>> = {
  busy: { ...LATER, nextPhone: false },
  no_answer: LATER,
  unreachable: LATER,
  rejected: { ...LATER, delayMs: DAY },
  invalid_number: { ...LATER, delayMs: MINUTE, dropPhone: true },
  congestion: { ...LATER, delayMs: 5 * MINUTE, nextPhone: false, free: true },
  network_failure: { ...LATER, delayMs: 15 * MINUTE, nextPhone: false, free: true },
  machine: { ...LATER, delayMs: DAY, phoneRestMs: MACHINE_REST_MS },
  fax: { ...LATER, dropPhone: true },
  silence: { ...LATER, delayMs: 4 * HOUR },
  abandoned: { ...LATER, delayMs: 3 * DAY, nextPhone: false, phoneRestMs: ABANDONED_REST_MS },
  hung_up_before_agent: { ...LATER, delayMs: 4 * HOUR },
  cancelled: { ...LATER, delayMs: 5 * MINUTE, nextPhone: false, free: true },
  not_sent: { ...LATER, delayMs: MINUTE, nextPhone: false, free: true },
  lost: { ...LATER, delayMs: 30 * MINUTE, nextPhone: false },
  third_party: { ...LATER, delayMs: DAY },
  message_left: { ...LATER, delayMs: DAY },
  wrong_person: { ...LATER, delayMs: MINUTE, dropPhone: true },
  client_hung_up: TALKED,
  callback_agreed: TALKED,
  line_dropped: { ...LATER, delayMs: 10 * MINUTE, nextPhone: false },
  undisposed: { ...LATER, delayMs: DAY, nextPhone: false },
  deceased: END,
  abuse: END,
  opt_out: { ...END, dropPhone: true },
  no_agreement: TALKED,
  says_paid: END,
  disputes_debt: END,
  promise: END,
  agreement: END,
  information_given: END,
};

function tableOf(change: Partial<Record<Reason, Partial<RetryRule>>>): Readonly<Record<Reason, RetryRule>> {
  return Object.fromEntries(
    REASONS.map((reason) => [reason, { ...(BY_REASON[reason] ?? LATER), ...change[reason] }]),
  ) as Record<Reason, RetryRule>;
}

/**
 * Ceilings no preset goes above: what courts held bearable a day (TJPB 0809796-87.2020.8.15.0001), three hours
 * between dials, and seven dials of a debt in seven days (12 CFR 1006.14(b)(2)(i)(A)), so that it is the cadence and
 * not the gate that makes a contact wait.
 */
const CAREFUL: RetryLimits = {
  spacingMs: 3 * HOUR,
  perDay: 3,
  perSevenDays: 7,
  perPhoneDay: 2,
  perPhoneSevenDays: 7,
  perPhoneLife: 20,
  daysAfterFirst: null,
  weakAfter: 4,
  deadAfter: 10,
  weakEvery: 3,
  dayParts: 'spread',
  bestHours: true,
  leastPerThousand: 0,
  restMs: 7 * DAY,
  recycledAttempts: 3,
};

/** No ceiling but the attempts: for trials in which a day is minutes long. The gate still holds. */
export const FREE_CADENCE: RetryLimits = {
  ...CAREFUL,
  spacingMs: 0,
  perDay: 1000,
  perSevenDays: 1000,
  perPhoneDay: 1000,
  perPhoneSevenDays: 1000,
  perPhoneLife: 1000,
  weakAfter: 1000,
  deadAfter: 1000,
  dayParts: 'any',
  bestHours: false,
};

/** The cadence a campaign starts with: six attempts, widening; congestion and our own faults do not count. */
export const DEFAULT_RETRY: RetryRules = {
  ...CAREFUL,
  maxAttempts: 6,
  maxFreeAttempts: 20,
  byReason: tableOf({}),
};

/** Three attempts on the day of a base that is made daily; what is left comes back with tomorrow's base. */
const BANK_DAILY: RetryRules = {
  ...CAREFUL,
  maxAttempts: 3,
  maxFreeAttempts: 20,
  daysAfterFirst: 0,
  recycledAttempts: 3,
  byReason: tableOf({}),
};

/** Three attempts on three dates: the day of the first and two more, as bases that are not made daily get. */
const BANK_THREE_DAYS: RetryRules = {
  ...BANK_DAILY,
  perDay: 1,
  perPhoneDay: 1,
  daysAfterFirst: 2,
  byReason: tableOf({}),
};

/** Long waits that widen fast: fewer dials a line and a company, more of them answered. */
const WIDENING: RetryRules = {
  ...CAREFUL,
  maxAttempts: 8,
  maxFreeAttempts: 20,
  perDay: 1,
  perSevenDays: 4,
  perPhoneDay: 1,
  perPhoneSevenDays: 2,
  weakAfter: 3,
  deadAfter: 6,
  weakEvery: 4,
  byReason: tableOf({
    busy: { delayMs: 6 * HOUR, growth: 2 },
    no_answer: { delayMs: DAY, growth: 2 },
    unreachable: { delayMs: DAY, growth: 2 },
    rejected: { delayMs: 3 * DAY, growth: 2 },
    machine: { delayMs: 2 * DAY, growth: 2 },
    silence: { delayMs: 2 * DAY, growth: 2 },
    hung_up_before_agent: { delayMs: DAY, growth: 2 },
    third_party: { delayMs: 2 * DAY, growth: 2 },
    message_left: { delayMs: 2 * DAY, growth: 2 },
  }),
};

/** The cadences that ship, by id. */
export const RETRY_PRESETS = {
  padrao: DEFAULT_RETRY,
  'banco-diario': BANK_DAILY,
  'banco-tres-dias': BANK_THREE_DAYS,
  'intervalos-largos': WIDENING,
} as const satisfies Record<string, RetryRules>;

export type RetryPresetId = keyof typeof RETRY_PRESETS;
export const RETRY_PRESET_IDS = Object.keys(RETRY_PRESETS) as [RetryPresetId, ...RetryPresetId[]];
