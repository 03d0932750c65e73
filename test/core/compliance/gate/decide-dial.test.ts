import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeHolidayCalendar } from '../../../../src/core/compliance/calendar/holiday-calendar.js';
import { CompiledPolicy } from '../../../../src/core/compliance/gate/compiled-policy.js';
import { type DialDecision, decideDial } from '../../../../src/core/compliance/gate/decide-dial.js';
import type { DialFacts, PastAttempt } from '../../../../src/core/compliance/gate/dial-facts.js';
import type { DialQuestion } from '../../../../src/core/compliance/gate/dial-question.js';
import { GATE_RULES } from '../../../../src/core/compliance/gate/gate-rules.js';
import { NO_USAGE } from '../../../../src/core/compliance/limits/usage.js';
import { parsePolicy } from '../../../../src/core/compliance/parse-policy.js';
import { BRASIL_2026 } from '../../../../src/core/compliance/presets/brasil-2026.js';
import { RULE_NAMES } from '../../../../src/core/compliance/rule-id.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../../../src/core/kernel/time.js';
import {
  dialFacts,
  dialQuestion,
  loadedList,
  pastAttempt,
  TUESDAY_11,
} from '../../../support/dial-samples.js';

const calendar = makeHolidayCalendar();
const brasil = new CompiledPolicy(BRASIL_2026, calendar);

function decide(
  question: Partial<DialQuestion> = {},
  facts: Partial<DialFacts> = {},
  nowMs = TUESDAY_11,
  policy = brasil,
): DialDecision {
  return decideDial(dialQuestion(question), policy, dialFacts(facts), nowMs);
}

/** The rules that block. */
const blocking = ({ results }: DialDecision) =>
  results.filter(({ verdict }) => verdict === 'block').map(({ rule }) => rule);
const verdictOf = ({ results }: DialDecision, id: string) => results.find(({ rule }) => rule === id)?.verdict;
const line = (more: Partial<DialQuestion['line']>) => ({ line: { ...dialQuestion().line, ...more } });
const own = (...changes: unknown[]) =>
  new CompiledPolicy(parsePolicy({ id: 'own', version: '1', base: 'brasil-2026', changes }).policy, calendar);

describe('a call nothing speaks against', () => {
  it('is allowed, with the result of every rule of the gate and the version of the policy', () => {
    const decision = decide();
    expect(decision).toMatchObject({
      allowed: true,
      blockedBy: null,
      hold: null,
      nextAllowedMs: null,
      policyVersion: 'brasil-2026@1',
    });
    expect(decision.results.map(({ rule }) => rule)).toEqual(GATE_RULES.map(({ id }) => id));
  });

  it('is asked of every rule that the gate decides', () => {
    const asked = new Set(decide().results.map(({ rule }) => rule));
    const due = Object.entries(RULE_NAMES).filter(([, { decidedBy }]) => decidedBy === 'gate');
    expect(due.map(([id]) => id).filter((id) => !asked.has(id as never))).toEqual([]);
  });

  it('gives the same answer to the same question', () => {
    expect(decide()).toEqual(decide());
  });
});

describe('the number (R12)', () => {
  it.each(['+5511987654321', '+551133334444'])('%s exists', (phone) => {
    expect(verdictOf(decide({ phone }), 'R12')).toBe('pass');
  });

  it.each([
    '+558003001234',
    '+5520987654321',
    '+551187654321',
    '+5511187654321',
    '+14155550100',
    '+55303123456',
    '5511987654321',
  ])('%s is no destination, at no time', (phone) => {
    const decision = decide({ phone });
    expect(decision).toMatchObject({ allowed: false, blockedBy: 'R12', hold: 'phone', nextAllowedMs: null });
  });
});

