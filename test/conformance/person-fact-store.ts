import { describe, expect, it } from 'vitest';
import { debtKey, numberKey, personKey } from '../../src/core/compliance/facts/dial-key.js';
import { type KeyFacts, NO_KEY_FACTS } from '../../src/core/compliance/facts/key-facts.js';
import type { OptOutFact, PersonFact, WrongPersonFact } from '../../src/core/compliance/facts/person-fact.js';
import { parseE164 } from '../../src/core/kernel/ids.js';
import type { AttemptStore } from '../../src/ports/attempt-store.js';
import type { PersonFactStore } from '../../src/ports/person-fact-store.js';
import { aBatch, aChain, anOpening, aResult, collect, NOON } from '../support/samples.js';

export interface FactWorld {
  readonly attempts: AttemptStore;
  readonly facts: PersonFactStore;
}

const PHONE = '+5511987654321';
const OTHER = '+551132654321';
const CPF = 'c'.repeat(64);
const [N, P, D] = [numberKey(PHONE), personKey(CPF), debtKey('D-1')];
const origin = { sinceMs: NOON, attemptId: '', protocol: '' };
const OPT_OUT: OptOutFact = { kind: 'opt_out', phone: PHONE, cpfHash: CPF, purpose: 'cobranca', ...origin };
const WRONG: WrongPersonFact = {
  kind: 'wrong_person',
  phone: PHONE,
  cpfHash: CPF,
  sinceMs: NOON + 1,
  attemptId: 'a1',
  protocol: '20260310-1',
};

async function one(facts: PersonFactStore, key: typeof N, sinceMs = 0): Promise<KeyFacts> {
  return (await facts.load([key], sinceMs)).get(key)!;
}

