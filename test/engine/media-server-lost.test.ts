import { describe, expect, test } from 'vitest';
import { CadenciaError } from '../../src/core/kernel/errors.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person, ringsOut } from '../support/fates.js';
import { agent, handWorld, results, untilPhases, untilStates } from '../support/hand-floor.js';
import { SERVER } from '../support/world.js';

describe('the media server', () => {
  test('dies and comes back: its calls are closed, agents are rung again and dialling goes on', async () => {
    const world = await handWorld({ contacts: 4, fates: inTurn(person(), ringsOut(), person()) });
    await untilPhases(world, 'talking', 'ringing');
    world.network.switchOf(SERVER).kill();
    await world.clock.runFor(10 * SECOND);
    expect(world.engine.view().dialing).toBe('media_down');
    world.network.switchOf(SERVER).restart();
    await world.clock.runFor(2 * SECOND);
    const reasons = (await results(world)).map(({ reason }) => reason);
    expect(reasons).toEqual(['lost']);
    await world.clock.runFor(MINUTE);
    expect((await results(world)).map(({ reason }) => reason).slice(0, 2)).toEqual(['lost', 'undisposed']);
    expect(world.engine.view().openAttempts).toBeGreaterThan(0);
  });

  test('is cut off and its legs survive: the talk goes on as if nothing had been', async () => {
    const world = await handWorld({ agents: 1, contacts: 1, fates: inTurn(person()) });
    await untilStates(world, 'talking');
    world.network.switchOf(SERVER).cutLink();
    await world.clock.runFor(30 * SECOND);
    world.network.switchOf(SERVER).restoreLink();
    await world.clock.runFor(5 * SECOND);
    expect(agent(world, 0).state).toBe('talking');
    world.engine.agents.hangup(agent(world, 0).id);
    world.engine.agents.dispose(agent(world, 0).id, 'acordo', null);
    await untilPhases(world);
    expect(await results(world)).toMatchObject([{ reason: 'agreement', endedBy: 'agent' }]);
  });

  test('is cut off and the person hangs up meanwhile: the agent wraps up when it is back', async () => {
    const world = await handWorld({
      agents: 1,
      contacts: 1,
      fates: inTurn(person({ talkMs: 5000, endsTalk: true })),
    });
    await untilStates(world, 'talking');
    world.network.switchOf(SERVER).cutLink();
    await world.clock.runFor(20 * SECOND);
    expect(agent(world, 0).state).toBe('talking');
    world.network.switchOf(SERVER).restoreLink();
    await untilStates(world, 'wrap_up');
  });

  test('is cut off while the agent hangs up: the person is let go as soon as it is back, and not a minute later', async () => {
    const world = await handWorld({ agents: 1, contacts: 1, fates: inTurn(person()) });
    await untilStates(world, 'talking');
    world.network.switchOf(SERVER).cutLink();
    world.engine.agents.hangup(agent(world, 0).id);
    await world.clock.runFor(3 * SECOND);
    expect(world.records).toEqual([]);
    world.network.switchOf(SERVER).restoreLink();
    await world.clock.runFor(SECOND);
    expect(world.records).toHaveLength(1);
    expect(world.defects).toEqual([]);
  });

  test('never answers a hang-up: it is told again until the person is off the line', async () => {
    const world = await handWorld({ agents: 1, contacts: 1, fates: inTurn(person()) });
    await untilStates(world, 'talking');
    const hangup = world.server.hangup.bind(world.server);
    let lost = 0;
    world.server.hangup = async (...command) => {
      if (lost < 3) {
        lost += 1;
        throw new CadenciaError('DLR_MEDIA_TIMEOUT', { detail: 'as planned' });
      }
      await hangup(...command);
    };
    world.engine.agents.hangup(agent(world, 0).id);
    await world.clock.runFor(10 * SECOND);
    expect(world.records).toHaveLength(1);
    expect(lost).toBe(3);
    await world.clock.runFor(MINUTE);
    expect(world.engine.view().media).toMatchObject([{ legs: 1 }]);
  });

  test('loses the word of a hang-up: the next look at its legs, a minute later at most, tells', async () => {
    const world = await handWorld({
      agents: 1,
      contacts: 1,
      fates: inTurn(person({ talkMs: 40_000, endsTalk: true })),
    });
    await untilStates(world, 'talking');
    world.network.faults.setLinkFault(SERVER, { loseShare: 1 });
    await world.clock.runFor(41 * SECOND);
    expect(agent(world, 0).state).toBe('talking');
    await untilStates(world, 'wrap_up');
  });

  test('says everything twice: each call is answered, joined and closed once', async () => {
    const world = await handWorld({
      agents: 1,
      contacts: 1,
      campaign: { amd: true },
      fates: inTurn(person({ talkMs: 5000, endsTalk: true })),
    });
    world.network.faults.setLinkFault(SERVER, { repeatShare: 1 });
    await untilStates(world, 'wrap_up');
    world.engine.agents.dispose(agent(world, 0).id, 'acordo', null);
    await untilPhases(world);
    expect(world.engine.campaigns.views()[0]?.today).toMatchObject({ answered: 1, connected: 1 });
    expect(await results(world)).toHaveLength(1);
  });

  test('never says that an agent’s phone was picked up: the log-in fails in the end and can be tried again', async () => {
    const world = await handWorld({ agents: 1, contacts: 0, ready: 0 });
    world.network.faults.setLinkFault(SERVER, { loseShare: 1 });
    const { id } = agent(world, 0);
    await expect(
      world.settled(world.engine.agents.login(id, [world.engine.campaigns.views()[0]?.id as never])),
    ).rejects.toThrow('was not reached');
    expect(agent(world, 0).state).toBe('offline');
    await world.clock.runFor(SECOND);
    expect(world.network.switchOf(SERVER).list()).toEqual([]);
  });
});