describe('hours and days', () => {
  const at = (iso: string, question: Partial<DialQuestion> = {}) => decide(question, {}, Date.parse(iso));

  it('R13: opens and closes to the millisecond, and says when next', () => {
    expect(at('2026-11-24T11:00:00.000Z').allowed).toBe(true);
    expect(at('2026-11-24T10:59:59.999Z')).toMatchObject({
      blockedBy: 'R13',
      hold: 'time',
      nextAllowedMs: Date.parse('2026-11-24T11:00:00.000Z'),
    });
  });

  it('R14 binds offers, and R13 does not', () => {
    const decision = at('2026-11-24T11:30:00.000Z', { purpose: 'oferta' });
    expect(blocking(decision)).toEqual(['R14']);
    expect(verdictOf(decision, 'R13')).toBe('not_applicable');
  });

  it('R15: a Sunday is said to be a Sunday', () => {
    const decision = at('2026-11-22T15:00:00.000Z');
    expect(decision.blockedBy).toBe('R15');
    expect(decision.results.find(({ rule }) => rule === 'R15')?.inputs['reason']).toBe('Sunday');
  });

  it('R16: the longest ringing is over by closing time', () => {
    const closing = Date.parse('2026-11-24T23:00:00.000Z');
    expect(decide({ ringTimeoutMs: 25_000 }, {}, closing - 25_000).allowed).toBe(true);
    const late = decide({ ringTimeoutMs: 25_000 }, {}, closing - 24_999);
    expect(late).toMatchObject({ blockedBy: 'R16', nextAllowedMs: Date.parse('2026-11-25T11:00:00.000Z') });
    expect(decide({ ringTimeoutMs: 15_000 }, {}, closing - 24_999).allowed).toBe(true);
  });

  it('binds callbacks and manual calls like any other', () => {
    for (const mode of ['manual', 'callback', 'preview'] as const) {
      const decision = at('2026-11-22T15:00:00.000Z', { mode, agreedCallback: true, agentReserved: true });
      expect(decision.blockedBy).toBe('R15');
    }
  });
});

describe('do-not-call lists', () => {
  const listed = (list: 'sp' | 'pa' | 'nmp', since: string, more = {}) => ({
    lists: { ...dialFacts().lists, [list]: loadedList({ numberSince: since, ...more }) },
  });
  const PA = { phone: '+5591987654321' };
  const offer = { purpose: 'oferta' as const };

  it('R17: SP’s list covers collection from local midnight of the thirtieth day', () => {
    // Asked for on 26 October: due on Wednesday 25 November, which begins at 03:00 UTC.
    const facts = listed('sp', '2026-10-26');
    expect(decide({}, facts, Date.parse('2026-11-24T22:59:00Z')).allowed).toBe(true);
    const due = decide({}, facts, Date.parse('2026-11-25T11:00:00Z'));
    expect(due).toMatchObject({ blockedBy: 'R17', hold: 'phone', nextAllowedMs: null });
  });

  it('a list due at midnight goes by the first clock to strike it', () => {
    const servico = new CompiledPolicy(
      { ...BRASIL_2026, rules: BRASIL_2026.rules.filter(({ kind }) => kind !== 'holidays') },
      calendar,
    );
    const facts = listed('sp', '2026-10-26');
    const midnight = Date.parse('2026-11-25T03:00:00.000Z');
    expect(verdictOf(decide({}, facts, midnight - 1, servico), 'R17')).toBe('pass');
    expect(verdictOf(decide({}, facts, midnight, servico), 'R17')).toBe('block');
    // An address in Noronha is an hour ahead.
    const noronha = { municipality: '2605459' };
    expect(verdictOf(decide(noronha, facts, midnight - HOUR, servico), 'R17')).toBe('block');
  });

  it('R17 spares a creditor the consumer authorised, and numbers of other states', () => {
    expect(decide({}, listed('sp', '2026-01-01', { authorised: true })).allowed).toBe(true);
    expect(verdictOf(decide({ phone: '+5531987654321' }, listed('sp', '2026-01-01')), 'R17')).toBe(
      'not_applicable',
    );
  });

  it('R17 reaches a person whose address is in SP', () => {
    const decision = decide({ phone: '+5531987654321', addressUf: 'SP' }, listed('sp', '2026-01-01'));
    expect(decision.blockedBy).toBe('R17');
  });

  it('R18: PA’s list covers collection, by number and by CPF', () => {
    expect(decide(PA, listed('pa', '2026-10-01')).blockedBy).toBe('R18');
    const byPerson = { lists: { ...dialFacts().lists, pa: loadedList({ personSince: '2026-10-01' }) } };
    expect(decide(PA, byPerson)).toMatchObject({ blockedBy: 'R18', hold: 'contact' });
    expect(decide(PA, listed('pa', '2026-11-01')).allowed).toBe(true);
  });

  it('R19: Não Me Perturbe covers offers, and not collection', () => {
    expect(decide(offer, listed('nmp', '2026-10-01')).blockedBy).toBe('R19');
    expect(decide({ ...offer, sector: 'telecom' }, listed('nmp', '2026-10-01')).blockedBy).toBe('R19');
    expect(decide({}, listed('nmp', '2026-10-01')).allowed).toBe(true);
  });

  it('blocks the state whose list was never loaded, until it is or somebody signs that it does not apply', () => {
    const absent = { lists: { ...dialFacts().lists, sp: { state: 'absent' } as const } };
    expect(decide({}, absent)).toMatchObject({ blockedBy: 'R17', hold: 'operation' });
    expect(decide({ phone: '+5531987654321' }, absent).allowed).toBe(true);
    const signed = {
      lists: { ...dialFacts().lists, sp: { state: 'not_applicable', signedBy: 'ana' } as const },
    };
    expect(decide({}, signed).allowed).toBe(true);
  });

  it('R22: a list is at most a day old', () => {
    const aged = (ms: number) => ({
      lists: { ...dialFacts().lists, sp: loadedList({ loadedAtMs: TUESDAY_11 - ms }) },
    });
    expect(decide({}, aged(DAY)).allowed).toBe(true);
    expect(decide({}, aged(DAY + 1))).toMatchObject({ blockedBy: 'R22', hold: 'operation' });
  });
});

