import { expect, test } from 'vitest';
import { parseCampaignId } from '../../src/core/kernel/ids.js';
import { SECOND } from '../../src/core/kernel/time.js';
import { inTurn, ringsOut } from '../support/fates.js';
import { agent, handWorld, untilPhases } from '../support/hand-floor.js';
import { CAMPAIGN, testCampaign } from '../support/world.js';

const BROKEN = parseCampaignId('quebrada');
const PROBLEM =
  'DLR_INPUT_INVALID: Campaign \'quebrada\': retry.maxAttempts is "six": it must be a whole number.';

test('a campaign whose stored rules cannot be read stands still and says why; the others dial', async () => {
  const world = await handWorld({ agents: 1, contacts: 5, fates: inTurn(ringsOut()) });
  await world.stores.campaigns.save(testCampaign({ id: BROKEN }), 'running', 0);
  const stored = await world.stores.campaigns.list();
  world.stores.campaigns.list = async () =>
    stored.map((one) => (one.settings.id === BROKEN ? { ...one, problem: PROBLEM } : one));
  await untilPhases(world, 'ringing');
  await world.crashAndRestart(SECOND);
  expect(world.engine.campaigns.view(BROKEN)).toMatchObject({ state: 'paused', problem: PROBLEM });
  expect(world.defects).toEqual([`campaign quebrada: ${PROBLEM}`]);
  world.engine.agents.ready(agent(world, 0).id);
  await untilPhases(world, 'ringing');
  expect(world.engine.campaigns.view(CAMPAIGN)).toMatchObject({ state: 'running', problem: null });

  const { campaigns } = world.engine;
  const conflict = { code: 'DLR_STATE_CONFLICT', detail: expect.stringContaining('retry.maxAttempts') };
  for (const ask of [
    () => campaigns.start(BROKEN),
    () => campaigns.drain(BROKEN),
    () => campaigns.setMode(BROKEN, 'power'),
  ]) {
    await expect(world.settled(ask())).rejects.toMatchObject(conflict);
  }
  await world.settled(campaigns.save(testCampaign({ id: BROKEN }), 1));
  expect(await world.settled(campaigns.start(BROKEN))).toMatchObject({ state: 'running' });
  expect(campaigns.view(BROKEN)).toMatchObject({ problem: null });
});
