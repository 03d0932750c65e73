import { describe, expect, test } from 'vitest';
import { CadenciaError } from '../../src/core/kernel/errors.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { CAMPAIGN, World, type WorldOptions } from '../support/world.js';

const figures = (world: World) => world.engine.campaigns.view(CAMPAIGN)?.pacing.predictive?.figures;
const confidence = (world: World) => figures(world)?.['confidence'] ?? 0;

/** A predictive campaign that has had people for a while. */
async function learned(options: WorldOptions = {}): Promise<World> {
  const world = await World.create({ seed: 'memory', agents: 8, contacts: 2000, ...options });
  await world.open();
  await world.clock.runFor(12 * MINUTE);
  expect(confidence(world)).toBeGreaterThan(0.3);
  return world;
}

async function change(world: World, settings: object): Promise<void> {
  const stored = await world.engine.campaigns.find(CAMPAIGN);
  if (stored === null) {
    throw new Error('The campaign is gone');
  }
  await world.settled(world.engine.campaigns.save({ ...stored.settings, ...settings }, stored.version));
  await world.clock.runFor(3 * SECOND);
}

describe('a change of settings', () => {
  test('of the cap or a deadline leaves what was learned of the answers', async () => {
    const world = await learned();
    const before = confidence(world);
    await change(world, { abandonCap: 0.02 });
    expect(confidence(world)).toBeGreaterThanOrEqual(before * 0.99);
    await change(world, { connectDeadlineMs: 1500, ringTimeoutMs: 30_000 });
    expect(confidence(world)).toBeGreaterThanOrEqual(before * 0.99);
  });

  test('of machine detection makes it learn anew who answers', async () => {
    const world = await learned();
    await change(world, { amd: false });
    expect(confidence(world)).toBeLessThan(0.2);
  });
});

describe('a restart', () => {
  test('goes on with what was learned until the last minute, and with the drops of the day', async () => {
    const world = await learned();
    const before = confidence(world);
    const today = world.engine.campaigns.view(CAMPAIGN)?.today;
    await world.crashAndRestart(5 * SECOND);
    const after = world.engine.campaigns.view(CAMPAIGN)?.today;
    expect(after?.abandoned).toBeGreaterThanOrEqual(today?.abandoned ?? Number.NaN);
    expect(after?.connected).toBeGreaterThanOrEqual((today?.connected ?? Number.NaN) - 8);
    await world.clock.runUntilTrue(() => figures(world) !== undefined, world.clock.now() + MINUTE);
    expect(confidence(world)).toBeGreaterThan(0.8 * before);
    expect(world.defects).toEqual([]);
  });

  test('on another day starts with a faint memory of the last one', async () => {
    const world = await learned();
    const before = confidence(world);
    await world.crashAndRestart(24 * 60 * MINUTE);
    await world.clock.runUntilTrue(() => figures(world) !== undefined, world.clock.now() + MINUTE);
    expect(confidence(world)).toBeGreaterThan(0.05);
    expect(confidence(world)).toBeLessThan(0.6 * before);
  });

  test('dials without a memory when it cannot be read, or is none', async () => {
    let down = false;
    const faults = (operation: string) =>
      down && operation.startsWith('pacing.')
        ? new CadenciaError('DLR_DATABASE_DOWN', { detail: 'away' })
        : null;
    const world = await learned({ faults });
    down = true;
    await world.crashAndRestart(5 * SECOND);
    await world.clock.runFor(3 * SECOND);
    expect(confidence(world)).toBeLessThan(0.2);
    expect(figures(world)).toBeDefined();
    down = false;
    await world.stores.pacing.keepMemories([
      { campaignId: CAMPAIGN, part: 'predictive', atMs: world.clock.now(), memory: { state: [-1] } },
    ]);
    await world.crashAndRestart(5 * SECOND);
    await world.clock.runFor(3 * SECOND);
    expect(figures(world)).toBeDefined();
    expect(world.defects).toEqual([]);
  });
});
