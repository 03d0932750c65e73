import { expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person } from '../support/fates.js';
import { handWorld, untilPhases, untilStates } from '../support/hand-floor.js';

test('a callback is dialled when it was agreed, as a callback, and is no longer owed then', async () => {
  const world = await handWorld({ agents: 1, fates: inTurn(person()) });
  const id = world.profiles[0]!.id;
  await untilPhases(world, 'talking');
  const agreedMs = world.clock.now() + 2 * HOUR;
  world.engine.agents.hangup(id);
  await untilStates(world, 'wrap_up');
  world.engine.agents.dispose(id, 'retorno_agendado', agreedMs);
  await untilPhases(world);
  const [first] = await world.rows();
  const contactId = first!.opening.contactId;
  expect(await world.stores.contacts.find(contactId)).toMatchObject({
    agreedCallbackMs: agreedMs,
    nextAtMs: agreedMs,
    phones: [{ history: { dials: 1, counts: { right_party: 1 } } }],
  });

  await world.clock.runUntilTrue(() => world.engine.view().openAttempts > 0, agreedMs + MINUTE);
  const dialedMs = world.clock.now();
  await untilPhases(world, 'talking');
  world.engine.agents.hangup(id);
  await untilStates(world, 'wrap_up');
  world.engine.agents.dispose(id, 'sem_acordo', null);
  await untilPhases(world);
  const [, second] = await world.rows();
  expect(first?.opening.mode).toBe('power');
  expect(second?.opening.mode).toBe('callback');
  expect(dialedMs - agreedMs).toBeLessThan(10 * SECOND);
  expect(await world.stores.contacts.find(contactId)).toMatchObject({ agreedCallbackMs: null });
});
