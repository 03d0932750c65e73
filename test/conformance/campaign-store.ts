import { describe, expect, it } from 'vitest';
import type { Line, Trunk } from '../../src/core/campaign/campaign.js';
import { LINE_DEFAULTS, TRUNK_DEFAULTS } from '../../src/core/campaign/campaign.js';
import { parseCampaignId, parseCarrierId, parseE164, parseTrunkId } from '../../src/core/kernel/ids.js';
import type { CampaignStore } from '../../src/ports/campaign-store.js';
import { aCampaign, CAMPAIGN } from '../support/samples.js';

/** What every CampaignStore keeps. */
export function campaignStoreConformance(make: () => Promise<{ campaigns: CampaignStore }>): void {
  describe('campaign store', () => {
    it('keeps settings whole and counts their versions', async () => {
      const { campaigns } = await make();
      expect(await campaigns.find(CAMPAIGN)).toBeNull();
      expect(await campaigns.save(aCampaign(), 'draft', 0)).toBe(1);
      const changed = aCampaign({ abandonCap: 0.021, name: 'Cobrança "B"' });
      expect(await campaigns.save(changed, 'running', 1)).toBe(2);
      expect(await campaigns.find(CAMPAIGN)).toEqual({ settings: changed, state: 'running', version: 2 });
      await campaigns.save(aCampaign({ id: parseCampaignId('a-first') }), 'draft', 0);
      expect((await campaigns.list()).map(({ settings }) => settings.id)).toEqual(['a-first', CAMPAIGN]);
      const [first] = await campaigns.list();
      expect(await campaigns.changedSince(new Map([[CAMPAIGN, 2]]))).toEqual([first]);
      expect(
        await campaigns.changedSince(
          new Map([
            [CAMPAIGN, 1],
            [first!.settings.id, 1],
          ]),
        ),
      ).toEqual([{ settings: changed, state: 'running', version: 2 }]);
    });

    it.each([
      ['an old version', 1],
      ['a version to come', 3],
      ['a second creation', 0],
    ])('refuses %s and keeps what is there', async (_, expected) => {
      const { campaigns } = await make();
      await campaigns.save(aCampaign(), 'draft', 0);
      await campaigns.save(aCampaign(), 'running', 1);
      await expect(campaigns.save(aCampaign(), 'paused', expected)).rejects.toMatchObject({
        code: 'DLR_STATE_CONFLICT',
      });
      expect(await campaigns.find(CAMPAIGN)).toMatchObject({ state: 'running', version: 2 });
    });

    it('refuses a change of a campaign that is not there', async () => {
      const { campaigns } = await make();
      await expect(campaigns.save(aCampaign(), 'draft', 4)).rejects.toMatchObject({
        code: 'DLR_STATE_CONFLICT',
      });
      expect(await campaigns.list()).toEqual([]);
    });

    it('keeps the stop of all dialling until it is taken back', async () => {
      const { campaigns } = await make();
      expect(await campaigns.dialingStopped()).toBe(false);
      await campaigns.keepDialingStop({ why: 'incidente', sinceMs: 5 });
      await campaigns.keepDialingStop({ why: 'incidente maior', sinceMs: 9 });
      expect(await campaigns.dialingStopped()).toBe(true);
      await campaigns.keepDialingStop(null);
      expect(await campaigns.dialingStopped()).toBe(false);
    });

    it('keeps trunks and lines, the last writing of each', async () => {
      const { campaigns } = await make();
      const trunk: Trunk = {
        id: parseTrunkId('t1'),
        carrierId: parseCarrierId('c1'),
        kind: 'demo',
        host: '127.0.0.1',
        port: 5060,
        channels: 30,
        cps: 5,
        weight: 1,
        ...TRUNK_DEFAULTS,
      };
      const line: Line = {
        number: parseE164('+551140000000'),
        ownerCnpj: '11444777000161',
        carrierId: parseCarrierId('c1'),
        ...LINE_DEFAULTS,
      };
      await campaigns.saveTrunk(trunk);
      await campaigns.saveTrunk({ ...trunk, channels: 60 });
      await campaigns.saveLine(line);
      await campaigns.saveLine({ ...line, service: 'SMP' });
      expect(await campaigns.listTrunks()).toEqual([{ ...trunk, channels: 60, version: 2 }]);
      expect(await campaigns.listLines()).toEqual([{ ...line, service: 'SMP', version: 2 }]);
      // Over the version that was read, and no other; 0 is of what is not there yet.
      expect(await campaigns.saveTrunk({ ...trunk, channels: 90 }, 2)).toBe(3);
      for (const base of [0, 2, 4]) {
        await expect(campaigns.saveTrunk(trunk, base)).rejects.toMatchObject({ code: 'DLR_STATE_CONFLICT' });
      }
      const other = { ...line, number: parseE164('+551140000001') };
      await expect(campaigns.saveLine(other, 1)).rejects.toMatchObject({ code: 'DLR_STATE_CONFLICT' });
      expect(await campaigns.saveLine(other, 0)).toBe(1);
    });
  });
}