describe('what the person said', () => {
  it('R20: an opt-out holds for its purpose from its instant', () => {
    const optOuts = (purpose: 'cobranca' | 'oferta' | '*', sinceMs: number) => ({
      optOuts: [{ purpose, sinceMs }],
    });
    expect(decide({}, optOuts('cobranca', TUESDAY_11))).toMatchObject({ blockedBy: 'R20', hold: 'contact' });
    expect(decide({}, optOuts('*', 0)).blockedBy).toBe('R20');
    expect(decide({}, optOuts('oferta', 0)).allowed).toBe(true);
    expect(decide({}, optOuts('cobranca', TUESDAY_11 + 1)).allowed).toBe(true);
  });

  it('R21: a wrong person is never called at that number again, whoever asks', () => {
    const facts = { wrongPersonSinceMs: TUESDAY_11 };
    for (const question of [
      {},
      { creditorCnpj: '11111111000191' },
      { mode: 'manual', agentReserved: true } as const,
    ]) {
      expect(decide(question, facts)).toMatchObject({ blockedBy: 'R21', hold: 'phone', nextAllowedMs: null });
    }
    expect(decide({}, { wrongPersonSinceMs: TUESDAY_11 + 1 }).allowed).toBe(true);
  });

  it('R40: a paid debt, or an agreement that is kept, is not collected', () => {
    expect(decide({}, { debt: 'paid' })).toMatchObject({ blockedBy: 'R40', hold: 'contact' });
    expect(decide({}, { debt: 'agreed_current' }).blockedBy).toBe('R40');
    expect(verdictOf(decide({ debtId: '' }, { debt: 'paid' }), 'R40')).toBe('not_applicable');
  });

  it('OPT_IN: an offer needs consent, and a client’s own policy for legitimate interest', () => {
    const offer = { purpose: 'oferta' as const };
    const interest = { optIn: 'legitimate_interest' } as const;
    expect(decide(offer, { optIn: 'none' }).blockedBy).toBe('OPT_IN');
    expect(decide(offer, interest).blockedBy).toBe('OPT_IN');
    expect(decide(offer, { optIn: 'consent' }).allowed).toBe(true);
    expect(verdictOf(decide({}, { optIn: 'none' }), 'OPT_IN')).toBe('not_applicable');
    const policy = own({ key: 'OPT_IN', set: { acceptsLegitimateInterest: true } });
    expect(decide(offer, interest, TUESDAY_11, policy).allowed).toBe(true);
  });

  it('ONE_LIVE_CALL: nobody is called while a call to them is live', () => {
    expect(decide({}, { live: { number: true, person: false } }).blockedBy).toBe('ONE_LIVE_CALL');
    expect(decide({}, { live: { number: false, person: true } }).blockedBy).toBe('ONE_LIVE_CALL');
  });
});

