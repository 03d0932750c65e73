import { expect, test } from 'vitest';
import { MINUTE } from '../../src/core/kernel/time.js';
import { World } from '../support/world.js';

test('a campaign of 100 contacts is dialled and every attempt ends in the call log', async () => {
  const world = await World.create({ contacts: 100, agents: 5 });
  await world.open();
  await world.clock.runFor(60 * MINUTE);
  const rows = await world.rows();
  console.log(
    rows.length,
    world.records.length,
    world.engine.campaigns.views()[0],
    world.troubles.slice(0, 5),
  );
  expect(rows.length).toBe(world.records.length);
});
