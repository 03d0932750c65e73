import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideDial } from '../../../src/core/compliance/gate/decide-dial.js';
import type { PastAttempt } from '../../../src/core/compliance/gate/dial-facts.js';
import { localDayOf } from '../../../src/core/compliance/gate/person-day.js';
import type { Contact } from '../../../src/core/contact/contact.js';
import { isPersonEvent, phoneEventOf } from '../../../src/core/contact/phone-history.js';
import { updatedContact } from '../../../src/core/contact/updated-contact.js';
import { DAY, HOUR } from '../../../src/core/kernel/time.js';
import { REASONS, type Reason } from '../../../src/core/outcome/outcome.js';
import { dayPartAt } from '../../../src/core/retry/day-part.js';
import {
  decideRetry,
  explainRetry,
  NO_SURROUNDINGS,
  type RetrySurroundings,
} from '../../../src/core/retry/decide-retry.js';
import { DEFAULT_RETRY, RETRY_PRESETS } from '../../../src/core/retry/retry-presets.js';
import type { RetryRules } from '../../../src/core/retry/retry-rules.js';
import { retryWindow } from '../../../src/core/retry/retry-window.js';
import { triesOfContact, zonesOf } from '../../../src/core/retry/try-time.js';
import { dialFacts, dialQuestion, loadedList } from '../../support/dial-samples.js';
import { aContactWith, POLICY } from '../../support/retry-samples.js';

/** Tuesday 2026-11-24, 09:00 in Brasília. */
const START_MS = Date.UTC(2026, 10, 24, 12);
const SAO_PAULO = 'America/Sao_Paulo';
const COLLECTION = { purpose: 'cobranca', sector: 'outro', ringTimeoutMs: 25_000 } as const;

interface Dialed {
  readonly atMs: number;
  readonly phone: string;
  readonly reason: Reason;
}

/** Lives a contact to its end, each try leaving when it is due. */
function live(
  contact: Contact,
  reasons: readonly Reason[],
  rules: RetryRules,
  surroundings: RetrySurroundings,
): readonly Dialed[] {
  const dialed: Dialed[] = [];
  let present: Contact = { ...contact, nextAtMs: START_MS };
  for (const reason of reasons) {
    const atMs = present.nextAtMs;
    dialed.push({ atMs, phone: present.phones[present.phoneIndex]?.number ?? '', reason });
    const attempt = { reason, callbackAtMs: null, dialedAtMs: atMs };
    const update = decideRetry(present, attempt, rules, atMs + 40_000, surroundings);
    if (update.state === 'done') {
      break;
    }
    present = updatedContact(present, update);
  }
  return dialed;
}

function mostInAny(times: readonly number[], spanMs: number): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at <= from + spanMs).length));
}

function mostOfADay(times: readonly number[], zones: readonly string[]): number {
  const counts = zones.flatMap((zone) => {
    const days = times.map((atMs) => localDayOf(atMs, zone));
    return days.map((day) => days.filter((other) => other === day).length);
  });
  return Math.max(0, ...counts);
}

const ONGOING = REASONS.filter((reason) => !DEFAULT_RETRY.byReason[reason].endsContact);
const reasonsOf = fc.array(fc.constantFrom(...ONGOING), { minLength: 12, maxLength: 40 });
const areas = fc.constantFrom('11', '68', '81', '97', '92', '42');
const presets = Object.entries(RETRY_PRESETS);

