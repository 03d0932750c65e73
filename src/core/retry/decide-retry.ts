import { localDayOf } from '../compliance/gate/person-day.js';
import { instantOfWallMs } from '../compliance/windows/zone-offset.js';
import type { Contact, ContactUpdate } from '../contact/contact.js';
import { FRESH_PHONE, type PhoneHistory, phoneEventOf, withDial } from '../contact/phone-history.js';
import { DAY } from '../kernel/time.js';
import type { Reason } from '../outcome/outcome.js';
import { nextPhones } from './next-phones.js';
import { restOf } from './rest-of.js';
import type { RetryRule, RetryRules } from './retry-rules.js';
import {
  ALWAYS_OPEN,
  type RetryWindow,
  type TryWhy,
  timeOfTry,
  triesOfContact,
  zonesOf,
} from './try-time.js';

/** Longest wait that growth may reach. */
const LONGEST_WAIT_MS = 30 * DAY;
/** A better phone is worth waiting for so long after the soonest one. */
const WORTH_WAITING_MS = DAY;

export interface FinishedAttempt {
  readonly reason: Reason;
  /** When the person asked to be called back, or null. */
  readonly callbackAtMs: number | null;
  /** When the call left, or null when nothing left: then no ceiling counts it. */
  readonly dialedAtMs: number | null;
}

/** What is known beside the contact; all of it may be missing. */
export interface RetrySurroundings {
  readonly window: RetryWindow;
  /** Right-party contacts to expect of a thousand such attempts (`no` counts from 1), or null when not known. */
  readonly expectedPerThousand: (contact: Contact, attemptNo: number) => number | null;
  /** Hours at which the contact's base answers best, best first. */
  readonly baseHours: (contact: Contact) => readonly number[];
}

export const NO_SURROUNDINGS: RetrySurroundings = {
  window: ALWAYS_OPEN,
  expectedPerThousand: () => null,
  baseHours: () => [],
};

/** Why a contact is not tried any more. */
export const END_REASONS = ['outcome', 'attempts', 'no_phone', 'no_day_left', 'never_open'] as const;
export type EndReason = (typeof END_REASONS)[number];

export interface RetryDecision {
  readonly update: ContactUpdate;
  /** Null while it goes on. */
  readonly end: EndReason | null;
  /** What made the time what it is, in order. */
  readonly why: readonly TryWhy[];
}

/** When, and on which of his phones, a contact is tried next, or that he is done. Pure: the same facts, the same answer. */
export function decideRetry(
  contact: Contact,
  attempt: FinishedAttempt,
  rules: RetryRules,
  nowMs: number,
  surroundings: RetrySurroundings = NO_SURROUNDINGS,
): ContactUpdate {
  return explainRetry(contact, attempt, rules, nowMs, surroundings).update;
}

/** The same decision with its reasons. */
export function explainRetry(
  contact: Contact,
  attempt: FinishedAttempt,
  rules: RetryRules,
  nowMs: number,
  surroundings: RetrySurroundings,
): RetryDecision {
  const rule = rules.byReason[attempt.reason];
  const free = rule.free && contact.freeAttempts < rules.maxFreeAttempts;
  const counted = countAttempt(contact, attempt, rule, free, nowMs);
  const { agreedCallbackMs } = counted.contact;
  const soonestMs = soonestOf(counted.contact, rule, nowMs);
  const exhausted = counted.contact.attempts >= rules.maxAttempts && agreedCallbackMs === null;
  const end = rule.endsContact ? 'outcome' : exhausted ? 'attempts' : null;
  const plan: Plan | EndReason = end ?? planTry(counted.contact, rule, rules, nowMs, surroundings);
  const ended = typeof plan === 'string';
  const { attempts, freeAttempts, sameReasonAttempts } = counted.contact;
  return {
    update: {
      contactId: contact.id,
      state: ended ? 'done' : 'ready',
      nextAtMs: ended ? soonestMs : plan.atMs,
      phoneIndex: ended ? contact.phoneIndex : plan.phoneIndex,
      droppedPhone: counted.droppedPhone,
      dialedPhone: counted.dialedPhone,
      agreedCallbackMs: ended ? null : agreedCallbackMs,
      restReason: ended ? '' : plan.restReason,
      attempts,
      freeAttempts,
      sameReasonAttempts,
      lastReason: attempt.reason,
    },
    end: ended ? plan : null,
    why: ended ? [] : plan.why,
  };
}

interface Counted {
  /** The contact as it is after the attempt, before its next try is chosen. */
  readonly contact: Contact;
  readonly droppedPhone: ContactUpdate['droppedPhone'];
  readonly dialedPhone: ContactUpdate['dialedPhone'];
}

