import { expect, test } from 'vitest';
import { parseCampaignId } from '../../src/core/kernel/ids.js';
import { SECOND } from '../../src/core/kernel/time.js';
import { inTurn, ringsOut } from '../support/fates.js';
import { CAMPAIGN, testCampaign, World } from '../support/world.js';

const OTHER = parseCampaignId('outra');

test.each([
  ['CPF', '+5511980000001', '+5511980000002'],
  ['number', '+5511980000001', '+5511980000001'],
])(
  'a person in two campaigns, known by the same %s, is never on two calls at once',
  async (known, first, second) => {
    const world = await World.create({
      agents: 2,
      contacts: 0,
      campaign: { mode: 'power', amd: false },
      fates: inTurn(ringsOut()),
    });
    await world.stores.campaigns.save(testCampaign({ id: OTHER, mode: 'power', amd: false }), 'draft', 0);
    const cpf = (campaign: string) => () => (known === 'CPF' ? 'same' : campaign);
    await world.addContacts(1, () => first, 'm1', CAMPAIGN, cpf('one'));
    await world.addContacts(1, () => second, 'm2', OTHER, cpf('two'));
    await world.open([]);
    await world.settled(world.engine.campaigns.start(OTHER));
    for (const [index, campaign] of [CAMPAIGN, OTHER].entries()) {
      const id = world.profiles[index]?.id ?? ('' as never);
      await world.settled(world.engine.agents.login(id, [campaign]));
      world.engine.agents.ready(id);
    }
    const blocked: string[] = [];
    world.engine.events.on('dial:blocked', ({ rule }) => blocked.push(rule));
    await world.clock.runFor(10 * SECOND);
    expect(world.engine.view().openAttempts).toBe(1);
    expect(blocked).toEqual(['ONE_LIVE_CALL']);
  },
);
