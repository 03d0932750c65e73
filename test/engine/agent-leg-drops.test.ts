import { describe, expect, test } from 'vitest';
import { BRIDGE_RESERVE_MS } from '../../src/core/call/call-clocks.js';
import { SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person } from '../support/fates.js';
import { agent, handWorld, results, untilPhases, untilStates } from '../support/hand-floor.js';

describe('an agent’s phone drops', () => {
  test('in a talk: the customer goes on with another free agent within the deadline', async () => {
    const world = await handWorld({ fates: inTurn(person()) });
    await untilStates(world, 'talking', 'available');
    world.network.dropAgentPhone(agent(world, 0).endpoint);
    await world.clock.runFor(SECOND);
    expect(agent(world, 1).state).toBe('talking');
    expect(agent(world, 0).card).toBeNull();
    world.engine.agents.hangup(agent(world, 1).id);
    world.engine.agents.dispose(agent(world, 1).id, 'promessa', null);
    await world.clock.runFor(SECOND);
    expect(await results(world)).toMatchObject([{ agentId: 'a002', reason: 'promise', abandoned: false }]);
    expect(world.engine.campaigns.views()[0]?.today).toMatchObject({ connected: 1, abandoned: 0 });
  });

  test('in a talk with nobody else free: the customer hears the message and is not counted as abandoned', async () => {
    const world = await handWorld({ agents: 1, fates: inTurn(person()) });
    await untilStates(world, 'talking');
    world.network.faults.setRegistered(agent(world, 0).endpoint, false);
    world.network.dropAgentPhone(agent(world, 0).endpoint);
    await untilPhases(world, 'messaging');
    await untilPhases(world);
    const [row] = await results(world);
    expect(row).toMatchObject({ reason: 'line_dropped', abandoned: false, endedBy: 'system' });
    expect((row?.tMessageMs ?? 0) - (row?.tAgentMs ?? 0)).toBe(2 * SECOND - BRIDGE_RESERVE_MS);
  });

  test('in wrap-up: what the agent has to say of the call is kept', async () => {
    const world = await handWorld({ agents: 1, fates: inTurn(person({ talkMs: 3000, endsTalk: true })) });
    await untilStates(world, 'wrap_up');
    world.network.dropAgentPhone(agent(world, 0).endpoint);
    await world.clock.runFor(2 * SECOND);
    world.engine.agents.dispose(agent(world, 0).id, 'acordo', null);
    await untilStates(world, 'available');
    expect(await results(world)).toMatchObject([{ disposition: 'acordo', outcome: 'sucesso' }]);
  });

  test('while free: he is rung again by himself and then gets calls', async () => {
    const world = await handWorld({ agents: 1, contacts: 0 });
    world.network.dropAgentPhone(agent(world, 0).endpoint);
    expect(agent(world, 0)).toMatchObject({ state: 'connection_lost', reason: 'phone_hung_up' });
    await untilStates(world, 'available');
  });

  test('and its leg is bound once, however fast the agent works', async () => {
    const world = await handWorld({ agents: 1, fates: inTurn(person({ talkMs: 3000, endsTalk: true })) });
    await untilStates(world, 'wrap_up');
    world.network.dropAgentPhone(agent(world, 0).endpoint);
    world.engine.agents.dispose(agent(world, 0).id, 'acordo', null);
    await untilStates(world, 'available');
    await world.clock.runFor(SECOND);
    expect(world.network.dropAgentPhone(agent(world, 0).endpoint)).toBe(1);
  });
});