describe('caps and spacing', () => {
  const other = { phone: '+5511912345678' };
  const nextDay = Date.parse('2026-11-25T11:00:00.000Z');
  const evening = Date.parse('2026-11-24T22:00:00.000Z');
  const today = (hoursAgo: number, more: Partial<PastAttempt> = {}) =>
    pastAttempt(0, { tDialMs: evening - hoursAgo * HOUR, tEndMs: evening - hoursAgo * HOUR, ...more });

  it('R24: two a day on a number, three on a person, until the person’s next morning', () => {
    const once = [today(4)];
    const twice = [today(8), today(4)];
    expect(decide({}, { history: once }, evening).allowed).toBe(true);
    expect(decide({}, { history: twice }, evening)).toMatchObject({
      blockedBy: 'R24',
      nextAllowedMs: nextDay,
    });
    expect(decide(other, { history: twice }, evening).allowed).toBe(true);
    const thrice = [today(10, other), ...twice];
    expect(blocking(decide({ phone: '+5511955554444' }, { history: thrice }, evening))).toEqual(['R24']);
  });

  it('R24: yesterday’s calls do not count, whatever UTC says', () => {
    const lastNight = {
      tDialMs: Date.parse('2026-11-24T22:55:00Z'),
      tEndMs: Date.parse('2026-11-24T22:55:00Z'),
    };
    const history = [pastAttempt(0, lastNight), pastAttempt(0, { ...lastNight, phone: '+5511912345678' })];
    expect(decide({}, { history }, Date.parse('2026-11-25T12:00:00Z')).allowed).toBe(true);
  });

  it('R24: rows of one try over several carriers count once', () => {
    const history = [today(8, { group: 'g' }), today(8, { group: 'g' }), today(8, { group: 'g' })];
    expect(decide({}, { history }, evening).allowed).toBe(true);
    const second = [today(0.01, { group: 'now' }), ...history];
    expect(decide({ attemptGroup: 'now' }, { history: second }, evening).allowed).toBe(true);
  });

  it('R23: three offers a day of a creditor to a number and to a person', () => {
    const offer = { purpose: 'oferta' as const };
    const history = [today(9), today(6), today(3)];
    expect(blocking(decide(offer, { history }, evening))).toEqual(['R23']);
    expect(decide(offer, { history: history.slice(1) }, evening).allowed).toBe(true);
    expect(decide({ ...offer, creditorCnpj: '1' }, { history }, evening).allowed).toBe(true);
    expect(blocking(decide({ ...offer, ...other }, { history }, evening))).toEqual(['R23']);
  });

  it('R25: seven calls in seven days for a debt', () => {
    const days = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        pastAttempt((index + 1) * 20 * HOUR, { cpfHash: `p${index}`, phone: `+55119${index}` }),
      );
    expect(decide({}, { history: days(6) }).allowed).toBe(true);
    const decision = decide({}, { history: days(7) });
    expect(blocking(decision)).toEqual(['R25']);
    expect(decide({ debtId: 'debt-2' }, { history: days(7) }).allowed).toBe(true);
    expect(decide({ agreedCallback: true }, { history: days(7) }).allowed).toBe(true);
    const oldest = TUESDAY_11 - 7 * 20 * HOUR;
    expect(decision.nextAllowedMs).toBe(oldest + 7 * DAY + 1);
  });

  it('R25: the talk may be in the second row of a try, at the carrier that took over from one that failed', () => {
    const failed = pastAttempt(2 * DAY, { group: 'one try' });
    const talk = pastAttempt(2 * DAY - 1000, { group: 'one try', rightParty: true });
    expect(blocking(decide({}, { history: [failed, talk] }))).toEqual(['R25']);
  });

  it('R25: a pause of seven days from the end of a talk with the person, unless they asked for the callback', () => {
    const talk = (agoMs: number) => ({
      history: [pastAttempt(agoMs + 5 * MINUTE, { rightParty: true, tEndMs: TUESDAY_11 - agoMs })],
    });
    expect(decide({}, talk(7 * DAY)).allowed).toBe(true);
    expect(blocking(decide({}, talk(7 * DAY - 1)))).toEqual(['R25']);
    expect(decide({ agreedCallback: true }, talk(2 * DAY)).allowed).toBe(true);
  });

  it('R26: three hours between two calls to a person, on whichever number', () => {
    expect(decide(other, { history: [pastAttempt(3 * HOUR)] }).allowed).toBe(true);
    const decision = decide(other, { history: [pastAttempt(3 * HOUR - 1)] });
    expect(decision).toMatchObject({ blockedBy: 'R26', nextAllowedMs: TUESDAY_11 + 1 });
    expect(decide({ ...other, agreedCallback: true }, { history: [pastAttempt(HOUR)] }).allowed).toBe(true);
    expect(decide({ ...other, cpfHash: 'person-2' }, { history: [pastAttempt(HOUR)] }).allowed).toBe(true);
  });

  it('R33 and R34: locks from the end of the call, unless an agent waits', () => {
    const ended = (kind: object, hours: number) => ({
      history: [pastAttempt(hours * HOUR + 2 * MINUTE, { ...kind, tEndMs: TUESDAY_11 - hours * HOUR })],
    });
    expect(decide({}, ended({ abandoned: true }, 72)).allowed).toBe(true);
    expect(blocking(decide({}, ended({ abandoned: true }, 71.99)))).toEqual(['R33']);
    expect(decide({}, ended({ machine: true }, 24)).allowed).toBe(true);
    expect(blocking(decide({}, ended({ machine: true }, 23.99)))).toEqual(['R34']);
    const reserved = { mode: 'preview', agentReserved: true } as const;
    expect(decide(reserved, ended({ abandoned: true }, 20)).allowed).toBe(true);
    expect(decide({ mode: 'power' }, ended({ machine: true }, 20)).blockedBy).toBe('R34');
  });

  it('waits for all that time lifts: the lock ends on a Sunday, so it is Monday', () => {
    // Abandoned on Thursday at 16:00 UTC: 72 hours end on Sunday.
    const thursday = Date.parse('2026-11-26T16:00:00Z');
    const history = [pastAttempt(0, { tDialMs: thursday, tEndMs: thursday, abandoned: true })];
    const friday = Date.parse('2026-11-27T16:00:00Z');
    const lists = { ...dialFacts().lists, sp: loadedList({ loadedAtMs: friday }) };
    const decision = decide({}, { history, lists }, friday);
    expect(decision).toMatchObject({
      blockedBy: 'R33',
      nextAllowedMs: Date.parse('2026-11-30T11:00:00.000Z'),
    });
  });
});

