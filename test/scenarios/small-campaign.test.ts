import { expect, test } from 'vitest';
import { MINUTE } from '../../src/core/kernel/time.js';
import { World } from '../support/world.js';

test('a campaign of 100 contacts is dialled and every attempt ends in the call log', async () => {
  const world = await World.create({ contacts: 100, agents: 5 });
  await world.open();
  // Manaus opens an hour after Brasília.
  await world.clock.runFor(100 * MINUTE);
  const rows = await world.rows();
  expect(new Set(rows.map((row) => row.opening.contactId)).size).toBe(100);
  expect(rows.map((row) => `c-${row.opening.attemptId}`).sort()).toEqual(
    world.records.map((record) => record.legId).sort(),
  );
  expect(world.engine.view()).toMatchObject({ openAttempts: 0, unwritten: 0 });
});
