import { describe, expect, it } from 'vitest';
import type { QuartileDay } from '../../src/core/campaign/quartile-modes.js';
import { parseAgentId, parseCampaignId } from '../../src/core/kernel/ids.js';
import { DAY, HOUR, SECOND } from '../../src/core/kernel/time.js';
import type { AttemptStore } from '../../src/ports/attempt-store.js';
import type { QuartileStore } from '../../src/ports/quartile-store.js';
import { CAMPAIGN, NOON } from '../support/samples.js';
import { keepTalks } from '../support/talks-of-agents.js';

/** What every QuartileStore keeps. */
export function quartileStoreConformance(
  make: () => Promise<{ quartiles: QuartileStore; attempts: AttemptStore }>,
): void {
  const made = (day: string, madeMs = NOON): QuartileDay => ({
    ...{ campaignId: CAMPAIGN, day, first: '2026-02-18', last: '2026-03-09', madeMs, ranked: 1 },
    rule: { measure: 'success', days: 20, leastTalks: 10, marginPercent: 5 },
    agents: [
      {
        ...{ agentId: parseAgentId('ana'), talks: 3, client: 2, success: 1, handledMs: 120_000, days: 2 },
        ...{ place: 1, quartile: null, before: 2, why: 'few_agents' },
      },
    ],
  });

  describe('quartile store', () => {
    it('sums up what agents did for a campaign in some days, of closed talks alone', async () => {
      const { quartiles, attempts } = await make();
      // 22:30 in Brasília, then the next day there, which is the same one in UTC.
      const late = Date.UTC(2026, 2, 11, 1, 30);
      const talk = { campaignId: CAMPAIGN, fromMs: NOON, talks: 3, success: 1 } as const;
      await keepTalks(attempts, [
        { ...talk, agent: 'ana' },
        { ...talk, agent: 'ana', fromMs: late, talks: 1, success: 0 },
        { ...talk, agent: 'ana', fromMs: late + 2 * HOUR, talks: 1, success: 0 },
        { ...talk, agent: 'rui', fromMs: NOON + HOUR, talks: 1, success: 1, mode: 'inbound' },
        { ...talk, agent: 'rui', campaignId: parseCampaignId('other') },
        { ...talk, agent: 'eva', fromMs: NOON - 3 * DAY },
      ]);
      const each = 40 * SECOND;
      expect(await quartiles.output(CAMPAIGN, NOON - DAY, NOON + DAY)).toEqual([
        { agentId: 'ana', talks: 5, client: 4, success: 1, handledMs: 5 * each, days: 2 },
        { agentId: 'rui', talks: 1, client: 1, success: 1, handledMs: each, days: 1 },
      ]);
      expect(await quartiles.output(CAMPAIGN, NOON + 1, NOON + HOUR)).toEqual([
        { agentId: 'ana', talks: 2, client: 1, success: 0, handledMs: 2 * each, days: 1 },
      ]);
    });

    it('keeps what was made of a day first, tells the newest, and drops what is too old', async () => {
      const { quartiles } = await make();
      expect(await quartiles.last(CAMPAIGN)).toBeNull();
      await quartiles.keep(made('2026-03-09'), '2026-01-01');
      expect(await quartiles.keep(made('2026-03-10'), '2026-01-01')).toEqual(made('2026-03-10'));
      expect(await quartiles.keep(made('2026-03-10', NOON + 5), '2026-03-10')).toEqual(made('2026-03-10'));
      expect(await quartiles.last(CAMPAIGN)).toEqual(made('2026-03-10'));
      expect(await quartiles.last(parseCampaignId('other'))).toBeNull();
    });
  });
}
