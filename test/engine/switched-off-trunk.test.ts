import { expect, test } from 'vitest';
import { MINUTE } from '../../src/core/kernel/time.js';
import { inTurn, person } from '../support/fates.js';
import { CAMPAIGN, testTrunk, World } from '../support/world.js';

const KEPT = testTrunk('t0');
const OFF = testTrunk('t1');

/** Agents in talks with people by the trunks; somebody is on the line by each of them. */
async function talking(trunks = [KEPT, OFF]): Promise<World> {
  const world = await World.create({
    agents: 6,
    contacts: 600,
    phones: (index) => `+55119${80_000_000 + index}`,
    fates: inTurn(person()),
    campaign: { mode: 'power', amd: false },
    trunks,
  });
  await world.open();
  const inUse = (id: string): number => world.engine.view().trunks.find((one) => one.id === id)?.inUse ?? 0;
  const reached = await world.clock.runUntilTrue(
    () => trunks.every(({ id }) => inUse(id) > 0) && world.engine.agents.views().some(isTalking),
    world.clock.now() + 5 * MINUTE,
  );
  expect(reached).toBe(true);
  return world;
}
const isTalking = ({ state }: { readonly state: string }): boolean => state === 'talking';

/** Calls that the network saw begin by the trunk from then on. */
const begunFrom = (world: World, atMs: number, id: string): number =>
  world.records.filter(({ trunkId, startedAtMs }) => trunkId === id && startedAtMs > atMs).length;

test('a trunk that is switched off keeps the talks it carries and gets no new call; switched on, it gets them again', async () => {
  const world = await talking();
  const offMs = world.clock.now();
  const onLine = world.engine.view().trunks.find(({ id }) => id === OFF.id)?.inUse ?? 0;
  await world.settled(world.engine.saveTrunk({ ...OFF, active: false }));
  await world.clock.runFor(10 * MINUTE);
  expect(begunFrom(world, offMs, OFF.id)).toBe(0);
  expect(begunFrom(world, offMs, KEPT.id)).toBeGreaterThan(10);
  const kept = world.records.filter(
    ({ trunkId, startedAtMs, endedAtMs }) => trunkId === OFF.id && startedAtMs <= offMs && endedAtMs > offMs,
  );
  expect(kept).toHaveLength(onLine);
  // None was cut: each met an agent, and was over as a talk is.
  const rows = await world.rows();
  for (const { tags } of kept) {
    const row = rows.find(({ opening }) => opening.attemptId === tags['attempt']);
    expect(row?.result).toMatchObject({ abandoned: false, tAgentMs: expect.any(Number) });
  }
  const onMs = world.clock.now();
  await world.settled(world.engine.saveTrunk(OFF));
  await world.clock.runFor(5 * MINUTE);
  expect(begunFrom(world, onMs, OFF.id)).toBeGreaterThan(5);
  expect(world.defects).toEqual([]);
});

test('where the only trunk is switched off the campaign dials nothing and says why', async () => {
  const world = await talking([OFF]);
  await world.settled(world.engine.saveTrunk({ ...OFF, active: false }));
  const offMs = world.clock.now();
  await world.clock.runFor(10 * MINUTE);
  expect(begunFrom(world, offMs, OFF.id)).toBe(0);
  const readiness = await world.settled(world.engine.campaigns.readiness(CAMPAIGN));
  expect(readiness.obstacles.map(({ code }) => code).join(' ')).toContain('trunk');
});
