import { describe, expect, it } from 'vitest';
import { contactGuardKey, debtKey } from '../../src/core/compliance/facts/dial-key.js';
import type { DebtFact } from '../../src/core/compliance/facts/person-fact.js';
import type { FeedSubscription } from '../../src/core/feeds/feed-delivery.js';
import { type FeedEvent, feedEventsOf } from '../../src/core/feeds/feed-event.js';
import type { IntakeEntries, ToldRow, Withdrawal } from '../../src/core/feeds/intake-row.js';
import { parseE164 } from '../../src/core/kernel/ids.js';
import type { ReadRow } from '../../src/core/mailing/mailing-row-reader.js';
import type { BillingStore } from '../../src/ports/billing-store.js';
import type { FeedStore } from '../../src/ports/feed-store.js';
import type { IntakeStore } from '../../src/ports/intake-store.js';
import {
  aBatch,
  aChain,
  aContactUpdate,
  aMailingRow,
  anOpening,
  CAMPAIGN,
  ENGINE,
  MAILING,
  NOON,
} from '../support/samples.js';
import type { GuardedWorld } from './guarded-openings.js';

interface Made extends GuardedWorld {
  readonly intake: IntakeStore;
  readonly billing: BillingStore;
  readonly feeds: FeedStore;
}

const ENDS: FeedSubscription = {
  id: 'ends',
  url: 'http://x/',
  kinds: ['contact.closed'],
  active: true,
  keys: [],
};

/** What a receiver of ended contacts is told since it was last asked. */
async function endsOf({ feeds }: Made): Promise<readonly FeedEvent[]> {
  const entries = await feeds.takeOutbox(NOON, NOON + 10, 99);
  await feeds.fanOut(
    [],
    entries.map(({ place }) => place),
  );
  return entries.flatMap(feedEventsOf).filter(({ kind }) => kind === 'contact.closed');
}
const toldEnds = async (made: Made) => (await endsOf(made)).map(({ id }) => id);

const told = <Entry>(key: string, entry: Entry, digest = `digest of ${key}`): ToldRow<Entry> => ({
  ...{ line: 1, key, digest, entry },
});
const whom = (change: Partial<Withdrawal>): Withdrawal => ({ cpfHash: '', debtId: '', phone: '', ...change });
const contactOf = (key: string, change: Partial<ReadRow> = {}): ReadRow => aMailingRow(key, change);
const [OLD, NEW] = [parseE164('+5511911111111'), parseE164('+5511922222222')];

const words = (outcomes: ReadonlyMap<string, unknown>): unknown[] => [...outcomes.values()];
const leased = ({ contacts }: Made) =>
  contacts.lease({
    campaignId: CAMPAIGN,
    owner: ENGINE,
    limit: 10,
    nowMs: NOON,
    leaseUntilMs: NOON + 60_000,
  });

