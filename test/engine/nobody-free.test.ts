import { describe, expect, test } from 'vitest';
import { BRIDGE_RESERVE_MS } from '../../src/core/call/call-clocks.js';
import { SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person } from '../support/fates.js';
import { agent, handWorld, results, untilPhases, untilStates } from '../support/hand-floor.js';

describe('more people answer than agents are free', () => {
  test('of two answers one is connected and the other hears the message within two seconds and is logged', async () => {
    const world = await handWorld({
      agents: 1,
      contacts: 2,
      campaign: { powerRatio: 2 },
      fates: inTurn(person()),
    });
    await untilPhases(world, 'talking', 'waiting');
    await untilPhases(world, 'talking', 'messaging');
    await untilPhases(world, 'talking');
    const [row] = await results(world);
    expect(row).toMatchObject({ reason: 'abandoned', abandoned: true, agentId: null, endedBy: 'system' });
    expect((row?.tMessageMs ?? 0) - (row?.tAnswerMs ?? 0)).toBe(2 * SECOND - BRIDGE_RESERVE_MS);
    expect(agent(world, 0).state).toBe('talking');
    expect(world.engine.campaigns.views()[0]?.today).toMatchObject({ connected: 1, abandoned: 1 });
  });

  test('an agent who comes free within the deadline takes the person who waits longest', async () => {
    const world = await handWorld({
      agents: 1,
      contacts: 2,
      campaign: { powerRatio: 2 },
      fates: inTurn(person({ hangsUpAfterMs: 600 }), person()),
    });
    await untilPhases(world, 'talking', 'waiting');
    await untilStates(world, 'wrap_up');
    world.engine.agents.dispose(agent(world, 0).id, 'mudo', null);
    await untilStates(world, 'talking');
    expect(world.engine.campaigns.views()[0]?.today.abandoned).toBe(0);
  });

  test('who presses 9 during the message is never called again, and the row stays abandoned', async () => {
    const world = await handWorld({
      agents: 1,
      contacts: 2,
      campaign: { powerRatio: 2 },
      fates: inTurn(person(), person({ pressesDuringMessage: '9' })),
    });
    await untilPhases(world, 'talking', 'messaging');
    await untilPhases(world, 'talking');
    const [row] = await world.rows();
    expect(row?.result).toMatchObject({ reason: 'abandoned', abandoned: true });
    const contact = await world.stores.contacts.find(row?.opening.contactId ?? ('' as never));
    expect(contact).toMatchObject({ lastReason: 'opt_out', phones: [{ dropped: true }] });
    expect((await world.stores.contacts.counts(row?.opening.campaignId ?? ('' as never), 0)).done).toBe(1);
  });
});
