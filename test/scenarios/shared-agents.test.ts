import { describe, expect, test } from 'vitest';
import type { FateModel } from '../../src/adapters/simulator/fate-model.js';
import type { CampaignSettings } from '../../src/core/campaign/campaign.js';
import { type CampaignId, parseCampaignId } from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { person, ringsOut } from '../support/fates.js';
import { CAMPAIGN, testCampaign, World } from '../support/world.js';

const OTHER = parseCampaignId('outra');
const THIRD = parseCampaignId('terceira');

/** Each number and attempt by a chance of its own; `share` of them answer. */
function answering(share: (number: string) => number): () => FateModel {
  return () => ({
    fateOf: (number, attempt) => {
      const chance = makeSeededRng(`${number}/${attempt}`);
      const answers = chance.next() < share(number);
      const afterMs = 4000 + 8000 * chance.next();
      const talkMs = 40_000 + 60_000 * chance.next();
      return answers ? person({ afterMs, talkMs, endsTalk: true }) : { ...ringsOut(), kind: 'no_answer' };
    },
  });
}

interface Floor {
  readonly seed?: string;
  readonly agents?: number;
  /** Settings of each campaign. */
  readonly campaigns: Readonly<Record<string, Partial<CampaignSettings>>>;
  /** Campaigns of the n-th agent. @default all */
  readonly campaignsOf?: (index: number) => readonly CampaignId[];
}

async function floor({ seed = 'pool', agents = 10, campaigns, campaignsOf }: Floor): Promise<World> {
  const ids = Object.keys(campaigns).map((id) => parseCampaignId(id));
  const world = await World.create({
    seed,
    agents,
    contacts: 0,
    crewPlansPauses: false,
    campaign: { amd: false, ...campaigns[CAMPAIGN] },
    fates: answering((number) => (number.startsWith('+5511') ? 0.35 : 0.15)),
  });
  for (const [index, id] of ids.entries()) {
    if (id !== CAMPAIGN) {
      await world.stores.campaigns.save(testCampaign({ id, amd: false, ...campaigns[id] }), 'draft', 0);
    }
    const ddd = ['11', '21', '31'][index] ?? '41';
    await world.addContacts(2000, (n) => `+55${ddd}9${80_000_000 + n}`, `m-${id}`, id);
  }
  await world.open([]);
  for (const id of ids) {
    if (id !== CAMPAIGN) {
      await world.settled(world.engine.campaigns.start(id));
    }
  }
  for (const [index, { id }] of world.profiles.entries()) {
    world.crew.enter(id, campaignsOf?.(index) ?? ids);
  }
  return world;
}

const today = (world: World, id: CampaignId) => {
  const { connected, abandoned } = world.engine.campaigns.view(id)?.today ?? { connected: 0, abandoned: 0 };
  return { connected, share: abandoned / Math.max(1, connected + abandoned) };
};

const reason = (world: World, id: CampaignId) =>
  world.engine.campaigns.view(id)?.pacing.predictive?.reason ?? '';

describe('campaigns that share their agents', () => {
  test('each keep to their cap and get their part by weight, whatever their lists answer', async () => {
    const world = await floor({
      agents: 10,
      campaigns: { [CAMPAIGN]: { weight: 1 }, [OTHER]: { weight: 2 } },
    });
    await world.clock.runFor(40 * MINUTE);
    const [one, two] = [today(world, CAMPAIGN), today(world, OTHER)];
    expect(one.share).toBeLessThanOrEqual(0.03);
    expect(two.share).toBeLessThanOrEqual(0.03);
    expect(one.connected + two.connected).toBeGreaterThan(150);
    expect(two.connected / one.connected).toBeGreaterThan(1.4);
    expect(two.connected / one.connected).toBeLessThan(2.8);
    expect(reason(world, CAMPAIGN)).toContain('Pool: ');
    expect(world.defects).toEqual([]);
  }, 120_000);

  test('are one pool also where only a third one joins them; who shares nobody is paced by itself', async () => {
    const world = await floor({
      agents: 9,
      campaigns: { [CAMPAIGN]: {}, [OTHER]: {}, [THIRD]: {} },
      campaignsOf: (index) => (index < 4 ? [CAMPAIGN, OTHER] : index < 6 ? [OTHER] : [THIRD]),
    });
    await world.clock.runFor(2 * MINUTE);
    expect(reason(world, CAMPAIGN)).toContain('of 6 agents');
    expect(reason(world, OTHER)).toContain('of 6 agents');
    expect(reason(world, THIRD)).not.toContain('Pool: ');
    expect(reason(world, THIRD)).toContain('Predictive: ');
  }, 120_000);

  test('are paced by themselves again once one of them has stopped and its calls are over', async () => {
    const world = await floor({ agents: 6, campaigns: { [CAMPAIGN]: {}, [OTHER]: {} } });
    await world.clock.runFor(5 * MINUTE);
    expect(reason(world, CAMPAIGN)).toContain('Pool: ');
    await world.settled(world.engine.campaigns.pause(OTHER));
    await world.clock.runFor(2 * MINUTE);
    expect(reason(world, CAMPAIGN)).not.toContain('Pool: ');
    expect(world.engine.campaigns.view(OTHER)?.calls['dialing'] ?? 0).toBe(0);
  }, 120_000);

  test('leave the same log for the same seed', async () => {
    const last = async () => {
      const world = await floor({ agents: 5, campaigns: { [CAMPAIGN]: {}, [OTHER]: { weight: 3 } } });
      await world.clock.runFor(6 * MINUTE + 10 * SECOND);
      return (await world.rows()).at(-1)?.hash ?? '';
    };
    const hash = await last();
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await last()).toBe(hash);
  }, 120_000);
});
