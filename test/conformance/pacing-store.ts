import { describe, expect, it } from 'vitest';
import { parseCampaignId } from '../../src/core/kernel/ids.js';
import { MINUTE } from '../../src/core/kernel/time.js';
import type { KeptDecision, PacingStore } from '../../src/ports/pacing-store.js';
import { CAMPAIGN, NOON } from '../support/samples.js';

export interface PacingWorld {
  readonly pacing: PacingStore;
}

const OTHER = parseCampaignId('other');

function aKeptDecision(atMs: number, place = 2): KeptDecision {
  return {
    atMs,
    lane: 'predictive',
    place,
    limit: 'risk',
    reason: `place ${place}`,
    figures: { idle: 1, risk: 0.25 },
    times: 3,
  };
}

/** What every PacingStore keeps. */
export function pacingStoreConformance(make: () => Promise<PacingWorld>): void {
  describe('what pacing learned', () => {
    it('comes back as it was kept, for its campaign alone, the newest of each part', async () => {
      const { pacing } = await make();
      const kept = {
        campaignId: CAMPAIGN,
        part: 'predictive',
        atMs: NOON,
        memory: { list: [1, 0.5], none: null },
      };
      await pacing.keepMemories([
        kept,
        { ...kept, part: 'power' },
        { ...kept, campaignId: OTHER, memory: 'x' },
      ]);
      await pacing.keepMemories([{ ...kept, atMs: NOON + MINUTE, memory: { list: [2] } }]);
      const found = await pacing.memories(CAMPAIGN);
      expect([...found].sort((a, b) => a.part.localeCompare(b.part))).toEqual([
        { ...kept, part: 'power' },
        { ...kept, atMs: NOON + MINUTE, memory: { list: [2] } },
      ]);
    });
  });

  describe('decisions', () => {
    const query = { campaignId: CAMPAIGN, fromMs: NOON, toMs: NOON + MINUTE, most: 100 };

    it('are read oldest first, by campaign and time, and of too many the newest', async () => {
      const { pacing } = await make();
      const decisions = [NOON, NOON + 1000, NOON + 2000].map((atMs, index) => aKeptDecision(atMs, index));
      await pacing.keepDecisions(
        [
          { campaignId: CAMPAIGN, decisions },
          { campaignId: OTHER, decisions: [aKeptDecision(NOON, 9)] },
        ],
        0,
      );
      await pacing.keepDecisions([{ campaignId: CAMPAIGN, decisions: [aKeptDecision(NOON + MINUTE, 3)] }], 0);
      expect(await pacing.decisions(query)).toEqual(decisions);
      expect(await pacing.decisions({ ...query, fromMs: NOON + 1 })).toEqual(decisions.slice(1));
      const newest = await pacing.decisions({ ...query, toMs: NOON + 2 * MINUTE, most: 2 });
      expect(newest.map(({ place }) => place)).toEqual([2, 3]);
    });

    it('of before a time are dropped', async () => {
      const { pacing } = await make();
      await pacing.keepDecisions([{ campaignId: CAMPAIGN, decisions: [aKeptDecision(NOON)] }], 0);
      await pacing.keepDecisions(
        [{ campaignId: CAMPAIGN, decisions: [aKeptDecision(NOON + 2000, 5)] }],
        NOON + 1000,
      );
      expect((await pacing.decisions(query)).map(({ place }) => place)).toEqual([5]);
    });
  });
}
