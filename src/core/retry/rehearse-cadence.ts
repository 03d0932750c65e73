import type { Contact } from '../contact/contact.js';
import { type PhoneState, phoneStateOf } from '../contact/phone-state.js';
import { updatedContact } from '../contact/updated-contact.js';
import type { E164 } from '../kernel/ids.js';
import type { Reason } from '../outcome/outcome.js';
import { type EndReason, explainRetry, type RetrySurroundings } from './decide-retry.js';
import { nextPhones } from './next-phones.js';
import type { RetryRules } from './retry-rules.js';
import { type TryWhy, timeOfTry, zonesOf } from './try-time.js';

/** One supposed try of a dry run. */
export interface RehearsedTry {
  readonly attemptNo: number;
  readonly phone: E164;
  readonly phoneState: PhoneState;
  readonly atMs: number;
  /** Zones of the phone; the first tells the local time. */
  readonly zones: readonly string[];
  readonly why: readonly TryWhy[];
  readonly restReason: string;
  /** How it was supposed to end. */
  readonly outcome: Reason;
}

export interface Rehearsal {
  readonly tries: readonly RehearsedTry[];
  /** Why no further try follows; null when the supposed outcomes were used up first. */
  readonly end: EndReason | null;
}

/** More tries than any sensible cadence makes. */
const MOST_TRIES = 50;
/** A supposed call lasts so long: a ringing, or a talk. */
const CALL_MS = 30_000;

/**
 * Plays a contact's cadence without a call: when and on which phone it would be tried next and why, each try ending as
 * supposed. The last outcome repeats itself to the end. Shares its decisions with the engine.
 */
export function rehearseCadence(
  contact: Contact,
  outcomes: readonly Reason[],
  rules: RetryRules,
  nowMs: number,
  surroundings: RetrySurroundings,
): Rehearsal {
  const tries: RehearsedTry[] = [];
  let next = firstTry(contact, rules, nowMs, surroundings);
  if (next === null) {
    return { tries, end: 'no_phone' };
  }
  const most = outcomes.length > 1 ? outcomes.length : MOST_TRIES;
  while (tries.length < most) {
    const { contact: present, why }: DueTry = next;
    const phone = present.phones[present.phoneIndex];
    const outcome = outcomes[Math.min(tries.length, outcomes.length - 1)] ?? 'no_answer';
    if (phone === undefined) {
      return { tries, end: 'no_phone' };
    }
    tries.push({
      attemptNo: present.attempts + 1,
      phone: phone.number,
      phoneState: phoneStateOf(phone, rules),
      atMs: present.nextAtMs,
      zones: zonesOf(phone.number, present.municipality),
      why,
      restReason: present.restReason,
      outcome,
    });
    const attempt = { reason: outcome, callbackAtMs: null, dialedAtMs: present.nextAtMs };
    const decision = explainRetry(present, attempt, rules, present.nextAtMs + CALL_MS, surroundings);
    if (decision.end !== null) {
      return { tries, end: decision.end };
    }
    next = { contact: updatedContact(present, decision.update), why: decision.why };
  }
  return { tries, end: null };
}

interface DueTry {
  readonly contact: Contact;
  readonly why: readonly TryWhy[];
}

/** The contact's due time stands; ceilings and the window may move it on. */
function firstTry(
  contact: Contact,
  rules: RetryRules,
  nowMs: number,
  surroundings: RetrySurroundings,
): DueTry | null {
  const callback = contact.agreedCallbackMs !== null;
  const [choice] = nextPhones(contact, rules, true);
  const phone = choice === undefined ? undefined : contact.phones[choice.index];
  if (choice === undefined || phone === undefined) {
    return null;
  }
  const fromMs = Math.max(nowMs, contact.nextAtMs);
  // A due time was chosen with its wishes; only what forbids may still move it.
  const limits = { ...rules, dayParts: 'any', bestHours: false } as const;
  const question = { contact, phone, limits, window: surroundings.window, callback, baseHours: [] };
  const time = timeOfTry(question, fromMs, Number.POSITIVE_INFINITY);
  return time === null
    ? null
    : {
        contact: { ...contact, phoneIndex: choice.index, nextAtMs: time.atMs },
        why: [{ step: callback ? 'callback' : 'delay', untilMs: fromMs }, ...time.why],
      };
}
