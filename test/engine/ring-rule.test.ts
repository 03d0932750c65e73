import { describe, expect, test } from 'vitest';
import { refused } from '../../src/adapters/simulator/fate.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person, ringsOut } from '../support/fates.js';
import { agent, handWorld, results, untilPhases, untilStates } from '../support/hand-floor.js';
import { CAMPAIGN, World } from '../support/world.js';

async function ringTimes(world: World): Promise<readonly number[]> {
  const rows = await results(world);
  return rows.map((row) => row.tEndMs - (row.tRingMs ?? row.tDialMs ?? 0));
}

describe('a phone that rings is let ring for 15 s', () => {
  test('when the campaign is paused or drained', async () => {
    for (const verb of ['pause', 'drain'] as const) {
      const world = await handWorld({ contacts: 1, fates: inTurn(ringsOut()) });
      await untilPhases(world, 'ringing');
      await world.settled(world.engine.campaigns[verb](CAMPAIGN));
      await untilPhases(world);
      expect(Math.min(...(await ringTimes(world))), verb).toBeGreaterThanOrEqual(15 * SECOND);
    }
  });

  test.each(['power', 'preview', 'predictive'] as const)('when the agent has gone, in %s', async (mode) => {
    const world = await handWorld({
      agents: 1,
      contacts: 1,
      campaign: { mode, previewCountdownMs: SECOND },
      fates: inTurn(ringsOut()),
    });
    await untilPhases(world, 'ringing');
    world.network.faults.setRegistered(agent(world, 0).endpoint, false);
    world.network.dropAgentPhone(agent(world, 0).endpoint);
    world.engine.agents.logout(agent(world, 0).id);
    await untilPhases(world);
    expect(await ringTimes(world)).toHaveLength(1);
    expect(Math.min(...(await ringTimes(world)))).toBeGreaterThanOrEqual(15 * SECOND);
  });

  test('when it begins to ring late: neither we nor the switch give up before', async () => {
    const late = refused('no_answer', 24_900, 180_000, 480, 19);
    const world = await handWorld({
      agents: 1,
      contacts: 1,
      campaign: { ringTimeoutMs: 15_000 },
      fates: inTurn(late),
    });
    await untilPhases(world, 'ringing');
    await untilPhases(world);
    expect(await results(world)).toMatchObject([{ reason: 'no_answer', endedBy: 'system' }]);
    expect(Math.min(...(await ringTimes(world)))).toBeGreaterThanOrEqual(15 * SECOND);
  });
});

test('a phone found ringing after a crash rings its 15 s from then, and its row invents no time of ringing', async () => {
  const world = await handWorld({ contacts: 1, fates: inTurn(ringsOut()) });
  await untilPhases(world, 'ringing');
  await world.crashAndRestart(3 * SECOND);
  await untilPhases(world, 'ringing');
  const foundMs = world.clock.now();
  await world.settled(world.engine.stopAll('prova'));
  await untilPhases(world);
  expect(await results(world)).toMatchObject([{ tRingMs: null, reason: 'cancelled', endedBy: 'system' }]);
  const [row] = await results(world);
  expect((row?.tEndMs ?? 0) - foundMs).toBeGreaterThanOrEqual(15 * SECOND - 100);
});

test('a phone that was gone when a crash was over was not cut by us', async () => {
  const world = await handWorld({ contacts: 1, fates: inTurn(refused('no_answer', 500, 6000, 480, 19)) });
  await untilPhases(world, 'ringing');
  await world.crashAndRestart(10 * SECOND);
  await untilPhases(world);
  expect(await results(world)).toMatchObject([{ tRingMs: null, reason: 'lost', endedBy: 'network' }]);
});

test('whoever picks up in the instant in which the call is given up is served', async () => {
  // The ringing begins after half a second and is given up at its limit, as the answer comes.
  const world = await handWorld({
    contacts: 1,
    campaign: { ringTimeoutMs: 20_000 },
    fates: inTurn(person({ afterMs: 20_500 })),
  });
  await untilPhases(world, 'talking');
});

test('an agent may end the ringing of the call that was dialled for him in preview', async () => {
  const world = await handWorld({
    agents: 1,
    contacts: 1,
    campaign: { mode: 'preview', previewCountdownMs: 5 * MINUTE },
    fates: inTurn(ringsOut()),
  });
  await untilStates(world, 'previewing');
  world.engine.agents.acceptPreview(agent(world, 0).id);
  await untilPhases(world, 'ringing');
  world.engine.agents.hangup(agent(world, 0).id);
  await untilPhases(world);
  expect(await results(world)).toMatchObject([{ reason: 'cancelled', endedBy: 'agent' }]);
  expect(agent(world, 0).state).not.toBe('reserved');
});

test('phones are given up when too much is in flight, after 15 s, and only where the campaign wants it', async () => {
  for (const cancelsRinging of [false, true]) {
    const world = await World.create({
      seed: 'relief',
      agents: 6,
      contacts: 900,
      crewPlansPauses: false,
      campaign: { mode: 'predictive', amd: false, cancelsRinging, ringTimeoutMs: 40 * SECOND },
    });
    await world.open();
    await world.clock.runFor(20 * MINUTE);
    const rows = (await results(world)).filter(({ reason }) => reason === 'cancelled');
    expect(rows.length > 0, `cancelsRinging ${cancelsRinging}`).toBe(cancelsRinging);
    const least = Math.min(...rows.map((row) => row.tEndMs - (row.tRingMs ?? row.tDialMs ?? 0)));
    expect(least).toBeGreaterThanOrEqual(15 * SECOND);
    expect(world.defects).toEqual([]);
  }
});
