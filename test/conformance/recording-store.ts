import { describe, expect, it } from 'vitest';
import { parseAgentId, parseAttemptId, parseCampaignId, parseE164 } from '../../src/core/kernel/ids.js';
import type { AttemptStore } from '../../src/ports/attempt-store.js';
import type { KeptRecording, RecordingQuery, RecordingStore } from '../../src/ports/recording-store.js';
import { aBatch, aChain, anOpening, CAMPAIGN, NOON } from '../support/samples.js';

interface Stores {
  readonly recordings: RecordingStore;
  readonly attempts: Pick<AttemptStore, 'commit'>;
}

export function aRecording(attempt: string, change: Partial<KeptRecording> = {}): KeptRecording {
  return {
    recordingId: `20260310-${attempt}`,
    attemptId: parseAttemptId(attempt),
    campaignId: CAMPAIGN,
    agentId: parseAgentId('ana'),
    day: '2026-03-10',
    startedAtMs: NOON,
    talkMs: 60_000,
    durationMs: 59_000,
    channels: 1,
    bytes: 944_044,
    sha256: 'f'.repeat(64),
    sealedAtMs: NOON + 65_000,
    waveform: { peaks: [[0, 255, 17]], silences: [{ fromMs: 1000, toMs: 4000 }] },
    ...change,
  };
}

/** What every index of recordings keeps. */
export function recordingStoreConformance(make: () => Promise<Stores>): void {
  describe('recording store', () => {
    async function filled(): Promise<RecordingStore> {
      const { recordings, attempts } = await make();
      const openings = [
        anOpening('t1'),
        anOpening('t2', { phone: parseE164('+5521987654321') }),
        anOpening('t3'),
      ];
      const closings = aChain(openings, { disposition: 'promessa' }).map((row) => ({ row, contact: null }));
      await attempts.commit(aBatch({ openings }));
      await attempts.commit(aBatch({ closings }));
      await recordings.keep(aRecording('t2', { startedAtMs: NOON + 5, agentId: parseAgentId('bia') }));
      await recordings.keep(aRecording('t1'));
      await recordings.keep(aRecording('t3', { day: '2026-03-11', startedAtMs: NOON + 86_400_000 }));
      await recordings.keep(aRecording('lost', { campaignId: parseCampaignId('c2'), agentId: null }));
      return recordings;
    }
    const idsOf = (found: readonly { readonly recordingId: string }[]): string[] =>
      found.map(({ recordingId }) => recordingId.slice(9));

    it('gives those of some campaigns and of some agents alone', async () => {
      const { recordings } = await make();
      const [bia, ana] = [parseAgentId('bia'), parseAgentId('ana')];
      await recordings.keep(aRecording('t1', { agentId: bia }));
      await recordings.keep(aRecording('t2', { campaignId: parseCampaignId('other') }));
      await recordings.keep(aRecording('t3', { agentId: null }));
      const ids = async (query: RecordingQuery) =>
        (await recordings.page(query, null, 9)).map(({ attemptId }) => attemptId).sort();
      expect(await ids({ campaignIds: [CAMPAIGN] })).toEqual(['t1', 't3']);
      expect(await ids({ agentIds: [ana] })).toEqual(['t2']);
      expect(await ids({ agentIds: [bia], campaignIds: [CAMPAIGN] })).toEqual(['t1']);
      expect(await ids({ campaignIds: [] })).toEqual([]);
    });

    it('gives back what was kept with number and disposition of its call, and the last of two', async () => {
      const recordings = await filled();
      const found = await recordings.find('20260310-t1');
      expect(found).toEqual({ ...aRecording('t1'), phone: '+5511987654321', disposition: 'promessa' });
      await recordings.keep(aRecording('t1', { durationMs: 7, agentId: null }));
      expect(await recordings.find('20260310-t1')).toMatchObject({ durationMs: 7, agentId: null });
      expect(await recordings.find('20260310-t9')).toBeNull();
      expect(await recordings.find('20260310-lost')).toMatchObject({ phone: '', disposition: '' });
    });

    it('finds by call, number, agents, campaign, day, disposition and length, newest first', async () => {
      const recordings = await filled();
      const page = async (query: Parameters<RecordingStore['page']>[0]): Promise<string[]> =>
        idsOf(await recordings.page(query, null, 10));
      expect(await page({})).toEqual(['t3', 't2', 't1', 'lost']);
      expect(await page({ attemptId: parseAttemptId('t2') })).toEqual(['t2']);
      expect(await page({ phone: parseE164('+5511987654321') })).toEqual(['t3', 't1']);
      expect(await page({ agentId: parseAgentId('ana') })).toEqual(['t3', 't1']);
      expect(await page({ campaignId: parseCampaignId('c2') })).toEqual(['lost']);
      expect(await page({ day: '2026-03-10' })).toEqual(['t2', 't1', 'lost']);
      expect(await page({ day: '2026-03-10', agentId: parseAgentId('ana') })).toEqual(['t1']);
      expect(await page({ disposition: 'promessa' })).toEqual(['t3', 't2', 't1']);
      expect(await page({ disposition: 'promessa', agentIds: [parseAgentId('bia')] })).toEqual(['t2']);
      expect(await page({ agentIds: [] })).toEqual([]);
      await recordings.keep(aRecording('long', { durationMs: 240_000, startedAtMs: NOON - 9 }));
      expect(await page({ leastMs: 60_000 })).toEqual(['long']);
      expect(await page({ leastMs: 59_000, mostMs: 60_000 })).toEqual(['t3', 't2', 't1', 'lost']);
    });

    it('goes on where the page before ended', async () => {
      const recordings = await filled();
      const seen: string[] = [];
      for (let after = null as { startedAtMs: number; recordingId: string } | null; ; ) {
        const [one] = await recordings.page({}, after, 1);
        if (one === undefined) {
          break;
        }
        seen.push(...idsOf([one]));
        after = one;
      }
      expect(seen).toEqual(['t3', 't2', 't1', 'lost']);
    });

    it('forgets a day and no other', async () => {
      const recordings = await filled();
      await recordings.removeDay('2026-03-10');
      expect(idsOf(await recordings.page({}, null, 10))).toEqual(['t3']);
    });
  });
}