describe('line, trunk and carrier', () => {
  it.each([
    ['R07', 'a line of another company', line({ ownerCnpj: '87654321000100' })],
    ['R07', 'a line without owner', line({ ownerCnpj: '' })],
    ['R08', 'a line of another carrier', line({ carrierId: 'carrier-b' })],
    [
      'R09',
      'a mobile line on a fixed trunk',
      { ...line({ number: '+5511999990000' }), from: '+5511999990000', assertedIdentity: '+5511999990000' },
    ],
    ['R10', 'an anonymous call', { privacy: true }],
    ['R10', 'a From of its own', { from: '+551130000000' }],
    ['R10', 'another asserted identity', { assertedIdentity: '+551130000000' }],
  ] as const)('%s: %s is blocked until the operation corrects it', (rule, _, question) => {
    const decision = decide(question);
    expect(decision).toMatchObject({ blockedBy: rule, hold: 'operation', nextAllowedMs: null });
    expect(blocking(decision)).toEqual([rule]);
  });

  it('R07 takes matriz and filial for one company; R09 lets SMP show a mobile number', () => {
    expect(decide(line({ ownerCnpj: '12.345.678/0002-76' })).allowed).toBe(true);
    const mobile = '+5511999990000';
    const smp = { trunk: { carrierId: 'carrier-a', service: 'SMP' as const } };
    expect(
      decide({ ...line({ number: mobile }), from: mobile, assertedIdentity: mobile, ...smp }).allowed,
    ).toBe(true);
  });

  it('R11: a person sees at most two lines in seven days', () => {
    const seen = (...lines: string[]) => ({
      history: lines.map((number, index) => pastAttempt((index + 1) * DAY, { line: number, debtId: '' })),
    });
    expect(decide({}, seen('a')).allowed).toBe(true);
    expect(decide({}, seen('a', dialQuestion().line.number)).allowed).toBe(true);
    expect(blocking(decide({}, seen('a', 'b')))).toEqual(['R11']);
  });

  it('CODE_0303 is asked for by a client’s policy alone', () => {
    expect(verdictOf(decide(), 'CODE_0303')).toBe('not_applicable');
    const policy = own({ key: 'CODE_0303', set: { use: 'required' } });
    expect(decide({}, {}, TUESDAY_11, policy).blockedBy).toBe('CODE_0303');
    expect(decide(line({ kind: '0303' }), {}, TUESDAY_11, policy).allowed).toBe(true);
  });
});