function countAttempt(
  contact: Contact,
  attempt: FinishedAttempt,
  rule: RetryRule,
  free: boolean,
  nowMs: number,
): Counted {
  const phone = contact.phones[contact.phoneIndex];
  const history =
    phone === undefined ? null : historyAfter(phone.history ?? FRESH_PHONE, attempt, rule, nowMs);
  const droppedPhone = rule.dropPhone ? (phone?.number ?? null) : null;
  const phones = contact.phones.map((one) =>
    one.number === phone?.number
      ? { ...one, dropped: one.dropped || droppedPhone !== null, ...(history === null ? {} : { history }) }
      : one,
  );
  return {
    contact: {
      ...contact,
      phones,
      attempts: contact.attempts + (free ? 0 : 1),
      freeAttempts: contact.freeAttempts + (free ? 1 : 0),
      sameReasonAttempts: contact.lastReason === attempt.reason ? contact.sameReasonAttempts + 1 : 1,
      lastReason: attempt.reason,
      agreedCallbackMs:
        attempt.callbackAtMs ?? (free ? contact.agreedCallbackMs : stillOwed(contact, attempt, nowMs)),
    },
    droppedPhone,
    dialedPhone: phone === undefined || history === null ? null : { number: phone.number, history },
  };
}

/**
 * A callback that congestion or a fault of ours spoilt is still owed, and so is one that is yet to come after a call
 * made by hand before it; once the person was spoken to, what was agreed then counts.
 */
function stillOwed({ agreedCallbackMs }: Contact, { reason }: FinishedAttempt, nowMs: number): number | null {
  const spoken = phoneEventOf(reason) === 'right_party';
  return agreedCallbackMs !== null && agreedCallbackMs > nowMs && !spoken ? agreedCallbackMs : null;
}

function historyAfter(
  history: PhoneHistory,
  { reason, dialedAtMs }: FinishedAttempt,
  rule: RetryRule,
  nowMs: number,
): PhoneHistory | null {
  return dialedAtMs === null ? null : withDial(history, reason, dialedAtMs, nowMs + rule.phoneRestMs);
}

/** The wait after the reason alone, or the time the person asked for. */
function soonestOf(contact: Contact, rule: RetryRule, nowMs: number): number {
  const waitMs = Math.round(rule.delayMs * rule.growth ** (contact.sameReasonAttempts - 1));
  const { agreedCallbackMs } = contact;
  return agreedCallbackMs !== null && agreedCallbackMs > nowMs
    ? agreedCallbackMs
    : nowMs + Math.min(LONGEST_WAIT_MS, waitMs);
}

interface Plan {
  readonly phoneIndex: number;
  readonly atMs: number;
  readonly why: readonly TryWhy[];
  readonly restReason: string;
}

/** The best phone among those that may be tried within a day of the soonest. */
function planTry(
  contact: Contact,
  rule: RetryRule,
  rules: RetryRules,
  nowMs: number,
  surroundings: RetrySurroundings,
): Plan | EndReason {
  const callback = contact.agreedCallbackMs !== null;
  const choices = nextPhones(contact, rules, callback || !(rule.nextPhone || rule.dropPhone));
  if (choices.length === 0) {
    return 'no_phone';
  }
  const fromMs = soonestOf(contact, rule, nowMs);
  const lastMs = callback ? Number.POSITIVE_INFINITY : lastMomentOf(contact, rules);
  const baseHours = surroundings.baseHours(contact);
  const found = choices.flatMap(({ index }) => {
    const phone = contact.phones[index];
    const question = { contact, limits: rules, window: surroundings.window, callback, baseHours };
    const time = phone === undefined ? null : timeOfTry({ ...question, phone }, fromMs, lastMs);
    return time === null ? [] : [{ phoneIndex: index, ...time }];
  });
  const soonestMs = Math.min(...found.map(({ atMs }) => atMs));
  const best = found.find(({ atMs }) => atMs <= soonestMs + (callback ? 7 * DAY : WORTH_WAITING_MS));
  if (best === undefined) {
    return Number.isFinite(lastMs) ? 'no_day_left' : 'never_open';
  }
  const first: TryWhy = { step: callback ? 'callback' : 'delay', untilMs: fromMs };
  return rest(contact, rules, { ...best, why: [first, ...best.why], restReason: '' }, nowMs, surroundings);
}

function rest(
  contact: Contact,
  rules: RetryRules,
  plan: Plan,
  nowMs: number,
  surroundings: RetrySurroundings,
): Plan {
  const resting = restOf(contact, rules, nowMs, surroundings);
  if (resting === null) {
    return plan;
  }
  const atMs = Math.max(plan.atMs, resting.untilMs);
  return {
    ...plan,
    atMs,
    restReason: resting.reason,
    why: [...plan.why, { step: 'low_yield', untilMs: atMs }],
  };
}

/** The end of the last local date on which the contact may be tried. */
function lastMomentOf(contact: Contact, { daysAfterFirst }: RetryRules): number {
  const sinceMs = contact.recycledAtMs ?? Number.NEGATIVE_INFINITY;
  const firstMs = triesOfContact(contact).find((atMs) => atMs >= sinceMs);
  const phone = contact.phones[contact.phoneIndex];
  if (daysAfterFirst === null || firstMs === undefined || phone === undefined) {
    return Number.POSITIVE_INFINITY;
  }
  const zones = zonesOf(phone.number, contact.municipality);
  const lastDayOf = (zone: string) => localDayOf(firstMs, zone) + daysAfterFirst;
  return Math.min(...zones.map((zone) => instantOfWallMs((lastDayOf(zone) + 1) * DAY, zone) - 1));
}
