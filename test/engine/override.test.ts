import { describe, expect, test } from 'vitest';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { MINUTE } from '../../src/core/kernel/time.js';
import { OverrideDesk } from '../../src/engine/override-desk.js';
import { handWorld } from '../support/hand-floor.js';
import { CAMPAIGN, type World } from '../support/world.js';

function deskOf(world: World): OverrideDesk {
  return new OverrideDesk({
    store: world.stores.floor,
    clock: world.clock,
    rng: makeSeededRng('overrides'),
    campaigns: world.engine.campaigns,
    onTrouble: (what) => world.defects.push(what),
  });
}

const wish = { campaignId: CAMPAIGN, minutes: 30, by: 'rita', reason: 'fila curta' };
const knobs = (world: World) => {
  const found = world.stores.campaigns.find(CAMPAIGN);
  return world.settled(found).then((stored) => stored!.settings);
};

describe('an override', () => {
  test('holds for its minutes, and what stood before comes back by itself', async () => {
    const world = await handWorld({ agents: 1 });
    const desk = deskOf(world);
    await world.settled(desk.set({ ...wish, change: { abandonCap: 0.01, weight: 2 } }));
    expect(await knobs(world)).toMatchObject({ abandonCap: 0.01, weight: 2 });
    await world.clock.runFor(29 * MINUTE);
    expect((await knobs(world)).abandonCap).toBe(0.01);
    await world.clock.runFor(2 * MINUTE);
    expect(await knobs(world)).toMatchObject({ abandonCap: 0.03, weight: 1 });
    expect(await world.settled(desk.of(CAMPAIGN))).toMatchObject([{ endedBy: '', by: 'rita' }]);
    expect(world.defects).toEqual([]);
  });

  test('is undone at once, and leaves alone what somebody has turned since', async () => {
    const world = await handWorld({ agents: 1 });
    const desk = deskOf(world);
    const { id } = await world.settled(desk.set({ ...wish, change: { abandonCap: 0.01, weight: 2 } }));
    const stored = await world.settled(world.stores.campaigns.find(CAMPAIGN));
    await world.settled(
      world.engine.campaigns.save({ ...stored!.settings, abandonCap: 0.02 }, stored!.version),
    );
    await world.settled(desk.undo(id, 'joao'));
    expect(await knobs(world)).toMatchObject({ abandonCap: 0.02, weight: 1 });
    await expect(world.settled(desk.undo(id, 'joao'))).rejects.toMatchObject({ code: 'DLR_NOT_FOUND' });
  });

  test('that ran out while the server was down ends at its start', async () => {
    const world = await handWorld({ agents: 1 });
    const first = deskOf(world);
    await world.settled(first.set({ ...wish, change: { powerRatio: 3 } }));
    first.close();
    await world.clock.runFor(40 * MINUTE);
    expect((await knobs(world)).powerRatio).toBe(3);
    const next = deskOf(world);
    await world.settled(next.start());
    await world.clock.runFor(1000);
    expect((await knobs(world)).powerRatio).toBe(1);
    next.close();
  });

  test('out of the legal range is refused by the rule, and nothing of it holds', async () => {
    const world = await handWorld({ agents: 1 });
    const desk = deskOf(world);
    const short = world.settled(desk.set({ ...wish, change: { ringTimeoutMs: 10_000 } }));
    await expect(short).rejects.toMatchObject({ detail: expect.stringMatching(/15000 to 120000 \(R32/) });
    expect(await world.settled(world.stores.floor.standingOverrides())).toEqual([]);
    await world.settled(desk.set({ ...wish, change: { weight: 2 } }));
    const twice = world.settled(desk.set({ ...wish, change: { weight: 3, abandonCap: 0.02 } }));
    await expect(twice).rejects.toMatchObject({ detail: expect.stringMatching(/weight is overridden/) });
    desk.close();
  });
});
