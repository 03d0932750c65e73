import { describe, expect, it } from 'vitest';
import { afterTry, deliveryOf, type FeedSubscription } from '../../src/core/feeds/feed-delivery.js';
import { feedEventsOf, type OutboxEntry } from '../../src/core/feeds/feed-event.js';
import type { AttemptStore } from '../../src/ports/attempt-store.js';
import type { BillingStore } from '../../src/ports/billing-store.js';
import type { FeedStore } from '../../src/ports/feed-store.js';
import { aBatch, aChain, anOpening, NOON } from '../support/samples.js';

const CRM: FeedSubscription = {
  id: 'crm',
  url: 'http://127.0.0.1:1/crm',
  kinds: ['attempt.closed', 'statement.approved'],
  active: true,
  keys: [{ sealed: 'sealed-1', untilMs: null }],
};

interface Made {
  readonly feeds: FeedStore;
  readonly attempts: AttemptStore;
  readonly billing: BillingStore;
}

const namesOf = (entries: readonly OutboxEntry[]) =>
  entries.map((entry) => (entry.what === 'attempt' ? entry.row.opening.attemptId : entry.what));

/** What every FeedStore keeps. */
export function feedStoreConformance(make: () => Promise<Made>): void {
  describe('feed store', () => {
    const rows = aChain([anOpening('f1'), anOpening('f2')]);
    const closings = rows.map((row) => ({ row, contact: null }));

    it('finds a closing in the outbox once, with its row, while somebody is told of it', async () => {
      const { feeds, attempts } = await make();
      const [before] = aChain([anOpening('f0')]);
      await attempts.commit(aBatch({ closings: [{ row: before!, contact: null }] }));
      await feeds.saveSubscription({ ...CRM, active: false });
      await feeds.saveSubscription(CRM);
      expect(await feeds.listSubscriptions()).toEqual([CRM]);
      expect(await feeds.hasWork(NOON)).toBe(false);

      const later = aChain([anOpening('f1'), anOpening('f2')], {}, before!.hash);
      const batch = aBatch({ closings: later.map((row) => ({ row, contact: null })) });
      await attempts.commit(batch);
      await attempts.commit(batch);
      expect(await feeds.hasWork(NOON)).toBe(true);
      const taken = await feeds.takeOutbox(NOON, NOON + 10, 100);
      expect(namesOf(taken)).toEqual(['f1', 'f2']);
      expect(taken[0]).toMatchObject({ what: 'attempt', contactDone: false, row: later[0] });
    });

    it('offers what was taken again when its time is over, until it is on its way', async () => {
      const { feeds, attempts } = await make();
      await feeds.saveSubscription(CRM);
      await attempts.commit(aBatch({ closings }));
      expect(namesOf(await feeds.takeOutbox(NOON, NOON + 10, 1))).toEqual(['f1']);
      expect(namesOf(await feeds.takeOutbox(NOON, NOON + 10, 9))).toEqual(['f2']);
      expect(await feeds.takeOutbox(NOON + 9, NOON + 20, 9)).toEqual([]);
      const again = await feeds.takeOutbox(NOON + 10, NOON + 20, 9);
      expect(namesOf(again)).toEqual(['f1', 'f2']);
      const deliveries = again.flatMap(feedEventsOf).map((event) => deliveryOf('crm', event, NOON));
      const places = again.map(({ place }) => place);
      await feeds.fanOut(deliveries, places);
      await feeds.fanOut(deliveries, places);
      expect(await feeds.takeOutbox(NOON + 99, NOON + 100, 9)).toEqual([]);
      expect((await feeds.takeDue(NOON, NOON + 10, 9)).length).toBe(2);
    });

    it('gives due deliveries to one at a time, and one that was delivered stays delivered', async () => {
      const { feeds, attempts } = await make();
      await feeds.saveSubscription(CRM);
      await attempts.commit(aBatch({ closings }));
      const events = (await feeds.takeOutbox(NOON, NOON + 10, 9)).flatMap(feedEventsOf);
      const made = events.map((event) => deliveryOf('crm', event, NOON));
      await feeds.fanOut(made, []);
      const [first, second] = await feeds.takeDue(NOON, NOON + 60_000, 9);
      expect(first).toMatchObject({ id: made[0]?.id, event: made[0]?.event, state: 'waiting', tries: 0 });
      expect(await feeds.takeDue(NOON, NOON + 60_000, 9)).toEqual([]);
      await feeds.settle([afterTry(first!, null, NOON), afterTry(second!, 'down', NOON)]);
      await feeds.settle([afterTry(first!, 'down', NOON)]);
      expect(await feeds.takeDue(NOON + 4999, NOON + 5000, 9)).toEqual([]);
      const [due, none] = await feeds.takeDue(NOON + 5000, NOON + 6000, 9);
      expect(due).toMatchObject({ id: second?.id, tries: 1, lastError: 'down' });
      expect(none).toBeUndefined();
      await feeds.forgetDelivered(NOON + 1);
      await feeds.fanOut([made[0]!], []);
      expect((await feeds.takeDue(NOON + 5000, NOON + 6000, 9)).map(({ id }) => id)).toEqual([first?.id]);
    });

    it('keeps dead deliveries until they are replayed, some or all', async () => {
      const { feeds, attempts } = await make();
      await feeds.saveSubscription(CRM);
      await attempts.commit(aBatch({ closings }));
      const events = (await feeds.takeOutbox(NOON, NOON + 10, 9)).flatMap(feedEventsOf);
      await feeds.fanOut(
        events.map((event) => deliveryOf('crm', event, NOON)),
        [],
      );
      const due = await feeds.takeDue(NOON, NOON + 10, 9);
      await feeds.settle(due.map((one) => ({ ...one, state: 'dead' as const, tries: 24 })));
      expect(await feeds.takeDue(NOON + 99, NOON + 100, 9)).toEqual([]);
      expect((await feeds.listDead('crm', 9)).map(({ event }) => event.id)).toEqual(
        events.map(({ id }) => id),
      );
      expect(await feeds.listDead('other', 9)).toEqual([]);
      expect(await feeds.replay('crm', [events[0]!.id], NOON)).toBe(1);
      expect(await feeds.replay('crm', null, NOON)).toBe(1);
      expect((await feeds.takeDue(NOON, NOON + 10, 9)).map(({ tries }) => tries)).toEqual([0, 0]);
    });

    it('changes keys only from what they were, and keeps them when the feed is changed', async () => {
      const { feeds } = await make();
      await feeds.saveSubscription(CRM);
      const next = [
        { sealed: 'sealed-2', untilMs: null },
        { sealed: 'sealed-1', untilMs: NOON + 5 },
      ];
      expect(await feeds.changeKeys('crm', CRM.keys, next)).toBe(true);
      expect(await feeds.changeKeys('crm', CRM.keys, [])).toBe(false);
      expect(await feeds.changeKeys('none', CRM.keys, [])).toBe(false);
      await feeds.saveSubscription({ ...CRM, url: 'http://127.0.0.1:2/' });
      expect(await feeds.listSubscriptions()).toEqual([{ ...CRM, url: 'http://127.0.0.1:2/', keys: next }]);
    });

    it('tells what was tried last and what was answered, how a receiver stands and what the outbox holds', async () => {
      const { feeds, attempts } = await make();
      await feeds.saveSubscription(CRM);
      expect((await feeds.standings()).size).toBe(0);
      expect(await feeds.outboxStanding()).toEqual({ entries: 0, oldestMs: null });
      const three = aChain([anOpening('f1'), anOpening('f2'), anOpening('f3')]);
      await attempts.commit(aBatch({ closings: three.map((row) => ({ row, contact: null })) }));
      const endMs = three[0]!.result.tEndMs;
      expect(await feeds.outboxStanding()).toEqual({ entries: 3, oldestMs: endMs });
      const entries = await feeds.takeOutbox(NOON, NOON + 10, 9);
      await feeds.fanOut(
        entries.flatMap(feedEventsOf).map((event) => deliveryOf('crm', event, NOON)),
        entries.map(({ place }) => place),
      );
      const standing = async () => (await feeds.standings()).get('crm');
      expect(await standing()).toEqual({ waiting: 3, dead: 0, lastTakenMs: null, failingSinceMs: null });
      const [a, b, c] = await feeds.takeDue(NOON, NOON + 60_000, 9);
      await feeds.settle([afterTry(a!, 'the receiver answered 500', NOON + 1, { tookMs: 7, answer: 500 })]);
      await feeds.settle([afterTry(b!, null, NOON + 2, { tookMs: 3, answer: 204 })]);
      expect(await standing()).toMatchObject({ waiting: 2, lastTakenMs: NOON + 2, failingSinceMs: null });
      await feeds.settle([{ ...afterTry(c!, 'no answer', NOON + 9), state: 'dead' }]);
      expect(await standing()).toEqual({
        ...{ waiting: 1, dead: 1, lastTakenMs: NOON + 2, failingSinceMs: NOON + 9 },
      });
      const tried = await feeds.listTried('crm', 2);
      expect(tried).toMatchObject([
        { state: 'dead', lastTry: { atMs: NOON + 9, tookMs: 0, answer: null }, firstFailedMs: NOON + 9 },
        { state: 'delivered', lastTry: { atMs: NOON + 2, tookMs: 3, answer: 204 }, firstFailedMs: null },
      ]);
      await feeds.replay('crm', null, NOON + 10);
      expect(await standing()).toMatchObject({ waiting: 2, dead: 0, failingSinceMs: null });
    });

    it('is told of a report pack while somebody is told of anything', async () => {
      const { feeds } = await make();
      const report = {
        ...{
          pack: 'diario',
          period: '2026-10-05',
          first: '2026-10-05',
          last: '2026-10-05',
          files: 2,
          bytes: 9,
        },
        ...{
          manifestSha256: 'ab'.repeat(32),
          path: '/v1/reports/diario/periods/2026-10-05/files/manifest.json',
        },
      };
      await feeds.tellReport(report, NOON);
      expect(await feeds.outboxStanding()).toEqual({ entries: 0, oldestMs: null });
      await feeds.saveSubscription(CRM);
      await feeds.tellReport(report, NOON);
      const [entry] = await feeds.takeOutbox(NOON, NOON + 10, 9);
      expect(feedEventsOf(entry!)).toEqual([
        { id: 'report.made:diario/2026-10-05', kind: 'report.made', atMs: NOON, data: report },
      ]);
    });

    it('is told of an approved statement by the step that approves it', async () => {
      const { feeds, billing } = await make();
      await feeds.saveSubscription(CRM);
      const statement = {
        ...{ id: 'c1_2026-10_v1', contractId: 'c1', contractVersion: '1', month: '2026-10', version: 1 },
        ...{ state: 'review' as const, hash: 'ab'.repeat(32), total: '10.00', adjustments: null },
        ...{ madeBy: 'ana', madeAtMs: NOON, why: '', jobId: 'j', steps: [] },
      };
      await billing.addStatement(statement, null);
      const step = {
        move: 'approve',
        from: 'review',
        to: 'approved',
        by: 'bia',
        atMs: NOON,
        why: '',
      } as const;
      await billing.keepStep(statement.id, step);
      const [entry] = await feeds.takeOutbox(NOON, NOON + 10, 9);
      expect(feedEventsOf(entry!)).toEqual([
        {
          id: 'statement.approved:c1_2026-10_v1',
          kind: 'statement.approved',
          atMs: NOON,
          data: {
            ...{ id: statement.id, contractId: 'c1', month: '2026-10', version: 1 },
            ...{ hash: statement.hash, total: '10.00', by: 'bia' },
          },
        },
      ]);
    });
  });
}
