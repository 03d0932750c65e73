import { describe, expect, test } from 'vitest';
import { HOUR, SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person, ringsOut } from '../support/fates.js';
import { agent, handWorld, results, untilPhases, untilStates } from '../support/hand-floor.js';
import { CAMPAIGN, testTrunk } from '../support/world.js';

const preview = (change = {}) => ({ campaign: { mode: 'preview' as const, ...change } });

describe('preview', () => {
  test('an accepted contact is dialled for that agent alone', async () => {
    const world = await handWorld({ ...preview(), contacts: 2, fates: inTurn(person()) });
    await untilStates(world, 'previewing', 'previewing');
    expect(agent(world, 0).card?.contact.id).not.toBe(agent(world, 1).card?.contact.id);
    const { contact } = agent(world, 1).card ?? {};
    world.engine.agents.acceptPreview(agent(world, 1).id);
    await untilStates(world, 'previewing', 'talking');
    expect(agent(world, 1).card?.contact.id).toBe(contact?.id);
    expect((await world.rows()).length).toBe(0);
  });

  test('a skipped contact is not dialled and comes back an hour later', async () => {
    const world = await handWorld({ ...preview(), agents: 1, fates: inTurn(person()) });
    await untilStates(world, 'previewing');
    world.engine.agents.skipPreview(agent(world, 0).id, 'dados_incompletos');
    expect(agent(world, 0)).toMatchObject({ state: 'available', card: null });
    await world.clock.runFor(HOUR - SECOND);
    expect(agent(world, 0).state).toBe('available');
    await world.clock.runFor(10 * SECOND);
    expect(agent(world, 0).state).toBe('previewing');
    expect(world.records).toEqual([]);
  });

  test('the countdown dials, or skips, as the campaign says', async () => {
    const dials = await handWorld({ ...preview(), agents: 1, fates: inTurn(person()) });
    await untilStates(dials, 'previewing');
    await dials.clock.runFor(31 * SECOND);
    expect(agent(dials, 0).state).toBe('reserved');
    const skips = await handWorld({ ...preview({ onPreviewTimeout: 'skip' }), agents: 1 });
    await untilStates(skips, 'previewing');
    await skips.clock.runFor(31 * SECOND);
    expect(agent(skips, 0).state).toBe('available');
    expect(skips.records).toEqual([]);
  });

  test.each(['pause', 'logout', 'phone drop'] as const)(
    'an agent who goes by %s in the middle leaves the contact to the next',
    async (how) => {
      const world = await handWorld({ ...preview(), ready: 1 });
      await untilStates(world, 'previewing');
      const shown = agent(world, 0).card?.contact.id;
      const { id, endpoint } = agent(world, 0);
      if (how === 'pause') {
        world.engine.agents.pause(id, 'descanso');
      } else if (how === 'logout') {
        world.engine.agents.logout(id);
      } else {
        world.network.faults.setRegistered(endpoint, false);
        world.network.dropAgentPhone(endpoint);
      }
      await world.settled(world.engine.agents.login(agent(world, 1).id, [CAMPAIGN]));
      world.engine.agents.ready(agent(world, 1).id);
      expect(agent(world, 1)).toMatchObject({ state: 'previewing', card: { contact: { id: shown } } });
      expect(agent(world, 0).card).toBeNull();
    },
  );

  test('with no trunk free the agent keeps the contact and it is dialled when one is', async () => {
    const world = await handWorld({
      ...preview(),
      contacts: 2,
      trunks: [testTrunk('t1', 'oper', { channels: 1 })],
      fates: inTurn(ringsOut()),
    });
    await untilStates(world, 'previewing', 'previewing');
    world.engine.agents.acceptPreview(agent(world, 0).id);
    world.engine.agents.acceptPreview(agent(world, 1).id);
    await untilStates(world, 'reserved', 'previewing');
    await untilStates(world, 'available', 'reserved');
    expect(await results(world)).toMatchObject([{ reason: 'no_answer' }]);
  });

  test('a call nobody answers gives the agent his next contact', async () => {
    const world = await handWorld({ ...preview(), agents: 1, contacts: 2, fates: inTurn(ringsOut()) });
    await untilStates(world, 'previewing');
    const first = agent(world, 0).card?.contact.id;
    world.engine.agents.acceptPreview(agent(world, 0).id);
    await untilStates(world, 'reserved');
    await untilStates(world, 'previewing');
    expect(agent(world, 0).card?.contact.id).not.toBe(first);
  });

  test('a contact on one screen for ten minutes is not shown to a second agent', async () => {
    const world = await handWorld({ ...preview({ previewCountdownMs: 1_200_000 }), fates: inTurn(person()) });
    await untilPhases(world);
    await world.clock.runFor(600 * SECOND);
    expect([agent(world, 0).state, agent(world, 1).state]).toEqual(['previewing', 'available']);
  });
});
