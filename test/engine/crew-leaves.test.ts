import { expect, test } from 'vitest';
import type { Fate } from '../../src/adapters/simulator/fate.js';
import { SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person, ringsOut } from '../support/fates.js';
import { agent, handWorld, phases, results, untilPhases } from '../support/hand-floor.js';
import type { World } from '../support/world.js';

const CREW = 6;
const numbers = (index: number): string => `+55319${String(80_000_000 + index)}`;

/** Six agents, a call for each of them ringing, and all ask to log out in the same instant. */
async function leaving(fates: readonly Fate[]): Promise<World> {
  const world = await handWorld({
    agents: CREW,
    contacts: 50,
    phones: numbers,
    fates: inTurn(...fates),
    campaign: { powerRatio: 1 },
  });
  await untilPhases(world, ...Array.from({ length: CREW }, () => 'ringing'));
  for (let index = 0; index < CREW; index += 1) {
    world.engine.agents.logout(agent(world, index).id);
  }
  return world;
}

const states = (world: World): readonly string[] =>
  Array.from({ length: CREW }, (_, index) => agent(world, index).state);

test('a whole crew that leaves at once abandons nobody who was still ringing', async () => {
  const world = await leaving([person({ afterMs: 12 * SECOND, talkMs: 4000, endsTalk: true })]);
  expect(states(world)).toEqual(Array.from({ length: CREW }, () => 'available'));
  world.engine.events.on('agent:moved', ({ agentId, to }) => {
    if (to === 'wrap_up') {
      world.clock.setTimer(SECOND, () => world.engine.agents.dispose(agentId, 'promessa', null));
    }
  });
  await untilPhases(world);
  const rows = await results(world);
  expect(rows).toHaveLength(CREW);
  expect(rows.filter(({ abandoned, tAgentMs }) => abandoned || tAgentMs === null)).toEqual([]);
  await world.clock.runFor(SECOND);
  expect(states(world)).toEqual(Array.from({ length: CREW }, () => 'offline'));
});

test('phones that ring in vain for a crew that leaves ring for 15 s and no longer, and then the crew is gone', async () => {
  const world = await leaving([ringsOut()]);
  const fromMs = world.clock.now();
  await world.clock.runUntilTrue(
    () => states(world).every((state) => state === 'offline'),
    world.clock.now() + 60 * SECOND,
  );
  expect(world.clock.now() - fromMs).toBeLessThan(17 * SECOND);
  await untilPhases(world);
  const rang = (await results(world)).map(({ tEndMs, tRingMs }) => tEndMs - (tRingMs ?? tEndMs));
  expect(rang).toHaveLength(CREW);
  expect(Math.min(...rang)).toBeGreaterThanOrEqual(15 * SECOND);
  expect(Math.max(...rang)).toBeLessThan(16 * SECOND);
});

test('one of many leaves at once: those who stay are enough for whoever may answer', async () => {
  const world = await handWorld({
    agents: CREW,
    contacts: 1,
    phones: numbers,
    fates: inTurn(ringsOut()),
    campaign: { powerRatio: 1 },
  });
  await untilPhases(world, 'ringing');
  world.engine.agents.logout(agent(world, 0).id);
  expect(agent(world, 0).state).toBe('offline');
  expect(phases(world)).toEqual(['ringing']);
});
