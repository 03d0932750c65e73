import { describe, expect, it } from 'vitest';
import { parseCampaignId, parseContactId, parseEngineId } from '../../src/core/kernel/ids.js';
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
