import { describe, expect, test } from 'vitest';
import { parseGroupId } from '../../src/core/kernel/ids.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person } from '../support/fates.js';
import { agent, enter, handWorld, untilPhases, untilStates } from '../support/hand-floor.js';
import { agentProfile, CAMPAIGN, World } from '../support/world.js';

describe('the mode is switched', () => {
  test.each(['preview', 'paused', 'predictive'] as const)(
    'to %s while a phone rings: who answers meets an agent',
    async (mode) => {
      const world = await handWorld({
        agents: 2,
        contacts: 3,
        campaign: { powerRatio: 1 },
        fates: inTurn(person()),
      });
      await untilPhases(world, 'ringing', 'ringing');
      await world.settled(world.engine.campaigns.setMode(CAMPAIGN, mode));
      await untilStates(world, 'talking', 'talking');
      expect(world.engine.campaigns.views()[0]?.today.abandoned).toBe(0);
    },
  );

  test('to preview: agents see contacts once the calls that were out are over', async () => {
    const world = await handWorld({
      agents: 2,
      contacts: 6,
      fates: inTurn(person({ hangsUpAfterMs: 1 })),
    });
    await untilPhases(world, 'ringing', 'ringing');
    await world.settled(world.engine.campaigns.setMode(CAMPAIGN, 'preview'));
    expect([agent(world, 0).state, agent(world, 1).state]).toEqual(['available', 'available']);
    await untilStates(world, 'previewing', 'previewing');
  });

  test('to paused: no further call is placed', async () => {
    const world = await handWorld({ agents: 2, contacts: 30, fates: inTurn(person({ hangsUpAfterMs: 1 })) });
    await untilPhases(world, 'ringing', 'ringing');
    await world.settled(world.engine.campaigns.setMode(CAMPAIGN, 'paused'));
    await world.clock.runFor(MINUTE);
    expect(world.records).toHaveLength(2);
  });
});

test('a group works in power while the others of the campaign are predictive', async () => {
  const world = await World.create({ agents: 8, contacts: 400, seed: 'groups' });
  for (const index of [1, 2, 3]) {
    const { id } = agentProfile(index);
    await world.engine.agents.saveProfile({ ...agentProfile(index), id, groupId: parseGroupId('q4') });
  }
  await world.open([]);
  await world.settled(world.engine.campaigns.setGroupMode(CAMPAIGN, parseGroupId('q4'), 'power'));
  for (const { id } of world.profiles) {
    await enter(world, id);
  }
  const modes = new Map<string, number>();
  world.engine.events.on('call:dialed', ({ mode }) => modes.set(mode, (modes.get(mode) ?? 0) + 1));
  await world.clock.runFor(30 * SECOND);
  expect([...modes.keys()].sort()).toEqual(['power', 'predictive']);
  expect(Object.keys(world.engine.campaigns.view(CAMPAIGN)?.pacing ?? {}).sort()).toEqual([
    'power',
    'predictive',
  ]);
});