/** What every PersonFactStore keeps. */
export function personFactStoreConformance(make: () => Promise<FactWorld>): void {
  describe('person fact store', () => {
    it('knows nothing of keys that nobody called or spoke of, and answers for each', async () => {
      const { facts } = await make();
      const loaded = await facts.load([N, P, D, 'lists', N], 0);
      expect([...loaded]).toEqual([N, P, D, 'lists'].map((key) => [key, NO_KEY_FACTS]));
      expect((await facts.load([], 0)).size).toBe(0);
    });

    it('gives an opt-out under the number and under the person, and moves both', async () => {
      const { facts } = await make();
      await facts.register([OPT_OUT]);
      const known = { ...NO_KEY_FACTS, version: 1, optOuts: [OPT_OUT] };
      expect(await facts.load([N, P, D, numberKey(OTHER)], 0)).toEqual(
        new Map([
          [N, known],
          [P, known],
          [D, NO_KEY_FACTS],
          [numberKey(OTHER), NO_KEY_FACTS],
        ]),
      );
    });

    it('files a fact under what is known alone: a number without a person, a person without a number', async () => {
      const { facts } = await make();
      const byPhone: OptOutFact = { ...OPT_OUT, cpfHash: '', purpose: '*' };
      const byPerson: OptOutFact = { ...OPT_OUT, phone: '', purpose: 'oferta' };
      await facts.register([byPhone, byPerson]);
      expect((await one(facts, N)).optOuts).toEqual([byPhone]);
      expect((await one(facts, P)).optOuts).toEqual([byPerson]);
      expect(await one(facts, personKey(''))).toEqual(NO_KEY_FACTS);
      expect(await one(facts, numberKey(''))).toEqual(NO_KEY_FACTS);
    });

    it('gives wrong persons with their protocol, oldest first', async () => {
      const { facts } = await make();
      const earlier: WrongPersonFact = {
        ...WRONG,
        cpfHash: 'd'.repeat(64),
        sinceMs: NOON - 1,
        attemptId: '',
      };
      await facts.register([WRONG, earlier]);
      expect((await one(facts, N)).wrongPersons).toEqual([earlier, WRONG]);
      expect((await one(facts, P)).wrongPersons).toEqual([WRONG]);
      expect((await one(facts, N)).version).toBe(2);
    });

    it('gives the newest state of a debt by its date, and of one date the one registered last', async () => {
      const { facts } = await make();
      const state = (state: 'open' | 'paid' | 'agreed_current', sinceMs: number): PersonFact => ({
        ...{ kind: 'debt', debtId: 'D-1', state, attemptId: '', protocol: '', sinceMs },
      });
      await facts.register([state('paid', NOON)]);
      await facts.register([state('agreed_current', NOON - 1)]);
      expect(await one(facts, D)).toEqual({ ...NO_KEY_FACTS, version: 2, debt: state('paid', NOON) });
      await facts.register([state('open', NOON)]);
      expect((await one(facts, D)).debt).toEqual(state('open', NOON));
    });

    it('gives the newest basis for each purpose', async () => {
      const { facts } = await make();
      const optIn = (
        purpose: 'oferta' | '*',
        basis: 'consent' | 'legitimate_interest' | 'none',
        sinceMs: number,
      ): PersonFact => ({ ...origin, kind: 'opt_in', phone: '', cpfHash: CPF, purpose, basis, sinceMs });
      await facts.register([optIn('oferta', 'none', NOON), optIn('*', 'legitimate_interest', NOON - 5)]);
      await facts.register([optIn('oferta', 'consent', NOON - 9)]);
      expect((await one(facts, P)).optIns).toEqual([
        optIn('*', 'legitimate_interest', NOON - 5),
        optIn('oferta', 'none', NOON),
      ]);
    });

    it('keeps one fact an attempt and kind: a second adds nothing and moves nothing', async () => {
      const { facts } = await make();
      await facts.register([WRONG, { ...WRONG, protocol: 'again' }]);
      await facts.register([WRONG, { ...OPT_OUT, attemptId: 'a1' }]);
      expect(await one(facts, N)).toEqual({
        ...NO_KEY_FACTS,
        version: 2,
        optOuts: [{ ...OPT_OUT, attemptId: 'a1' }],
        wrongPersons: [WRONG],
      });
    });

    it('streams every fact of a kind, oldest first, over more than a page', async () => {
      const { facts } = await make();
      const all = Array.from({ length: 8 }, (_, i): PersonFact => ({ ...OPT_OUT, sinceMs: NOON + (i % 3) }));
      const debt: PersonFact = { kind: 'debt', debtId: 'D-1', state: 'paid', ...origin };
      await facts.register([...all, WRONG, debt]);
      const sorted = [...all].sort((a, b) => a.sinceMs - b.sinceMs);
      expect(await collect(facts.read('opt_out'))).toEqual(sorted);
      expect(await collect(facts.read('wrong_person'))).toEqual([WRONG]);
      expect(await collect(facts.read('debt'))).toEqual([debt]);
      expect(await collect(facts.read('opt_in'))).toEqual([]);
    });
  });

  describe("person fact store's history", () => {
    const past = {
      group: 'a1',
      phone: PHONE,
      cpfHash: CPF,
      debtId: 'D-1',
      creditorCnpj: '11222333000181',
      line: '+551140000000',
      tDialMs: NOON,
      tEndMs: NOON + 20_000,
      abandoned: false,
      machine: false,
      rightParty: false,
    };

    it('has a live call under all its keys, and what it became once it closes', async () => {
      const { attempts, facts } = await make();
      const opening = anOpening('a1');
      await attempts.commit(aBatch({ openings: [opening] }));
      for (const key of [N, P, D]) {
        expect((await one(facts, key)).history).toEqual([{ ...past, tEndMs: null }]);
      }
      await attempts.commit(aBatch({ closings: [{ row: aChain([opening])[0]!, contact: null }] }));
      for (const key of [N, P, D]) {
        expect((await one(facts, key)).history).toEqual([past]);
      }
    });

    it.each([
      ['an abandoned call', { abandoned: true }, { abandoned: true }],
      ['a machine', { amd: 'machine' as const }, { machine: true }],
      ['a machine that was not sure', { amd: 'unknown' as const, voicemail: true }, {}],
      ['a talk with the person', { tAgentMs: NOON, outcome: 'concretizada' as const }, { rightParty: true }],
      ['an agreement', { tAgentMs: NOON, outcome: 'sucesso' as const }, { rightParty: true }],
      ['a talk with somebody else', { tAgentMs: NOON, outcome: 'efetivada' as const }, {}],
      ['an outcome without an agent', { outcome: 'sucesso' as const }, {}],
    ])('tells %s', async (_, change, told) => {
      const { attempts, facts } = await make();
      const [row] = aChain([anOpening('a1')], aResult(change));
      await attempts.commit(aBatch({ closings: [{ row: row!, contact: null }] }));
      expect((await one(facts, D)).history).toEqual([{ ...past, ...told }]);
    });

    it('is what was dialled since, over days and campaigns, oldest first, each key its own', async () => {
      const { attempts, facts } = await make();
      const day = 24 * 3_600_000;
      const rows = [
        anOpening('a0', { tDialMs: NOON - 8 * day }),
        anOpening('a3', { tDialMs: NOON, debtId: '' }),
        anOpening('a2', { tDialMs: NOON - day, phone: parseE164(OTHER) }),
        anOpening('a1', { tDialMs: NOON - 7 * day, cpfHash: '' }),
        anOpening('a4', { tDialMs: NOON + 1, debtId: 'D-2', cpfHash: 'd'.repeat(64) }),
      ].map((opening) => aChain([opening], { tDialMs: opening.tDialMs })[0]!);
      const live = anOpening('a5', { tDialMs: NOON + 2, phone: parseE164(OTHER) });
      await attempts.commit(
        aBatch({ openings: [live], closings: rows.map((row) => ({ row, contact: null })) }),
      );
      const loaded = await facts.load([N, P, D, debtKey('D-2'), numberKey(OTHER)], NOON - 7 * day);
      const groups = [...loaded].map(([key, { history }]) => [key, history.map(({ group }) => group)]);
      expect(groups).toEqual([
        [N, ['a1', 'a3', 'a4']],
        [P, ['a2', 'a3', 'a5']],
        [D, ['a1', 'a2', 'a5']],
        [debtKey('D-2'), ['a4']],
        [numberKey(OTHER), ['a2', 'a5']],
      ]);
      expect((await one(facts, N, NOON - 7 * day + 1)).history.map(({ group }) => group)).toEqual([
        'a3',
        'a4',
      ]);
    });

    it('leaves out what never left and who called us', async () => {
      const { attempts, facts } = await make();
      const opening = anOpening('a1');
      await attempts.commit(aBatch({ openings: [opening, anOpening('a2', { mode: 'inbound' })] }));
      expect((await one(facts, N)).history).toHaveLength(1);
      const [row] = aChain([opening], { tDialMs: null, reason: 'not_sent' });
      await attempts.commit(aBatch({ closings: [{ row: row!, contact: null }] }));
      expect((await one(facts, N)).history).toEqual([]);
    });
  });
}
