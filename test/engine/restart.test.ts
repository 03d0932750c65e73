import { describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { inTurn, machine, person, ringsOut } from '../support/fates.js';
import { agent, handWorld, results, untilPhases, untilStates } from '../support/hand-floor.js';
import { World } from '../support/world.js';
import { WorldWatch } from '../support/world-watch.js';

describe('the process is killed and starts again', () => {
  test('a talk goes on with the same agent and ends in one row', async () => {
    const world = await handWorld({ agents: 1, fates: inTurn(person({ talkMs: 30_000, endsTalk: true })) });
    await untilStates(world, 'talking');
    await world.clock.runFor(SECOND);
    await world.crashAndRestart(3 * SECOND);
    expect(agent(world, 0).state).toBe('talking');
    await untilStates(world, 'wrap_up');
    await untilPhases(world);
    expect(await results(world)).toMatchObject([{ agentId: 'a001', endedBy: 'client' }]);
    expect(world.records).toHaveLength(1);
    expect(world.defects).toEqual([]);
  });

  test('a talk that ended meanwhile still gets its wrap-up', async () => {
    const world = await handWorld({ agents: 1, fates: inTurn(person({ talkMs: 6000, endsTalk: true })) });
    await untilStates(world, 'talking');
    await world.clock.runFor(SECOND);
    await world.crashAndRestart(20 * SECOND);
    expect(agent(world, 0).state).toBe('wrap_up');
  });

  test('a phone that rang goes on ringing and is not dialled twice', async () => {
    const world = await handWorld({ agents: 1, fates: inTurn(ringsOut()) });
    await untilPhases(world, 'ringing');
    await world.crashAndRestart(2 * SECOND);
    await untilPhases(world, 'ringing');
    await untilPhases(world);
    expect(world.records).toHaveLength(1);
    expect(await results(world)).toMatchObject([{ reason: 'no_answer' }]);
  });

  test('a call that ended meanwhile is closed as lost and counted once', async () => {
    const world = await handWorld({ agents: 1, fates: inTurn(ringsOut()) });
    await untilPhases(world, 'ringing');
    await world.crashAndRestart(2 * MINUTE);
    await world.clock.runFor(SECOND);
    expect(await results(world)).toMatchObject([{ reason: 'lost' }]);
    expect(world.engine.campaigns.views()[0]?.today.attempts).toBe(1);
    expect(world.engine.view().trunks[0]?.inUse).toBe(0);
  });

  test.each([0, 60])('who was abandoned as it died stays so, %s seconds later', async (downSeconds) => {
    const world = await handWorld({
      agents: 1,
      contacts: 2,
      campaign: { powerRatio: 2 },
      fates: inTurn(person()),
    });
    await untilPhases(world, 'talking', 'messaging');
    await world.clock.runFor(SECOND);
    await world.crashAndRestart(downSeconds * SECOND);
    await world.clock.runFor(2 * MINUTE);
    const abandoned = (await results(world)).filter((row) => row.abandoned);
    expect(abandoned).toMatchObject([{ reason: 'abandoned', agentId: null }]);
    expect(world.engine.campaigns.views()[0]?.today).toMatchObject({ connected: 1, abandoned: 1 });
  });

  test('a machine that heard the message as it died stays one: no agent, and nobody abandoned', async () => {
    const world = await handWorld({
      agents: 1,
      campaign: { amd: true, onMachine: 'message' },
      fates: inTurn(machine()),
    });
    await untilPhases(world, 'messaging');
    await world.clock.runFor(SECOND);
    await world.crashAndRestart(3 * SECOND);
    await untilPhases(world);
    expect(await results(world)).toMatchObject([
      { reason: 'machine', amd: 'machine', voicemail: true, abandoned: false, agentId: null, tAgentMs: null },
    ]);
    expect(world.engine.campaigns.views()[0]?.today).toMatchObject({ abandoned: 0 });
  });

  test('the day’s figures are the same before and after', async () => {
    const world = await World.create({ seed: 'figures', agents: 5, contacts: 60 });
    const watch = new WorldWatch(world);
    await world.open();
    await world.clock.runFor(3 * MINUTE);
    const { attempts, connected, abandoned } = world.engine.campaigns.views()[0]?.today ?? {};
    await world.crashAndRestart(0);
    expect(world.engine.campaigns.views()[0]?.today).toMatchObject({ attempts, connected, abandoned });
    await world.clock.runFor(20 * MINUTE);
    await watch.checkEnd();
    expect(watch.violations).toEqual([]);
  });
});
