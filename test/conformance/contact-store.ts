import { describe, expect, it } from 'vitest';
import {
  parseCampaignId,
  parseContactId,
  parseE164,
  parseEngineId,
  parseMailingId,
} from '../../src/core/kernel/ids.js';
import {
  aBatch,
  aMailingRow,
  anOpening,
  CAMPAIGN,
  ENGINE,
  MAILING,
  mailingRows,
  NOON,
} from '../support/samples.js';
import type { AttemptWorld } from './attempt-store.js';

const OTHER = parseEngineId('engine-2');

function leaseOf(world: AttemptWorld, limit: number, change: { nowMs?: number; owner?: typeof ENGINE } = {}) {
  const nowMs = change.nowMs ?? NOON;
  return world.contacts.lease({
    campaignId: CAMPAIGN,
    owner: change.owner ?? ENGINE,
    limit,
    nowMs,
    leaseUntilMs: nowMs + 60_000,
  });
}

/** What every ContactStore keeps. */
export function contactStoreConformance(make: () => Promise<AttemptWorld>): void {
  const loaded = async (count: number) => {
    const world = await make();
    await world.mailings.addRows(MAILING, CAMPAIGN, mailingRows(count), NOON - 1000);
    return world;
  };

  describe('contact store', () => {
    it('hands a contact out with all that its mailing said, fields in their order', async () => {
      const world = await make();
      const row = aMailingRow('k', { segment: 'ouro', municipality: '3550308', addressUf: 'SP' });
      await world.mailings.addRows(MAILING, CAMPAIGN, [row], NOON);
      const [contact] = await leaseOf(world, 10);
      expect(contact).toEqual({
        id: contact!.id,
        campaignId: CAMPAIGN,
        mailingId: MAILING,
        name: 'Maria',
        cpfHash: row.cpfHash,
        debtId: 'D-k',
        segment: 'ouro',
        municipality: '3550308',
        addressUf: 'SP',
        fields: row.fields,
        phones: row.phones.map((number) => ({ number, dropped: false })),
        phoneIndex: 0,
        attempts: 0,
        freeAttempts: 0,
        sameReasonAttempts: 0,
        lastReason: '',
        nextAtMs: NOON,
        agreedCallbackMs: null,
        restReason: '',
        recycledAtMs: null,
        revision: 0,
        salt: row.salt,
      });
      expect(Object.keys(contact!.fields)).toEqual(['valor', 'Contrato', 'a']);
      expect(await world.contacts.find(contact!.id)).toEqual(contact);
    });

    it('leases the oldest due first, then by id, and never one twice', async () => {
      const world = await loaded(5);
      const first = await leaseOf(world, 5);
      await world.contacts.giveBack(ENGINE, [
        { id: first[0]!.id, nextAtMs: NOON - 5 },
        { id: first[1]!.id, nextAtMs: NOON - 5 },
        { id: first[2]!.id, nextAtMs: NOON - 9 },
        { id: first[3]!.id, nextAtMs: NOON + 1 },
      ]);
      const second = await leaseOf(world, 2);
      expect(second.map((contact) => contact.id)).toEqual([first[2]!.id, first[0]!.id]);
      expect((await leaseOf(world, 9)).map((contact) => contact.id)).toEqual([first[1]!.id]);
      expect(await leaseOf(world, 9)).toEqual([]);
    });

    it('puts a row of higher priority before the ones of its mailing', async () => {
      const world = await make();
      const rows = [
        aMailingRow('low'),
        aMailingRow('high', { priority: 2 }),
        aMailingRow('mid', { priority: 1 }),
      ];
      await world.mailings.addRows(MAILING, CAMPAIGN, rows, NOON);
      expect((await leaseOf(world, 3)).map((contact) => contact.debtId)).toEqual([
        'D-high',
        'D-mid',
        'D-low',
      ]);
    });

    it('hands out nothing of another campaign and nothing before its time', async () => {
      const world = await loaded(2);
      expect(await leaseOf(world, 5, { nowMs: NOON - 1001 })).toEqual([]);
      const other = { campaignId: parseCampaignId('other'), owner: ENGINE, limit: 5 };
      expect(await world.contacts.lease({ ...other, nowMs: NOON, leaseUntilMs: NOON + 1 })).toEqual([]);
    });

    it('hands a contact out again once its lease has run out, and the old owner cannot give it back', async () => {
      const world = await loaded(1);
      const [contact] = await leaseOf(world, 1);
      expect(await leaseOf(world, 1, { owner: OTHER, nowMs: NOON + 59_999 })).toEqual([]);
      expect(await leaseOf(world, 1, { owner: OTHER, nowMs: NOON + 60_000 })).toEqual([contact]);
      await world.contacts.giveBack(ENGINE, [{ id: contact!.id, nextAtMs: NOON }]);
      expect(await world.contacts.counts(CAMPAIGN, NOON + 60_000)).toMatchObject({ ready: 0, leased: 1 });
    });

    it('hands callbacks out before all others once their time has come, and by themselves when asked', async () => {
      const world = await loaded(5);
      const held = await leaseOf(world, 5);
      const idOf = (index: number) => held[index]!.id;
      const back = [0, 1, 2, 3, 4].map((index) => ({ id: idOf(index), nextAtMs: NOON - 100 + index }));
      await world.contacts.giveBack(ENGINE, back);
      const callback = (index: number, atMs: number) =>
        world.contacts.setCallback({
          contactId: idOf(index),
          agreedCallbackMs: atMs,
          nextAtMs: atMs,
          state: 'ready',
        });
      await callback(2, NOON - 1);
      await callback(4, NOON - 2);
      expect(await callback(3, NOON + 10)).toMatchObject({
        agreedCallbackMs: NOON + 10,
        nextAtMs: NOON + 10,
      });
      const lease = { campaignId: CAMPAIGN, owner: ENGINE, nowMs: NOON, leaseUntilMs: NOON + 60_000 };
      const only = await world.contacts.lease({ ...lease, limit: 1, callbacksOnly: true });
      expect(only.map(({ id }) => id)).toEqual([idOf(4)]);
      expect((await leaseOf(world, 2)).map(({ id }) => id)).toEqual([idOf(2), idOf(0)]);
      expect(await world.contacts.lease({ ...lease, limit: 9, callbacksOnly: true })).toEqual([]);
      expect(await world.contacts.nextDueMs(CAMPAIGN)).toBe(NOON - 99);
      expect((await leaseOf(world, 9)).map(({ id }) => id)).toEqual([idOf(1)]);
      expect(await world.contacts.nextDueMs(CAMPAIGN)).toBe(NOON + 10);
    });

    it('moves and cancels a callback of a contact that is in no hands, also of one that had ended', async () => {
      const world = await loaded(2);
      const [held] = await leaseOf(world, 1);
      const change = { agreedCallbackMs: NOON + 5, nextAtMs: NOON + 5, state: 'ready' } as const;
      expect(await world.contacts.setCallback({ contactId: held!.id, ...change })).toBeNull();
      await world.contacts.giveBack(ENGINE, [{ id: held!.id, nextAtMs: NOON }]);
      const ended = { agreedCallbackMs: null, nextAtMs: NOON, state: 'done' } as const;
      await world.contacts.setCallback({ contactId: held!.id, ...ended });
      expect(await world.contacts.stateOf(held!.id)).toBe('done');
      expect(await world.contacts.setCallback({ contactId: held!.id, ...change })).toMatchObject({
        agreedCallbackMs: NOON + 5,
        nextAtMs: NOON + 5,
      });
      expect(await world.contacts.stateOf(held!.id)).toBe('ready');
      expect(await world.contacts.setCallback({ contactId: parseContactId('999999'), ...change })).toBeNull();
    });

    it('leases one contact before its time, to one owner, and to nobody else until that lease is void and it is due', async () => {
      const world = await loaded(1);
      const [held] = await leaseOf(world, 1);
      await world.contacts.giveBack(ENGINE, [{ id: held!.id, nextAtMs: NOON + 90_000 }]);
      const request = { contactId: held!.id, nowMs: NOON, leaseUntilMs: NOON + 60_000 };
      expect(await world.contacts.leaseOne({ ...request, owner: ENGINE })).toMatchObject({
        id: held!.id,
        nextAtMs: NOON + 90_000,
      });
      expect(await world.contacts.leaseOne({ ...request, owner: OTHER })).toBeNull();
      expect(await leaseOf(world, 1, { nowMs: NOON + 60_000 })).toEqual([]);
      expect(await leaseOf(world, 1, { nowMs: NOON + 90_000 })).toHaveLength(1);
      const later = { contactId: held!.id, nowMs: NOON + 150_000, leaseUntilMs: NOON + 160_000 };
      expect(await world.contacts.leaseOne({ ...later, owner: OTHER })).toMatchObject({ id: held!.id });
      expect(
        await world.contacts.leaseOne({ ...later, contactId: parseContactId('999999'), owner: OTHER }),
      ).toBeNull();
    });

    it('leases neither one that has ended nor one that is in a call, and says which', async () => {
      const world = await loaded(2);
      const [ended, called] = await leaseOf(world, 2);
      await world.contacts.giveBack(ENGINE, [{ id: ended!.id, nextAtMs: NOON }]);
      const done = { agreedCallbackMs: null, nextAtMs: NOON, state: 'done' } as const;
      await world.contacts.setCallback({ contactId: ended!.id, ...done });
      await world.attempts.commit(aBatch({ openings: [anOpening('a1', { contactId: called!.id })] }));
      const request = { owner: ENGINE, nowMs: NOON, leaseUntilMs: NOON + 1 };
      expect(await world.contacts.leaseOne({ ...request, contactId: ended!.id })).toBeNull();
      expect(await world.contacts.leaseOne({ ...request, contactId: called!.id })).toBeNull();
      expect(await world.contacts.stateOf(ended!.id)).toBe('done');
      expect(await world.contacts.stateOf(called!.id)).toBe('calling');
      expect(await world.contacts.stateOf(parseContactId('999999'))).toBeNull();
    });

    it('finds a contact of the campaign by any of its phones, one that goes on before one that has ended', async () => {
      const world = await make();
      const phones = ['+5511987650001', '+5511987650002'].map(parseE164);
      const rows = [aMailingRow('one', { phones }), aMailingRow('two', { phones })];
      await world.mailings.addRows(MAILING, CAMPAIGN, rows, NOON);
      const [one, two] = await leaseOf(world, 2);
      expect((await world.contacts.findByPhone(CAMPAIGN, phones[1]!))?.id).toBe(one!.id);
      await world.contacts.giveBack(ENGINE, [{ id: one!.id, nextAtMs: NOON }]);
      const done = { agreedCallbackMs: null, nextAtMs: NOON, state: 'done' } as const;
      await world.contacts.setCallback({ contactId: one!.id, ...done });
      expect((await world.contacts.findByPhone(CAMPAIGN, phones[1]!))?.id).toBe(two!.id);
      expect(await world.contacts.findByPhone(parseCampaignId('other'), phones[0]!)).toBeNull();
      expect(await world.contacts.findByPhone(CAMPAIGN, parseE164('+5511987650009'))).toBeNull();
    });

    it('keeps why a contact rests when it is given back with a reason, and lets it be without one', async () => {
      const world = await loaded(1);
      const [held] = await leaseOf(world, 1);
      await world.contacts.giveBack(ENGINE, [{ id: held!.id, nextAtMs: NOON, restReason: 'low_yield' }]);
      expect(await world.contacts.find(held!.id)).toMatchObject({ restReason: 'low_yield' });
      await leaseOf(world, 1);
      await world.contacts.giveBack(ENGINE, [{ id: held!.id, nextAtMs: NOON }]);
      expect(await world.contacts.find(held!.id)).toMatchObject({ restReason: 'low_yield' });
    });

    it('takes back what a dead engine held, but not the contact of an attempt that is open', async () => {
      const world = await loaded(4);
      const held = await leaseOf(world, 3);
      await leaseOf(world, 1, { owner: OTHER });
      await world.attempts.commit(aBatch({ openings: [anOpening('a1', { contactId: held[1]!.id })] }));
      expect(await world.contacts.reclaim(ENGINE, NOON)).toBe(2);
      expect(await world.contacts.counts(CAMPAIGN, NOON)).toEqual({
        ready: 2,
        later: 0,
        leased: 1,
        calling: 1,
        done: 0,
      });
      expect(await world.contacts.reclaim(ENGINE, NOON)).toBe(0);
    });

    it('knows when the next contact is due', async () => {
      const world = await loaded(2);
      const held = await leaseOf(world, 2);
      expect(await world.contacts.nextDueMs(CAMPAIGN)).toBeNull();
      await world.contacts.giveBack(ENGINE, [
        { id: held[0]!.id, nextAtMs: NOON + 700 },
        { id: held[1]!.id, nextAtMs: NOON + 500 },
      ]);
      expect(await world.contacts.nextDueMs(CAMPAIGN)).toBe(NOON + 500);
      expect(await world.contacts.counts(CAMPAIGN, NOON + 600)).toMatchObject({ ready: 1, later: 1 });
    });

    it('leases of one list alone, in the order of all, and tells which lists have somebody left', async () => {
      const world = await loaded(2);
      const second = parseMailingId('second');
      const empty = parseMailingId('empty');
      const rows = ['x', 'y', 'z'].map((key) => aMailingRow(key));
      await world.mailings.create(empty, CAMPAIGN, 'vazia.csv', NOON);
      await world.mailings.addRows(second, CAMPAIGN, rows, NOON - 500);
      expect(await world.contacts.lists(CAMPAIGN)).toEqual([MAILING, second].sort());
      const ask = { campaignId: CAMPAIGN, owner: ENGINE, limit: 2, nowMs: NOON, leaseUntilMs: NOON + 60_000 };
      const held = await world.contacts.lease({ ...ask, mailingId: second });
      expect(held.map(({ mailingId }) => mailingId)).toEqual([second, second]);
      expect(await world.contacts.lease({ ...ask, mailingId: empty })).toEqual([]);
      const back = held.map(({ id }, index) => ({ id, nextAtMs: NOON - 100 - index }));
      await world.contacts.giveBack(ENGINE, back);
      const again = await world.contacts.lease({ ...ask, limit: 9, mailingId: second });
      expect(again.map(({ id }) => id)).toEqual([expect.any(String), back[1]!.id, back[0]!.id]);
      expect(await world.contacts.lists(CAMPAIGN)).toEqual([MAILING, second].sort());
      const rest = await world.contacts.lease({ ...ask, limit: 9 });
      expect(rest.map(({ mailingId }) => mailingId)).toEqual([MAILING, MAILING]);
      const all = [...again, ...rest].map(({ id }) => id);
      await world.contacts.giveBack(ENGINE, back);
      expect((await world.contacts.lease({ ...ask, limit: 9 })).map(({ id }) => id)).toEqual([
        back[1]!.id,
        back[0]!.id,
      ]);
      expect(new Set(all).size).toBe(5);
    });

    it('leaves callbacks of some lists out when asked, and knows when the lists that are named are due', async () => {
      const world = await loaded(1);
      const second = parseMailingId('second');
      await world.mailings.addRows(second, CAMPAIGN, [aMailingRow('x')], NOON - 500);
      for (const contact of await leaseOf(world, 2)) {
        const dueMs = contact.mailingId === second ? NOON + 10 : NOON + 20;
        await world.contacts.giveBack(ENGINE, [{ id: contact.id, nextAtMs: dueMs }]);
        await world.contacts.setCallback({
          ...{ contactId: contact.id, agreedCallbackMs: dueMs, nextAtMs: dueMs, state: 'ready' },
        });
      }
      expect(await world.contacts.nextDueMs(CAMPAIGN)).toBe(NOON + 10);
      expect(await world.contacts.nextDueMs(CAMPAIGN, [MAILING])).toBe(NOON + 20);
      expect(await world.contacts.nextDueMs(CAMPAIGN, [])).toBeNull();
      const nowMs = NOON + 100;
      const ask = { campaignId: CAMPAIGN, owner: ENGINE, limit: 9, nowMs, leaseUntilMs: nowMs + 60_000 };
      const only = await world.contacts.lease({ ...ask, callbacksOnly: true, without: [second] });
      expect(only.map(({ mailingId }) => mailingId)).toEqual([MAILING]);
      const others = await world.contacts.lease({ ...ask, callbacksOnly: true });
      expect(others.map(({ mailingId }) => mailingId)).toEqual([second]);
    });

    it('finds nobody under an id it never gave', async () => {
      const { contacts } = await make();
      expect(await contacts.find(parseContactId('inbound-1'))).toBeNull();
      expect(await contacts.find(parseContactId('999999'))).toBeNull();
    });

    it('never gives one contact to two leasers at once', async () => {
      const world = await loaded(300);
      const takings = await Promise.all(
        Array.from({ length: 60 }, (_, i) => leaseOf(world, 10, { owner: parseEngineId(`engine-${i % 6}`) })),
      );
      const ids = takings.flat().map((contact) => contact.id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length + (await leaseOf(world, 300)).length).toBe(300);
    });
  });
}
