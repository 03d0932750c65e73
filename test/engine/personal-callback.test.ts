import { expect, test } from 'vitest';
import { parseContactId } from '../../src/core/kernel/ids.js';
import { HOUR, MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person } from '../support/fates.js';
import { agent, handWorld, untilStates } from '../support/hand-floor.js';
import { CAMPAIGN, WORLD_START_MS, type World } from '../support/world.js';

const ID = parseContactId('1');

/** Two agents, nobody due; the contact has a callback that the first agent makes himself. */
async function promised(afterMs: number, startMs = WORLD_START_MS): Promise<World> {
  const world = await handWorld({ startMs, agents: 2, ready: 0, contacts: 1, fates: inTurn(person()) });
  const atMs = world.clock.now() + afterMs;
  const contact = await world.settled(world.engine.callbacks.agree(ID, atMs));
  await world.settled(world.engine.personal?.promise(agent(world, 0).id, contact, atMs) ?? Promise.resolve());
  return world;
}

async function logIn(world: World, ...places: readonly number[]): Promise<void> {
  for (const place of places) {
    await world.settled(world.engine.agents.login(agent(world, place).id, [CAMPAIGN]));
    world.engine.agents.ready(agent(world, place).id);
  }
}

test('a personal callback is shown to its agent when it is due, to nobody else, and dialled when he says so', async () => {
  const world = await promised(5 * MINUTE);
  await logIn(world, 0, 1);
  await world.clock.runFor(5 * MINUTE - SECOND);
  expect(world.records).toEqual([]);
  expect((await world.engine.personal?.of(agent(world, 0).id))?.map(({ id }) => id)).toEqual([ID]);
  await world.clock.runFor(10 * SECOND);
  await untilStates(world, 'previewing', 'available');
  expect(agent(world, 0).card?.contact.id).toBe(ID);
  world.engine.agents.acceptPreview(agent(world, 0).id);
  await untilStates(world, 'talking', 'available');
  world.engine.agents.hangup(agent(world, 0).id);
  world.engine.agents.dispose(agent(world, 0).id, 'promessa', null);
  await world.clock.runFor(SECOND);
  expect((await world.rows()).map(({ opening }) => opening.mode)).toEqual(['callback']);
  expect(await world.engine.personal?.of(agent(world, 0).id)).toEqual([]);
  expect(world.defects).toEqual([]);
});

test('it waits for its agent as long as he is logged in and busy, whoever else is free', async () => {
  const world = await promised(5 * MINUTE);
  await logIn(world, 0, 1);
  world.engine.agents.pause(agent(world, 0).id, 'reuniao');
  await world.clock.runFor(25 * MINUTE);
  await untilStates(world, 'paused', 'available');
  world.engine.agents.ready(agent(world, 0).id);
  await world.clock.runFor(10 * SECOND);
  await untilStates(world, 'previewing', 'available');
});

test('anybody makes it once the grace time has passed without its agent', async () => {
  const world = await promised(5 * MINUTE);
  await logIn(world, 1);
  await world.clock.runFor(19 * MINUTE);
  await untilStates(world, 'offline', 'available');
  await world.clock.runFor(MINUTE + 30 * SECOND);
  await untilStates(world, 'offline', 'talking');
});

test('one agreed for a closed hour waits for the next open one', async () => {
  // 20:55 in Brasília, and 21:05 of that day.
  const startMs = WORLD_START_MS + 12 * HOUR - 5 * MINUTE;
  const world = await promised(10 * MINUTE, startMs);
  await logIn(world, 0);
  await world.clock.runFor(15 * MINUTE);
  await untilStates(world, 'available', 'offline');
  const kept = await world.stores.contacts.find(ID);
  expect(kept?.nextAtMs).toBeGreaterThan(startMs + 10 * HOUR);
});
