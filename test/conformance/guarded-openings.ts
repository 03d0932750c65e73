import { describe, expect, it } from 'vitest';
import { debtKey, fenceKey, numberKey, personKey } from '../../src/core/compliance/facts/dial-key.js';
import { NO_KEY_FACTS } from '../../src/core/compliance/facts/key-facts.js';
import type { OptOutFact } from '../../src/core/compliance/facts/person-fact.js';
import { parseE164, parseEngineId } from '../../src/core/kernel/ids.js';
import type { PersonFactStore } from '../../src/ports/person-fact-store.js';
import { aBlock, aLedger } from '../support/ledger-samples.js';
import {
  aBatch,
  aChain,
  aContactUpdate,
  anOpening,
  CAMPAIGN,
  ENGINE,
  guardsOf,
  NOON,
} from '../support/samples.js';
import { type AttemptWorld, contactsOf } from './attempt-store.js';

export interface GuardedWorld extends AttemptWorld {
  readonly facts: PersonFactStore;
}

const [N, P, D] = [numberKey('+5511987654321'), personKey('c'.repeat(64)), debtKey('D-1')];
const KEYS = [N, P, D];

const ids = (set: ReadonlySet<string>): string[] => [...set];

async function statesOf({ facts }: GuardedWorld): Promise<unknown[]> {
  return [...(await facts.load(KEYS, 0)).values()].map((own) => [own.version, own.liveAttemptId]);
}