/** What every IntakeStore keeps. */
export function intakeStoreConformance(make: () => Promise<Made>): void {
  const contacts = (made: Made, rows: readonly ToldRow<IntakeEntries['contacts']>[]) =>
    made.intake.apply({
      ...{ kind: 'contacts', feed: 'contacts/c', campaignId: CAMPAIGN, mailingId: MAILING },
      ...{ nowMs: NOON, by: 'crm', rows },
    });
  const withdraw = (made: Made, rows: readonly ToldRow<Withdrawal>[]) =>
    made.intake.apply({
      ...{ kind: 'withdrawals', feed: 'withdrawals/c', campaignId: CAMPAIGN },
      ...{ nowMs: NOON, by: 'crm', rows },
    });

  describe('intake store', () => {
    it('gives a told row its effect once, whoever tells it again, and refuses its key to another row', async () => {
      const made = await make();
      const row = told('k1', contactOf('a', { name: 'Ana' }));
      expect(words(await contacts(made, [row]))).toEqual([{ result: 'added', repeated: false }]);
      expect(words(await contacts(made, [row]))).toEqual([{ result: 'added', repeated: true }]);
      const other = told('k1', contactOf('b'), 'another digest');
      expect(words(await contacts(made, [other, told('k2', contactOf('c'))]))).toEqual([
        { result: 'key_used' },
        { result: 'added', repeated: false },
      ]);
      expect(await made.contacts.counts(CAMPAIGN, NOON)).toMatchObject({ ready: 2 });
    });

    it('changes what a row gives and leaves the rest, phones with what is known of them', async () => {
      const made = await make();
      const fields = { valor: '10', loja: 'X' };
      await contacts(made, [
        told('k1', contactOf('a', { name: 'Ana', phones: [OLD], fields, segment: 'ouro', addressUf: 'SP' })),
      ]);
      const change = {
        name: '',
        phones: [NEW, OLD],
        fields: { valor: '12', nova: '1' },
        segment: '',
        addressUf: 'RJ',
      };
      expect(words(await contacts(made, [told('k2', contactOf('a', change))]))).toEqual([
        { result: 'updated', repeated: false },
      ]);
      expect(words(await contacts(made, [told('k3', contactOf('a', change))]))).toEqual([
        { result: 'unchanged', repeated: false },
      ]);
      const [contact] = await leased(made);
      expect(contact).toMatchObject({ name: 'Ana', segment: 'ouro', addressUf: 'RJ', revision: 1 });
      expect(Object.entries(contact?.fields ?? {})).toEqual([
        ['valor', '12'],
        ['loja', 'X'],
        ['nova', '1'],
      ]);
      expect(contact?.phones.map(({ number }) => number)).toEqual([NEW, OLD]);
    });

    it('refuses an opening that was decided on a contact as it was before it was changed or withdrawn', async () => {
      const made = await make();
      await contacts(made, [told('k1', contactOf('a', { phones: [OLD], debtId: 'D-9' }))]);
      const [contact] = await leased(made);
      const opening = anOpening('a1', { contactId: contact!.id, phone: OLD, cpfHash: '', debtId: '' });
      const guard = {
        attemptId: opening.attemptId,
        key: contactGuardKey(contact!.id),
        version: 0,
        use: 'contact',
      } as const;
      await contacts(made, [told('k2', contactOf('a', { phones: [NEW] }))]);
      const batch = aBatch({ openings: [opening], guards: [guard] });
      expect([...(await made.attempts.commit(batch)).refused]).toEqual(['a1']);
      const fresh = await made.contacts.findLeased(ENGINE, contact!.id);
      expect(fresh).toMatchObject({ revision: 1, phones: [{ number: NEW }] });
      await withdraw(made, [told('w1', whom({ debtId: 'D-a' }))]);
      expect(await made.contacts.findLeased(ENGINE, contact!.id)).toBeNull();
      const again = aBatch({ openings: [opening], guards: [{ ...guard, version: 1 }] });
      expect([...(await made.attempts.commit(again)).refused]).toEqual(['a1']);
    });

    it('withdraws by debt, person or number, ends the contact, and lets only the client bring it back', async () => {
      const made = await make();
      const hash = 'e'.repeat(64);
      await contacts(made, [
        told('k1', contactOf('a', { cpfHash: hash, debtId: 'D-1', phones: [OLD] })),
        told('k2', contactOf('b', { cpfHash: '', debtId: 'D-2', phones: [NEW] })),
      ]);
      expect(
        words(
          await withdraw(made, [
            told('w1', whom({ cpfHash: hash })),
            told('w2', whom({ phone: NEW })),
            told('w3', whom({ debtId: 'D-1', cpfHash: 'f'.repeat(64) })),
          ]),
        ),
      ).toEqual([
        { result: 'withdrawn', repeated: false },
        { result: 'withdrawn', repeated: false },
        { result: 'unknown', repeated: false },
      ]);
      expect(words(await withdraw(made, [told('w4', whom({ debtId: 'D-1' }))]))).toEqual([
        { result: 'unchanged', repeated: false },
      ]);
      expect(await made.contacts.counts(CAMPAIGN, NOON)).toMatchObject({ ready: 0, done: 2 });
      const mailing = await made.mailings.addRows(MAILING, CAMPAIGN, [contactOf('a')], NOON);
      expect(mailing).toBe(0);
      expect(words(await contacts(made, [told('k3', contactOf('a', { phones: [OLD] }))]))).toEqual([
        { result: 'returned', repeated: false },
      ]);
      expect(await made.contacts.counts(CAMPAIGN, NOON)).toMatchObject({ ready: 1, done: 1 });
    });

    it('does not keep the key of a withdrawal of somebody unknown: told again, it may find him', async () => {
      const made = await make();
      const row = told('w1', whom({ debtId: 'D-7' }));
      expect(words(await withdraw(made, [row]))).toEqual([{ result: 'unknown', repeated: false }]);
      await contacts(made, [told('k1', contactOf('a', { debtId: 'D-7' }))]);
      expect(words(await withdraw(made, [row]))).toEqual([{ result: 'withdrawn', repeated: false }]);
    });

    it('ends a contact that is withdrawn while it is called when its call has ended', async () => {
      const made = await make();
      await made.feeds.saveSubscription(ENDS);
      await contacts(made, [told('k1', contactOf('a', { debtId: 'D-1', phones: [OLD] }))]);
      const [contact] = await leased(made);
      const opening = anOpening('a1', { contactId: contact!.id, phone: OLD });
      await made.attempts.commit(aBatch({ openings: [opening] }));
      await withdraw(made, [told('w1', whom({ debtId: 'D-1' }))]);
      expect(await made.contacts.stateOf(contact!.id)).toBe('calling');
      const [row] = aChain([opening]);
      const update = aContactUpdate(contact!.id, { state: 'ready' });
      await made.attempts.commit(aBatch({ closings: [{ row: row!, contact: update }] }));
      expect(await made.contacts.stateOf(contact!.id)).toBe('done');
      expect(await toldEnds(made)).toEqual(['contact.closed:a1']);
      const wanted = {
        contactId: contact!.id,
        agreedCallbackMs: NOON,
        nextAtMs: NOON,
        state: 'ready',
      } as const;
      expect(await made.contacts.setCallback(wanted)).toBeNull();
    });

    it('tells of contacts that end without a call: taken back, each time, or their callback called off', async () => {
      const made = await make();
      await made.feeds.saveSubscription(ENDS);
      await contacts(made, [
        told('k1', contactOf('a', { debtId: 'D-1' })),
        told('k2', contactOf('b', { debtId: 'D-2', phones: [NEW] })),
      ]);
      await withdraw(made, [told('w1', whom({ debtId: 'D-1' }))]);
      await withdraw(made, [told('w1', whom({ debtId: 'D-1' })), told('w2', whom({ debtId: 'D-1' }))]);
      const [first] = await endsOf(made);
      expect(first).toMatchObject({
        kind: 'contact.closed',
        atMs: NOON,
        data: { attemptId: '', campaignId: CAMPAIGN, debtId: 'D-1', reason: 'withdrawn' },
      });
      await contacts(made, [told('k3', contactOf('a', { debtId: 'D-1' }))]);
      await withdraw(made, [told('w3', whom({ debtId: 'D-1' }))]);
      const other = await made.contacts.findByPhone(CAMPAIGN, NEW);
      const off = { contactId: other!.id, agreedCallbackMs: null, nextAtMs: NOON + 9, saidAtMs: NOON + 4 };
      await made.contacts.setCallback({ ...off, state: 'done' });
      await made.contacts.setCallback({ ...off, state: 'done' });
      const later = await endsOf(made);
      expect(later.map(({ atMs, data }) => [atMs, data['contactId'], data['reason']])).toEqual([
        [NOON, first?.data['contactId'], 'withdrawn'],
        [NOON + 4, other?.id, 'callback_called_off'],
      ]);
      expect(new Set([first, ...later].map((event) => event?.id)).size).toBe(3);
    });

    it('registers a paid debt once, and moves its key each time something is told', async () => {
      const made = await make();
      const fact = (state: DebtFact['state']): DebtFact => ({
        ...{ kind: 'debt', debtId: 'D-1', state, sinceMs: NOON, attemptId: '', protocol: '' },
      });
      const tell = (rows: readonly ToldRow<DebtFact>[]) =>
        made.intake.apply({ kind: 'debts', feed: 'debts', nowMs: NOON, by: 'crm', rows });
      const rows = [told('d1', fact('paid'))];
      expect(words(await tell(rows))).toEqual([{ result: 'noted', repeated: false }]);
      expect(words(await tell(rows))).toEqual([{ result: 'noted', repeated: true }]);
      const of = async () => (await made.facts.load([debtKey('D-1')], 0)).get(debtKey('D-1'));
      expect(await of()).toMatchObject({ version: 1, debt: fact('paid') });
      await tell([told('d2', fact('open'))]);
      expect(await of()).toMatchObject({ version: 2 });
    });

    it('puts a balance on file once', async () => {
      const made = await make();
      const entry = { list: 'balances', key: 'c p 2026-10-01', fact: { balance: '10.00' } };
      const tell = () =>
        made.intake.apply({
          ...{ kind: 'balances', feed: 'balances/k', contractId: 'k', nowMs: NOON, by: 'erp' },
          rows: [told('b1', entry)],
        });
      await tell();
      expect(words(await tell())).toEqual([{ result: 'noted', repeated: true }]);
      expect(await made.billing.facts('k')).toEqual([{ ...entry, by: 'erp', atMs: NOON, why: 'balances/k' }]);
    });

    it('lists deliveries, newest first, and forgets what is old, keys too', async () => {
      const made = await make();
      const one = {
        id: 'd1',
        feed: 'debts',
        source: 'file',
        name: 'a.csv',
        by: 'inbox',
        atMs: NOON,
        problem: '',
      } as const;
      const refused = [{ line: 2, column: 'since', reason: 'since_missing' }];
      await made.intake.keepDelivery({ ...one, counts: { noted: 1, refused: 1 }, refused });
      await made.intake.keepDelivery({
        ...one,
        id: 'd2',
        atMs: NOON + 1,
        counts: {},
        refused: [],
        problem: 'no column',
      });
      expect(
        (await made.intake.listDeliveries(9)).map(({ id, problem, refused: own }) => [id, problem, own]),
      ).toEqual([
        ['d2', 'no column', []],
        ['d1', '', refused],
      ]);
      const row = told('k1', contactOf('a'));
      await contacts(made, [row]);
      await made.intake.forget(NOON + 1);
      expect((await made.intake.listDeliveries(9)).map(({ id }) => id)).toEqual(['d2']);
      expect(words(await contacts(made, [row]))).toEqual([{ result: 'unchanged', repeated: false }]);
    });
  });
}
