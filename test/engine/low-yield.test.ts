import { expect, test } from 'vitest';
import { parseContactId } from '../../src/core/kernel/ids.js';
import { DAY, HOUR, MINUTE } from '../../src/core/kernel/time.js';
import { DEFAULT_RETRY } from '../../src/core/retry/retry-presets.js';
import { inTurn, ringsOut } from '../support/fates.js';
import { agent, enter, handWorld } from '../support/hand-floor.js';
import { CAMPAIGN, type World } from '../support/world.js';

const RETRY = { ...DEFAULT_RETRY, leastPerThousand: 20, restMs: DAY, bestHours: false };

/** A base of which it is known that a first attempt yields nothing. */
async function poorWorld(): Promise<World> {
  const world = await handWorld({
    agents: 1,
    ready: 0,
    contacts: 300,
    campaign: { retry: RETRY },
    fates: inTurn(ringsOut()),
    yields: [{ mailingId: 'm1', hour: 9, attemptNo: 1, attempts: 2000, answers: 0, contacts: 0 }],
  });
  return world;
}

test('contacts that were in the list already rest when their attempt is not expected to yield enough, and are counted', async () => {
  const world = await poorWorld();
  let rested = 0;
  world.engine.events.on('hopper:rested', ({ contacts }) => {
    rested += contacts;
  });
  world.engine.campaigns.contactsAdded(CAMPAIGN);
  await enter(world, agent(world, 0).id);
  await world.clock.runFor(20 * MINUTE);
  const nowMs = world.clock.now();
  const dialed = world.records.length;
  expect(dialed).toBeLessThan(25);
  expect(rested).toBe(300 - dialed);
  expect(await world.stores.cadence.resting(CAMPAIGN, nowMs)).toMatchObject({ low_yield: 300 - dialed });
  expect(world.defects).toEqual([]);
});

test('a callback does not rest', async () => {
  const world = await poorWorld();
  world.engine.campaigns.contactsAdded(CAMPAIGN);
  await world.clock.runFor(MINUTE);
  const id = parseContactId('250');
  await world.settled(world.engine.callbacks.agree(id, world.clock.now() + HOUR));
  await world.clock.runFor(50 * MINUTE);
  await enter(world, agent(world, 0).id);
  const before = world.records.length;
  await world.clock.runUntilTrue(() => world.records.length > before, world.clock.now() + 15 * MINUTE);
  await world.clock.runFor(2 * MINUTE);
  const rows = await world.rows();
  expect(rows.map(({ opening }) => [opening.contactId, opening.mode])).toContainEqual([id, 'callback']);
});
