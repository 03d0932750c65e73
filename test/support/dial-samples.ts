import type { DialFacts, ListFact, PastAttempt } from '../../src/core/compliance/gate/dial-facts.js';
import type { DialQuestion } from '../../src/core/compliance/gate/dial-question.js';
import { NO_USAGE } from '../../src/core/compliance/limits/usage.js';
import { HOUR } from '../../src/core/kernel/time.js';

/** Tuesday 24 November 2026, 11:00 in Brasília. */
export const TUESDAY_11 = Date.parse('2026-11-24T14:00:00.000Z');

/** A list that was loaded an hour ago and does not hold the number. */
export function loadedList(more: Partial<Extract<ListFact, { state: 'loaded' }>> = {}): ListFact {
  return {
    state: 'loaded',
    version: '2026-11-24',
    loadedAtMs: TUESDAY_11 - HOUR,
    numberSince: null,
    personSince: null,
    authorised: false,
    ...more,
  };
}

/** A collection call to São Paulo that nothing speaks against. */
export function dialQuestion(more: Partial<DialQuestion> = {}): DialQuestion {
  return {
    phone: '+5511987654321',
    purpose: 'cobranca',
    sector: 'outro',
    mode: 'predictive',
    agreedCallback: false,
    agentReserved: false,
    ringTimeoutMs: 25_000,
    callerCnpj: '12345678000195',
    creditorCnpj: '99999999000191',
    cpfHash: 'person-1',
    debtId: 'debt-1',
    attemptGroup: 'now',
    municipality: '',
    addressUf: '',
    line: {
      number: '+551140001000',
      ownerCnpj: '12345678000195',
      carrierId: 'carrier-a',
      kind: 'ddd',
      authenticated: false,
    },
    trunk: { carrierId: 'carrier-a', service: 'STFC' },
    from: '+551140001000',
    assertedIdentity: '+551140001000',
    privacy: false,
    ...more,
  };
}

/** What is known of somebody never called before. */
export function dialFacts(more: Partial<DialFacts> = {}): DialFacts {
  return {
    lists: { sp: loadedList(), pa: loadedList(), nmp: loadedList() },
    optOuts: [],
    optIn: 'consent',
    wrongPersonSinceMs: null,
    debt: 'open',
    history: [],
    live: { number: false, person: false },
    lineDay: NO_USAGE,
    companyDay: NO_USAGE,
    companyMonth: { calls: 0, earlier: [] },
    ...more,
  };
}

let serial = 0;

/** An unanswered call to the same person on the same number, so long ago. */
export function pastAttempt(agoMs: number, more: Partial<PastAttempt> = {}): PastAttempt {
  serial += 1;
  const tDialMs = TUESDAY_11 - agoMs;
  return {
    group: `group-${serial}`,
    phone: '+5511987654321',
    cpfHash: 'person-1',
    debtId: 'debt-1',
    creditorCnpj: '99999999000191',
    line: '+551140001000',
    tDialMs,
    tEndMs: tDialMs,
    abandoned: false,
    machine: false,
    rightParty: false,
    ...more,
  };
}