/** What an opening is kept or refused by, in every AttemptStore. */
export function guardedOpeningsConformance(make: () => Promise<GuardedWorld>): void {
  describe('guarded openings', () => {
    const opening = anOpening('a1');
    const closing = (row = aChain([opening])[0]!) => ({ row, contact: null });

    it('are kept on the versions they were decided on, move their keys and hold number and person', async () => {
      const world = await make();
      const batch = aBatch({ openings: [opening], guards: guardsOf(opening) });
      expect(ids((await world.attempts.commit(batch)).refused)).toEqual([]);
      expect(await statesOf(world)).toEqual([
        [1, 'a1'],
        [1, 'a1'],
        [1, null],
      ]);
    });

    it('hold their person until they close', async () => {
      const world = await make();
      await world.attempts.commit(aBatch({ openings: [opening], guards: guardsOf(opening) }));
      await world.attempts.commit(aBatch({ closings: [closing()] }));
      expect(await statesOf(world)).toEqual([
        [2, null],
        [2, null],
        [2, null],
      ]);
      const next = anOpening('a2');
      const guards = guardsOf(next, await world.facts.load(KEYS, 0));
      expect(ids((await world.attempts.commit(aBatch({ openings: [next], guards }))).refused)).toEqual([]);
      expect(await statesOf(world)).toEqual([
        [3, 'a2'],
        [3, 'a2'],
        [3, null],
      ]);
    });

    it('are refused when a key moved since, and leave their contact leased and no trace', async () => {
      const world = await make();
      const [contact] = await contactsOf(world, 1);
      const late = anOpening('a2', { contactId: contact!.id, debtId: 'D-2', cpfHash: '' });
      const optOut: OptOutFact = {
        ...{ kind: 'opt_out', phone: late.phone, cpfHash: '', purpose: '*' },
        ...{ sinceMs: NOON, attemptId: '', protocol: '' },
      };
      const guards = guardsOf(late, await world.facts.load([N], 0));
      await world.facts.register([optOut]);
      const { refused } = await world.attempts.commit(aBatch({ openings: [late], guards }));
      expect(ids(refused)).toEqual(['a2']);
      expect(await world.attempts.listOpen(ENGINE)).toEqual([]);
      expect(await world.contacts.counts(CAMPAIGN, NOON)).toMatchObject({ leased: 1, calling: 0 });
      const known = { ...NO_KEY_FACTS, version: 1, optOuts: [optOut] };
      expect(await world.facts.load([N, debtKey('D-2')], 0)).toEqual(
        new Map([
          [N, known],
          [debtKey('D-2'), NO_KEY_FACTS],
        ]),
      );
    });

    it('are refused alone: the rest of the batch is kept', async () => {
      const world = await make();
      await world.attempts.commit(aBatch({ openings: [opening], guards: guardsOf(opening) }));
      const stale = anOpening('a2', { phone: parseE164('+5511911111111'), cpfHash: '' });
      const fine = anOpening('a3', { phone: parseE164('+5511922222222'), cpfHash: '', debtId: 'D-3' });
      const guards = [...guardsOf(stale), ...guardsOf(fine)];
      const batch = aBatch({ openings: [stale, fine], guards, closings: [closing()] });
      expect(ids((await world.attempts.commit(batch)).refused)).toEqual(['a2']);
      expect((await world.attempts.listOpen(ENGINE)).map((open) => open.opening.attemptId)).toEqual(['a3']);
      expect(await world.attempts.lastHash('chain-1')).toBe(closing().row.hash);
      expect((await world.facts.load([numberKey(stale.phone)], 0)).get(numberKey(stale.phone))).toEqual(
        NO_KEY_FACTS,
      );
    });

    it('are refused while a live call holds the number or the person, however right their version', async () => {
      const world = await make();
      await world.attempts.commit(aBatch({ openings: [opening], guards: guardsOf(opening) }));
      const loaded = await world.facts.load(KEYS, 0);
      const sameNumber = anOpening('a2', { cpfHash: '', debtId: '' });
      const samePerson = anOpening('a3', { phone: parseE164('+5511911111111'), debtId: '' });
      const sameDebt = anOpening('a4', { phone: parseE164('+5511922222222'), cpfHash: '' });
      const openings = [sameNumber, samePerson, sameDebt];
      const guards = openings.flatMap((each) => guardsOf(each, loaded));
      expect(ids((await world.attempts.commit(aBatch({ openings, guards }))).refused)).toEqual(['a2', 'a3']);
    });

    it('of one batch on one key: the first in order is kept', async () => {
      const world = await make();
      const second = anOpening('a0', { cpfHash: '', debtId: '' });
      const third = anOpening('a2', { phone: parseE164('+5511911111111'), cpfHash: '' });
      const openings = [opening, second, third];
      const guards = [third, second, opening].flatMap((each) => guardsOf(each));
      expect(ids((await world.attempts.commit(aBatch({ openings, guards }))).refused)).toEqual(['a0', 'a2']);
      expect(await statesOf(world)).toEqual([
        [1, 'a1'],
        [1, 'a1'],
        [1, null],
      ]);
    });

    it('sent again are not refused and move nothing, also after they closed', async () => {
      const world = await make();
      const batch = aBatch({ openings: [opening], guards: guardsOf(opening) });
      const end = aBatch({
        closings: [closing()],
        facts: [
          {
            ...{ kind: 'wrong_person', phone: opening.phone, cpfHash: opening.cpfHash },
            ...{ sinceMs: NOON, attemptId: 'a1', protocol: '1' },
          },
        ],
      });
      await world.attempts.commit(batch);
      expect(ids((await world.attempts.commit(batch)).refused)).toEqual([]);
      expect((await statesOf(world))[0]).toEqual([1, 'a1']);
      await world.attempts.commit(end);
      const ended = await world.facts.load(KEYS, 0);
      expect(ended.get(N)).toMatchObject({ version: 3, liveAttemptId: null });
      await world.attempts.commit(end);
      expect(ids((await world.attempts.commit(batch)).refused)).toEqual([]);
      expect(await world.facts.load(KEYS, 0)).toEqual(ended);
    });

    it('compare what lists say without moving it', async () => {
      const world = await make();
      const guard = (version: number) =>
        ({ attemptId: opening.attemptId, key: 'lists', version, use: 'same' }) as const;
      const others = guardsOf(opening);
      const old = aBatch({ openings: [opening], guards: [...others, guard(1)] });
      expect(ids((await world.attempts.commit(old)).refused)).toEqual(['a1']);
      const right = aBatch({ openings: [opening], guards: [...others, guard(0)] });
      expect(ids((await world.attempts.commit(right)).refused)).toEqual([]);
      expect((await world.facts.load(['lists'], 0)).get('lists')).toEqual(NO_KEY_FACTS);
    });

    it('under the fence of a campaign are kept until another engine claims it, whatever else they were decided on', async () => {
      const world = await make();
      const under = (attemptId: string, version: number) => {
        const own = anOpening(attemptId, { cpfHash: '', debtId: '', phone: parseE164('+5511911111111') });
        const fence = { attemptId: own.attemptId, key: fenceKey(CAMPAIGN), version, use: 'fence' } as const;
        return { own, batch: aBatch({ openings: [own], guards: [fence] }) };
      };
      const refusedOf = async (attemptId: string, version: number) =>
        ids((await world.attempts.commit(under(attemptId, version).batch)).refused);
      const mine = await world.attempts.claim(CAMPAIGN, ENGINE);
      expect(await refusedOf('a1', mine)).toEqual([]);
      const [row] = aChain([under('a1', mine).own]);
      await world.attempts.commit(aBatch({ closings: [closing(row)] }));
      const theirs = await world.attempts.claim(CAMPAIGN, parseEngineId('e-2'));
      expect(theirs).toBeGreaterThan(mine);
      expect(await refusedOf('a2', mine)).toEqual(['a2']);
      expect(await refusedOf('a1', mine)).toEqual([]);
      expect(await refusedOf('a3', -1)).toEqual(['a3']);
      expect(await refusedOf('a4', theirs)).toEqual([]);
      expect((await world.attempts.listOpen(ENGINE)).map((open) => open.opening.attemptId)).toEqual(['a4']);
    });

    it('refused by a fence leave nothing on their contact, which is the other engine’s', async () => {
      const world = await make();
      const [contact] = await contactsOf(world, 1);
      const own = anOpening('a1', { contactId: contact!.id });
      const fence = { attemptId: own.attemptId, key: fenceKey(CAMPAIGN), use: 'fence' } as const;
      const version = await world.attempts.claim(CAMPAIGN, ENGINE);
      await world.attempts.claim(CAMPAIGN, parseEngineId('e-2'));
      await world.attempts.commit(aBatch({ openings: [own], guards: [{ ...fence, version }] }));
      const update = { ...aContactUpdate(contact!.id), attempts: 7 };
      const [row] = aChain([own], { reason: 'not_sent', tDialMs: null });
      await world.attempts.commit(aBatch({ closings: [{ row: row!, contact: update }] }));
      expect(await world.contacts.find(contact!.id)).toMatchObject({ attempts: 0 });
      expect(await world.attempts.lastHash('chain-1')).toBe(row!.hash);
    });

    it('find the contacts that others had leased back in the list when a campaign is claimed', async () => {
      const world = await make();
      await contactsOf(world, 3);
      await world.attempts.claim(CAMPAIGN, ENGINE);
      expect(await world.contacts.counts(CAMPAIGN, NOON)).toMatchObject({ ready: 0, leased: 3 });
      await world.attempts.claim(CAMPAIGN, parseEngineId('e-2'));
      expect(await world.contacts.counts(CAMPAIGN, NOON)).toMatchObject({ ready: 3, leased: 0 });
    });

    it('without any guard are kept, move all their keys, and take only what nobody holds', async () => {
      const world = await make();
      await world.attempts.commit(aBatch({ openings: [opening], guards: guardsOf(opening) }));
      const caller = anOpening('a2', { mode: 'inbound', phone: parseE164('+5511911111111') });
      expect(ids((await world.attempts.commit(aBatch({ openings: [caller] }))).refused)).toEqual([]);
      expect(await statesOf(world)).toEqual([
        [1, 'a1'],
        [2, 'a1'],
        [2, null],
      ]);
      await world.attempts.commit(aBatch({ closings: [closing(aChain([caller])[0])] }));
      expect((await statesOf(world))[1]).toEqual([3, 'a1']);
    });

    it('that close in their own batch leave everybody free', async () => {
      const world = await make();
      await world.attempts.commit(
        aBatch({ openings: [opening], guards: guardsOf(opening), closings: [closing()] }),
      );
      expect(await statesOf(world)).toEqual([
        [1, null],
        [1, null],
        [1, null],
      ]);
    });

    it('come back to a contact that is tried again on new facts', async () => {
      const world = await make();
      const [contact] = await contactsOf(world, 1);
      const again = anOpening('a2', { contactId: contact!.id });
      await world.attempts.commit(aBatch({ closings: [closing()] }));
      const stale = aBatch({ openings: [again], guards: guardsOf(again) });
      expect(ids((await world.attempts.commit(stale)).refused)).toEqual(['a2']);
      const guards = guardsOf(again, await world.facts.load(KEYS, 0));
      expect(ids((await world.attempts.commit(aBatch({ openings: [again], guards }))).refused)).toEqual([]);
      expect(await world.contacts.counts(CAMPAIGN, NOON)).toMatchObject({ leased: 0, calling: 1 });
      const end = { row: aChain([again])[0]!, contact: aContactUpdate(contact!.id) };
      await world.attempts.commit(aBatch({ closings: [end] }));
      expect(await world.contacts.counts(CAMPAIGN, NOON)).toMatchObject({ later: 1, calling: 0 });
    });
  });

  describe('decisions', () => {
    it('go on in their own chain, over batches that overlap and over days', async () => {
      const { attempts } = await make();
      const day = 24 * 3_600_000;
      const rows = aLedger(
        Array.from({ length: 5 }, (_, i) => aBlock(`d${9 - i}`, { atMs: NOON + i * day })),
      );
      const other = aLedger([aBlock('e1', { chainId: 'chain-2', nextAllowedMs: null })]);
      expect(await attempts.lastDecisionHash('chain-1')).toBeNull();
      await attempts.commit(aBatch({ decisions: rows.slice(0, 3) }));
      expect(await attempts.lastDecisionHash('chain-1')).toBe(rows[2]!.hash);
      await attempts.commit(aBatch({ decisions: [...other, ...rows.slice(1)] }));
      await attempts.commit(aBatch({ decisions: rows.slice(0, 4) }));
      expect(await attempts.lastDecisionHash('chain-1')).toBe(rows[4]!.hash);
      expect(await attempts.lastDecisionHash('chain-2')).toBe(other[0]!.hash);
    });

    it('are kept also when the opening they allowed is refused', async () => {
      const world = await make();
      const opening = anOpening('a1');
      await world.attempts.commit(
        aBatch({ closings: [{ row: aChain([anOpening('a0')])[0]!, contact: null }] }),
      );
      const decisions = aLedger([
        aBlock('d1', { allowed: true, blockedBy: '', attemptId: opening.attemptId }),
      ]);
      const batch = aBatch({ openings: [opening], guards: guardsOf(opening), decisions });
      expect(ids((await world.attempts.commit(batch)).refused)).toEqual(['a1']);
      expect(await world.attempts.lastDecisionHash('chain-1')).toBe(decisions[0]!.hash);
    });
  });
}