describe('limits of lines and companies', () => {
  const usage = (plainCalls: number, plainShortCalls: number) => ({
    ...NO_USAGE,
    calls: plainCalls,
    shortCalls: plainShortCalls,
    plainCalls,
    plainShortCalls,
  });
  const tomorrow = Date.parse('2026-11-25T11:00:00.000Z');

  it('R03: a line rests at the margin until tomorrow', () => {
    expect(decide({}, { lineDay: usage(94_999, 0) }).allowed).toBe(true);
    expect(decide({}, { lineDay: usage(95_000, 0) })).toMatchObject({
      blockedBy: 'R03',
      nextAllowedMs: tomorrow,
    });
  });

  it('R01: company and carrier rest at the margin where the calls are short, and only there', () => {
    expect(decide({}, { companyDay: usage(95_000, 90_000) })).toMatchObject({
      blockedBy: 'R01',
      nextAllowedMs: tomorrow,
    });
    expect(decide({}, { companyDay: usage(94_999, 94_999) }).allowed).toBe(true);
    expect(decide({}, { companyDay: usage(200_000, 160_000) }).allowed).toBe(true);
    expect(decide(line({ authenticated: true }), { companyDay: usage(95_000, 90_000) }).allowed).toBe(true);
  });

  it('R04: past 500,000 in a month only authenticated calls leave', () => {
    const month = { companyMonth: { calls: 490_000, earlier: [] } };
    expect(decide({}, month)).toMatchObject({
      blockedBy: 'R04',
      nextAllowedMs: Date.parse('2026-12-01T11:00:00.000Z'),
    });
    expect(decide(line({ authenticated: true }), month).allowed).toBe(true);
    expect(decide({}, { companyMonth: { calls: 489_999, earlier: [] } }).allowed).toBe(true);
  });

  it('R06: the duty lasts three months below the figure', () => {
    const earlier = (...months: number[]) => ({ companyMonth: { calls: 0, earlier: months } });
    expect(decide({}, earlier(500_001, 0, 0))).toMatchObject({ blockedBy: 'R06', hold: 'operation' });
    expect(decide({}, earlier(500_001, 0, 0, 0)).allowed).toBe(true);
    expect(decide({}, earlier(500_000)).allowed).toBe(true);
  });
});

describe('what an allowed call owes', () => {
  it('is a recording with notice in SP, with the operator’s name in RJ, nothing elsewhere', () => {
    expect(decide().recording).toEqual({ record: true, notice: true, operator: false, ufs: ['SP'] });
    expect(decide({ phone: '+5521987654321' }).recording).toMatchObject({ record: true, operator: true });
    expect(decide({ phone: '+5531987654321' }).recording).toMatchObject({ record: false, notice: false });
    expect(decide({ purpose: 'oferta' }).recording.record).toBe(false);
  });
});

describe('a rule before its date', () => {
  it('does not bind', () => {
    const date = Date.parse('2021-03-09T15:00:00Z');
    const lists = { ...dialFacts().lists, sp: loadedList({ numberSince: '2020-01-01', loadedAtMs: date }) };
    expect(verdictOf(decide({}, { lists }, date), 'R17')).toBe('not_applicable');
    expect(verdictOf(decide({}, { lists }, date + DAY), 'R17')).toBe('block');
  });
});

describe('whatever the past', () => {
  const attempt = fc.record({
    agoMs: fc.integer({ min: 0, max: 8 * DAY }),
    abandoned: fc.boolean(),
    machine: fc.boolean(),
    rightParty: fc.boolean(),
    number: fc.constantFrom('+5511987654321', '+5511912345678'),
    line: fc.constantFrom('a', 'b', '+551140001000'),
  });

  it('the instant the gate names is allowed, and nothing before it was', () => {
    fc.assert(
      fc.property(
        fc.array(attempt, { maxLength: 8 }),
        fc.integer({ min: 0, max: 14 * DAY }),
        (past, laterMs) => {
          const nowMs = TUESDAY_11 + laterMs;
          const history = past.map(({ agoMs, number, ...more }) =>
            pastAttempt(0, {
              tDialMs: nowMs - agoMs,
              tEndMs: nowMs - Math.max(0, agoMs - 30 * SECOND),
              phone: number,
              ...more,
            }),
          );
          const fresh = (atMs: number) => {
            const lists = {
              sp: loadedList({ loadedAtMs: atMs }),
              pa: loadedList({ loadedAtMs: atMs }),
              nmp: loadedList({ loadedAtMs: atMs }),
            };
            return decide({}, { history, lists }, atMs);
          };
          const decision = fresh(nowMs);
          if (decision.allowed) {
            return;
          }
          expect(decision.hold).toBe('time');
          const nextMs = decision.nextAllowedMs ?? Number.NaN;
          expect(fresh(nextMs).allowed).toBe(true);
          for (let ms = nowMs; ms < nextMs; ms += 41 * MINUTE) {
            expect(fresh(ms).allowed).toBe(false);
          }
          expect(fresh(nextMs - 1).allowed).toBe(false);
        },
      ),
      { numRuns: 200 },
    );
  });
});
