import { describe, expect, it } from 'vitest';
import type { AbandonedCaller } from '../../src/core/acd/abandoned-callers.js';
import { parseAgentId, parseContactId, parseE164, parseQueueId } from '../../src/core/kernel/ids.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import type { AttemptStore } from '../../src/ports/attempt-store.js';
import type { InboundSetting, InboundStore } from '../../src/ports/inbound-store.js';
import { aBatch, aChain, anOpening, CAMPAIGN, NOON } from '../support/samples.js';

export interface InboundWorld {
  readonly inboundStore: InboundStore;
  readonly attempts: AttemptStore;
}

const QUEUE: InboundSetting = {
  kind: 'queue',
  id: 'divida',
  version: 1,
  document: { id: 'divida', priority: 3, needs: [{ skill: 'ingles' }] },
  atMs: NOON,
  by: 'rui',
};

function aCaller(number: string, change: Partial<AbandonedCaller> = {}): AbandonedCaller {
  return {
    number: parseE164(number),
    campaignId: CAMPAIGN,
    contactId: null,
    queueId: parseQueueId('divida'),
    leftIn: 'queue',
    firstMs: NOON,
    lastMs: NOON,
    times: 1,
    waitedMs: 40_000,
    tries: 0,
    dueMs: NOON + MINUTE,
    calling: false,
    ...change,
  };
}

/** What every InboundStore keeps. */
export function inboundStoreConformance(make: () => Promise<InboundWorld>): void {
  describe('settings of calls that come in', () => {
    it('come back as they were written, by kind and id', async () => {
      const { inboundStore: inbound } = await make();
      const menu: InboundSetting = { ...QUEUE, kind: 'menu', document: ['any', null, { x: 1.5 }] };
      await inbound.save(QUEUE);
      await inbound.save(menu);
      expect(await inbound.settings()).toEqual([menu, QUEUE]);
    });

    it('are changed from the version they are at and no other, and every change is kept', async () => {
      const { inboundStore: inbound } = await make();
      const conflict = { code: 'DLR_STATE_CONFLICT' };
      await expect(inbound.save({ ...QUEUE, version: 2 })).rejects.toMatchObject(conflict);
      await inbound.save(QUEUE);
      await expect(inbound.save(QUEUE)).rejects.toMatchObject(conflict);
      await expect(inbound.save({ ...QUEUE, version: 3 })).rejects.toMatchObject(conflict);
      const second = { ...QUEUE, version: 2, document: { id: 'divida' }, atMs: NOON + SECOND, by: 'ana' };
      await inbound.save(second);
      expect(await inbound.settings()).toEqual([second]);
      const { document: _, ...gone } = { ...second, atMs: NOON + MINUTE, by: 'eva' };
      await expect(inbound.remove({ ...gone, version: 1 })).rejects.toMatchObject(conflict);
      await inbound.remove(gone);
      expect(await inbound.settings()).toEqual([]);
      expect(await inbound.changes(10)).toEqual([{ ...gone, document: null }, second, QUEUE]);
      expect(await inbound.changes(1)).toHaveLength(1);
      await inbound.save(QUEUE);
      expect(await inbound.settings()).toEqual([QUEUE]);
    });
  });

  describe('callers to call back', () => {
    it('are kept one a number, changed, and gone when they are said to be', async () => {
      const { inboundStore: inbound } = await make();
      const first = aCaller('+5511987654321');
      const later = aCaller('+5511987654320', { firstMs: NOON + 1, queueId: null, leftIn: 'menu' });
      await inbound.keepCallers([later, first], []);
      expect(await inbound.callers()).toEqual([first, later]);
      const again = {
        ...first,
        contactId: parseContactId('7'),
        times: 2,
        waitedMs: 90_000,
        tries: 1,
        calling: true,
      };
      await inbound.keepCallers([again], [later.number]);
      expect(await inbound.callers()).toEqual([again]);
      await inbound.keepCallers([], [again.number]);
      expect(await inbound.callers()).toEqual([]);
    });
  });

  describe('calls to a number', () => {
    it('are told newest first, with who talked, and without what came in', async () => {
      const { inboundStore: inbound, attempts } = await make();
      const ana = parseAgentId('ana');
      const talked = anOpening('t1', { tDialMs: NOON, tQueuedMs: NOON });
      const unanswered = anOpening('t2', { tDialMs: NOON + MINUTE, tQueuedMs: NOON + MINUTE });
      const live = anOpening('t3', { tDialMs: NOON + 2 * MINUTE, tQueuedMs: NOON + 2 * MINUTE });
      const cameIn = anOpening('t4', { mode: 'inbound', tDialMs: null, tQueuedMs: NOON + 3 * MINUTE });
      const { phone } = talked;
      const first = aChain([talked], { tDialMs: NOON, tAgentMs: NOON + SECOND, agentId: ana });
      const second = aChain([unanswered], { tDialMs: NOON + MINUTE }, first[0]?.hash);
      const closings = [...first, ...second].map((row) => ({ row, contact: null }));
      await attempts.commit(aBatch({ closings }));
      await attempts.commit(aBatch({ openings: [live] }));
      await attempts.commit(aBatch({ openings: [cameIn] }));
      const { campaignId, contactId, line } = talked;
      const call = { campaignId, contactId, number: phone, line };
      const told = [
        { ...call, contactId: live.contactId, agentId: null, atMs: NOON + 2 * MINUTE },
        { ...call, contactId: unanswered.contactId, agentId: null, atMs: NOON + MINUTE },
        { ...call, agentId: ana, atMs: NOON },
      ];
      expect(await inbound.callsTo(phone, NOON)).toEqual(told);
      expect(await inbound.callsTo(phone, NOON + 1)).toEqual(told.slice(0, 2));
      expect(await inbound.callsTo(parseE164('+5511900000009'), NOON)).toEqual([]);
    });
  });

  describe('calls that came in', () => {
    it('are counted by queue and half hour of their arrival, closed ones that reached a queue', async () => {
      const { inboundStore: inbound, attempts } = await make();
      const cameIn = (id: string, queue: string, atMs: number, mode: 'inbound' | 'power' = 'inbound') =>
        anOpening(id, { mode, queue, tQueuedMs: atMs, tDialMs: mode === 'inbound' ? null : atMs });
      const opened = [
        cameIn('h1', 'divida', NOON),
        cameIn('h2', 'divida', NOON + 29 * MINUTE),
        cameIn('h3', 'divida', NOON + 30 * MINUTE),
        cameIn('h4', 'Acordo', NOON + 31 * MINUTE),
        cameIn('h5', '', NOON),
        cameIn('h6', 'divida', NOON, 'power'),
        cameIn('h7', 'divida', NOON - MINUTE),
      ];
      const rows = aChain(opened, {});
      await attempts.commit(aBatch({ closings: rows.map((row) => ({ row, contact: null })) }));
      await attempts.commit(aBatch({ openings: [cameIn('h8', 'divida', NOON)] }));
      expect(await inbound.arrivals(NOON)).toEqual([
        { queueId: 'Acordo', fromMs: NOON + 30 * MINUTE, calls: 1 },
        { queueId: 'divida', fromMs: NOON, calls: 2 },
        { queueId: 'divida', fromMs: NOON + 30 * MINUTE, calls: 1 },
      ]);
    });
  });
}
