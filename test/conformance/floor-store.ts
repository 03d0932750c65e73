import { describe, expect, it } from 'vitest';
import type { KnobOverride } from '../../src/core/campaign/knob-override.js';
import { parseCampaignId } from '../../src/core/kernel/ids.js';
import { MINUTE } from '../../src/core/kernel/time.js';
import type { FloorStore } from '../../src/ports/floor-store.js';
import { CAMPAIGN, NOON } from '../support/samples.js';

export interface FloorWorld {
  readonly floor: FloorStore;
}

const OTHER = parseCampaignId('other');

function anOverride(id: string, fromMs: number, change: Partial<KnobOverride> = {}): KnobOverride {
  return {
    id,
    campaignId: CAMPAIGN,
    change: { abandonCap: 0.02, mode: 'power' },
    before: { abandonCap: 0.03, mode: 'predictive' },
    by: 'rita',
    reason: 'fim do dia',
    fromMs,
    untilMs: fromMs + 30 * MINUTE,
    endedMs: null,
    endedBy: '',
    ...change,
  };
}

/** What every FloorStore keeps. */
export function floorStoreConformance(make: () => Promise<FloorWorld>): void {
  describe('overrides', () => {
    it('stand until they are told to have ended, and are found by their campaign, newest first', async () => {
      const { floor } = await make();
      const first = anOverride('o1', NOON);
      const second = anOverride('o2', NOON + MINUTE, { change: { weight: 2 }, before: { weight: 1 } });
      const other = anOverride('o3', NOON + 2 * MINUTE, { campaignId: OTHER });
      for (const override of [second, first, other]) {
        await floor.saveOverride(override);
      }
      expect(await floor.standingOverrides()).toEqual([first, second, other]);
      const ended = { ...first, endedMs: NOON + 3 * MINUTE, endedBy: 'rita' };
      await floor.saveOverride(ended);
      expect(await floor.standingOverrides()).toEqual([second, other]);
      expect(await floor.overridesOf(CAMPAIGN, 10)).toEqual([second, ended]);
      expect(await floor.overridesOf(CAMPAIGN, 1)).toEqual([second]);
    });
  });

  describe('thresholds', () => {
    it('are none until somebody sets them, and then what was set last', async () => {
      const { floor } = await make();
      expect(await floor.thresholds()).toBeNull();
      const one = { metric: 'drop_today', scope: '', warning: 0.02, critical: null } as const;
      await floor.saveThresholds([one]);
      await floor.saveThresholds([{ ...one, scope: 'c1', warning: 0.01, critical: 0.02 }]);
      expect(await floor.thresholds()).toEqual([{ ...one, scope: 'c1', warning: 0.01, critical: 0.02 }]);
      await floor.saveThresholds([]);
      expect(await floor.thresholds()).toEqual([]);
    });
  });
}