describe.each(presets)('the cadence %s', (_name, rules) => {
  test('never goes above its own maxima, whatever happens on the phones', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), areas, reasonsOf, (phones, ddd, reasons) => {
        const contact = aContactWith(phones, {}, ddd);
        const dialed = live(contact, reasons, rules, {
          ...NO_SURROUNDINGS,
          window: retryWindow(POLICY, COLLECTION, contact),
        });
        const times = dialed.map(({ atMs }) => atMs);
        const zones = zonesOf(contact.phones[0]!.number, '');
        expect(mostOfADay(times, zones)).toBeLessThanOrEqual(rules.perDay);
        expect(mostInAny(times, 7 * DAY)).toBeLessThanOrEqual(rules.perSevenDays);
        for (const { number } of contact.phones) {
          const own = dialed.filter(({ phone }) => phone === number).map(({ atMs }) => atMs);
          expect(mostOfADay(own, zones)).toBeLessThanOrEqual(rules.perPhoneDay);
          expect(mostInAny(own, 7 * DAY)).toBeLessThanOrEqual(rules.perPhoneSevenDays);
          expect(own.length).toBeLessThanOrEqual(rules.perPhoneLife);
        }
        times.slice(1).forEach((atMs, index) => {
          expect(atMs - (times[index] ?? 0)).toBeGreaterThanOrEqual(rules.spacingMs);
        });
        if (rules.daysAfterFirst !== null) {
          const first = localDayOf(times[0] ?? 0, zones[0]!);
          expect(localDayOf(times.at(-1) ?? 0, zones[0]!) - first).toBeLessThanOrEqual(rules.daysAfterFirst);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('chooses only instants at which the gate lets the call go', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), areas, reasonsOf, (phones, ddd, reasons) => {
        const contact = aContactWith(phones, { cpfHash: 'c', debtId: 'd' }, ddd);
        const dialed = live(contact, reasons, rules, {
          ...NO_SURROUNDINGS,
          window: retryWindow(POLICY, COLLECTION, contact),
        });
        const history: PastAttempt[] = [];
        dialed.slice(1).forEach(({ atMs, phone }, index) => {
          const before = dialed[index]!;
          history.push({
            group: `g${index}`,
            phone: before.phone,
            cpfHash: 'c',
            debtId: 'd',
            creditorCnpj: '11222333000181',
            line: '+551140000000',
            tDialMs: before.atMs,
            tEndMs: before.atMs + 30_000,
            abandoned: before.reason === 'abandoned',
            machine: before.reason === 'machine',
            rightParty: phoneEventOf(before.reason) === 'right_party',
          });
          const question = dialQuestion({ phone, cpfHash: 'c', debtId: 'd' });
          const fresh = loadedList({ loadedAtMs: atMs - HOUR });
          const facts = dialFacts({ history, lists: { sp: fresh, pa: fresh, nmp: fresh } });
          const decision = decideDial(question, POLICY, facts, atMs);
          expect(`${decision.blockedBy} after ${before.reason}`).toBe(`null after ${before.reason}`);
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('the parts of the day', () => {
  test.each([
    ['padrao', 6],
    ['banco-tres-dias', 3],
  ] as const)('are all reached by a contact that never answers under %s', (name, tries) => {
    const contact = aContactWith(2);
    const surroundings = { ...NO_SURROUNDINGS, window: retryWindow(POLICY, COLLECTION, contact) };
    const dialed = live(contact, Array(20).fill('no_answer'), RETRY_PRESETS[name], surroundings);
    const parts = dialed.map(({ atMs }) => dayPartAt(atMs, SAO_PAULO));
    expect(dialed).toHaveLength(tries);
    expect(new Set(parts)).toEqual(new Set(['manha', 'tarde', 'noite']));
    parts.slice(1).forEach((part, index) => {
      expect(part).not.toBe(parts[index]);
    });
  });

  test('do not see all contacts at once: those moved to another part are spread over it', () => {
    const eighths = new Map<number, number>();
    for (let id = 0; id < 400; id += 1) {
      const contact = aContactWith(1, { id: `c${id}` as Contact['id'] });
      // Tried at 19:30, all of them wait for the next morning's opening at 8:00; the morning ends at noon.
      const window = retryWindow(POLICY, COLLECTION, contact);
      const attempt = {
        reason: 'no_answer',
        callbackAtMs: null,
        dialedAtMs: START_MS + 10.5 * HOUR,
      } as const;
      const update = decideRetry(contact, attempt, DEFAULT_RETRY, START_MS + 10.5 * HOUR, {
        ...NO_SURROUNDINGS,
        window,
      });
      const eighth = Math.floor((update.nextAtMs - (START_MS + DAY - HOUR)) / (HOUR / 2));
      eighths.set(eighth, (eighths.get(eighth) ?? 0) + 1);
    }
    expect([...eighths.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const contacts of eighths.values()) {
      expect(contacts).toBeGreaterThan(25);
      expect(contacts).toBeLessThan(85);
    }
  });

  test('give way to the hour at which the contact answered', () => {
    const contact = aContactWith(1);
    const answered = { reason: 'third_party', callbackAtMs: null, dialedAtMs: START_MS + 6 * HOUR } as const;
    const decision = explainRetry(contact, answered, DEFAULT_RETRY, START_MS + 6 * HOUR, NO_SURROUNDINGS);
    // 15:00 on Tuesday; a day later at the earliest, in the same hour.
    expect(dayPartAt(decision.update.nextAtMs, SAO_PAULO)).toBe('tarde');
    expect(decision.update.nextAtMs).toBe(START_MS + 6 * HOUR + DAY);
  });
});

describe('the phones of a contact', () => {
  const nextOf = (contact: Contact, reason: Reason, hours: number, rules = DEFAULT_RETRY) => {
    const atMs = START_MS + hours * HOUR;
    const attempt = { reason, callbackAtMs: null, dialedAtMs: atMs };
    return updatedContact(contact, decideRetry(contact, attempt, rules, atMs));
  };

  test('are tried again first where the person was, then where somebody answered', () => {
    let contact = { ...aContactWith(3), phoneIndex: 2 };
    contact = nextOf(contact, 'client_hung_up', 0);
    contact = nextOf({ ...contact, phoneIndex: 1 }, 'third_party', 24 * 8);
    expect(nextOf({ ...contact, phoneIndex: 0 }, 'no_answer', 24 * 16).phoneIndex).toBe(2);
  });

  test('become weak without an answer and are tried last, but not never', () => {
    const rules = { ...DEFAULT_RETRY, maxAttempts: 100, weakAfter: 2, weakEvery: 3, perPhoneLife: 100 };
    let contact = aContactWith(3);
    const dialed: number[] = [];
    const reasonOf = (index: number): Reason => (index === 0 ? 'no_answer' : 'third_party');
    for (let day = 0; day < 24; day += 1) {
      dialed.push(contact.phoneIndex);
      contact = nextOf(contact, reasonOf(contact.phoneIndex), 24 * 3 * day, rules);
    }
    const weak = dialed.flatMap((index, at) => (index === 0 && at > 6 ? [at] : []));
    expect(weak.length).toBeGreaterThan(2);
    weak.slice(1).forEach((at, index) => {
      expect(at - (weak[index] ?? 0)).toBeGreaterThan(rules.weakEvery);
    });
  });

  test('of which none is left alive end the contact', () => {
    const rules = { ...DEFAULT_RETRY, maxAttempts: 100, deadAfter: 5 };
    let contact = aContactWith(1);
    for (let day = 0; day < 4; day += 1) {
      contact = nextOf(contact, 'no_answer', 24 * 4 * day, rules);
    }
    const attempt = { reason: 'no_answer', callbackAtMs: null, dialedAtMs: START_MS + 16 * DAY } as const;
    const decision = explainRetry(contact, attempt, rules, START_MS + 16 * DAY, NO_SURROUNDINGS);
    expect(decision.end).toBe('no_phone');
  });
});

describe('a callback', () => {
  const agreed = (hours: number) => {
    const attempt = {
      reason: 'callback_agreed',
      callbackAtMs: START_MS + hours * HOUR,
      dialedAtMs: START_MS,
    } as const;
    return decideRetry(aContactWith(2), attempt, DEFAULT_RETRY, START_MS + 60_000);
  };

  test('comes at the time that was agreed, on the same phone, inside the spacing', () => {
    expect(agreed(1)).toMatchObject({
      state: 'ready',
      nextAtMs: START_MS + HOUR,
      agreedCallbackMs: START_MS + HOUR,
      phoneIndex: 0,
    });
  });

  test('is no longer owed once it was placed, and still owed when congestion kept it from leaving', () => {
    const contact = updatedContact(aContactWith(2), agreed(1));
    const placed = (reason: Reason) =>
      decideRetry(contact, { reason, callbackAtMs: null, dialedAtMs: null }, DEFAULT_RETRY, START_MS + HOUR);
    expect(placed('no_answer').agreedCallbackMs).toBeNull();
    expect(placed('not_sent').agreedCallbackMs).toBe(START_MS + HOUR);
  });
});

describe('a base that yields too little', () => {
  test('rests its contacts, says so, and lets callbacks through', () => {
    const rules = { ...DEFAULT_RETRY, leastPerThousand: 20 };
    const poor: RetrySurroundings = { ...NO_SURROUNDINGS, expectedPerThousand: (_, no) => (no > 1 ? 5 : 90) };
    const attempt = { reason: 'no_answer', callbackAtMs: null, dialedAtMs: START_MS } as const;
    const rested = decideRetry(aContactWith(1), attempt, rules, START_MS, poor);
    expect(rested).toMatchObject({ state: 'ready', restReason: 'low_yield', nextAtMs: START_MS + 7 * DAY });
    const callback = { ...attempt, reason: 'callback_agreed', callbackAtMs: START_MS + DAY } as const;
    expect(decideRetry(aContactWith(1), callback, rules, START_MS, poor).restReason).toBe('');
  });
});

test('a free attempt that left counts for the ceilings of the day, as it does for the law', () => {
  const attempt = { reason: 'congestion', callbackAtMs: null, dialedAtMs: START_MS } as const;
  const update = decideRetry(aContactWith(1), attempt, DEFAULT_RETRY, START_MS);
  expect(update.attempts).toBe(0);
  expect(update.nextAtMs).toBeGreaterThanOrEqual(START_MS + 3 * HOUR);
  expect(triesOfContact(updatedContact(aContactWith(1), update))).toEqual([START_MS]);
});

test('every reason of the vocabulary says or does not say something of the phone', () => {
  const silent = REASONS.filter((reason) => phoneEventOf(reason) === null);
  expect(silent).toEqual(['congestion', 'network_failure', 'cancelled', 'not_sent', 'lost']);
  expect(isPersonEvent(phoneEventOf('machine'))).toBe(false);
});
