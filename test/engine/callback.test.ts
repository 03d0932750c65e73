import { expect, test } from 'vitest';
import { parseContactId, parseEngineId } from '../../src/core/kernel/ids.js';
import { HOUR, MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person, ringsOut } from '../support/fates.js';
import { agent, handWorld, untilPhases, untilStates } from '../support/hand-floor.js';
import { CAMPAIGN, WORLD_START_MS, type World } from '../support/world.js';

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

/** In São Paulo, far down the list. */
const LAST = parseContactId('391');

/** The next call that leaves, by its contact. */
async function nextDialed(
  world: World,
  byMs: number,
): Promise<{ contactId: string; mode: string; atMs: number }> {
  let found: { attemptId: string; mode: string; atMs: number } | null = null;
  const unlisten = world.engine.events.on('call:dialed', (event) => {
    found ??= event;
  });
  await world.clock.runUntilTrue(() => found !== null, byMs);
  unlisten();
  const dialed = found as { attemptId: string; mode: string; atMs: number } | null;
  if (dialed === null) {
    throw new Error('No call left');
  }
  const open = (await world.stores.attempts.listOpen(parseEngineId('e1'))).find(
    ({ opening }) => opening.attemptId === dialed.attemptId,
  );
  return { contactId: open?.opening.contactId ?? '', mode: dialed.mode, atMs: dialed.atMs };
}

test('a callback comes before hundreds who have waited longer, the moment its agent is free', async () => {
  const world = await handWorld({ agents: 1, contacts: 400, fates: inTurn(person()) });
  await untilStates(world, 'talking');
  const agreedMs = world.clock.now() + 10 * MINUTE;
  await world.settled(world.engine.callbacks.agree(LAST, agreedMs));
  await world.clock.runFor(11 * MINUTE);
  world.engine.agents.hangup(agent(world, 0).id);
  world.engine.agents.dispose(agent(world, 0).id, 'sem_acordo', null);
  expect(await nextDialed(world, world.clock.now() + MINUTE)).toMatchObject({
    contactId: LAST,
    mode: 'callback',
  });
});

test('a callback whose hour is closed is not lost: it leaves at the next open instant, before all others', async () => {
  // Tuesday 13 January 2026, 06:30 in Brasília; it was agreed for an hour before.
  const startMs = WORLD_START_MS - 2.5 * HOUR;
  const options = { startMs, agents: 1, contacts: 400, fates: inTurn(ringsOut()) };
  const world = await handWorld(options);
  await world.settled(world.engine.campaigns.pause(CAMPAIGN));
  const agreedMs = startMs - HOUR;
  const change = { contactId: LAST, agreedCallbackMs: agreedMs, nextAtMs: agreedMs, state: 'ready' } as const;
  expect(await world.stores.contacts.setCallback(change)).not.toBeNull();
  await world.settled(world.engine.campaigns.start(CAMPAIGN));
  const dialed = await nextDialed(world, startMs + 4 * HOUR);
  expect(dialed).toMatchObject({ contactId: LAST, mode: 'callback' });
  expect(dialed.atMs - startMs).toBeGreaterThan(HOUR / 4);
});

test('a callback agreed for a closed hour is kept as agreed and planned for the next open one', async () => {
  const world = await handWorld({ agents: 1, ready: 0 });
  const sundayMs = Date.UTC(2026, 0, 18, 14);
  await world.settled(world.engine.campaigns.pause(CAMPAIGN));
  const kept = await world.settled(world.engine.callbacks.agree(parseContactId('1'), sundayMs));
  expect(kept.agreedCallbackMs).toBe(sundayMs);
  expect(new Date(kept.nextAtMs).toISOString()).toMatch(/^2026-01-19T1[012]:00:00/);
});

test('a callback is moved, and called off: then the contact goes on by its cadence', async () => {
  const world = await handWorld({ agents: 1, ready: 0, contacts: 1, fates: inTurn(ringsOut()) });
  const id = parseContactId('1');
  const nowMs = world.clock.now();
  await world.settled(world.engine.callbacks.agree(id, nowMs + 2 * HOUR));
  await world.settled(world.engine.callbacks.agree(id, nowMs + 3 * HOUR));
  await world.settled(world.engine.agents.login(agent(world, 0).id, [CAMPAIGN]));
  world.engine.agents.ready(agent(world, 0).id);
  await world.clock.runFor(HOUR);
  expect(world.records).toEqual([]);
  const free = await world.settled(world.engine.callbacks.cancel(id));
  expect(free).toMatchObject({ agreedCallbackMs: null });
  expect(free.nextAtMs).toBeLessThan(nowMs + 2 * HOUR);
  await untilPhases(world, 'ringing');
  await expect(world.settled(world.engine.callbacks.cancel(id))).rejects.toMatchObject({
    code: 'DLR_STATE_CONFLICT',
  });
  await expect(world.settled(world.engine.callbacks.agree(id, nowMs))).rejects.toMatchObject({
    code: 'DLR_INPUT_INVALID',
  });
  await expect(
    world.settled(world.engine.callbacks.agree(id, world.clock.now() + HOUR)),
  ).rejects.toMatchObject({ code: 'DLR_STATE_CONFLICT', detail: expect.stringContaining('in a call') });
});

test('a callback that is still to come outlives a call by hand that reached nobody', async () => {
  const world = await handWorld({ agents: 1, ready: 0, fates: inTurn(ringsOut()) });
  const id = parseContactId('1');
  await world.settled(world.engine.campaigns.pause(CAMPAIGN));
  const agreedMs = world.clock.now() + 5 * HOUR;
  await world.settled(world.engine.callbacks.agree(id, agreedMs));
  await world.settled(world.engine.agents.login(agent(world, 0).id, [CAMPAIGN]));
  await world.settled(world.engine.agents.dial(agent(world, 0).id, { campaignId: CAMPAIGN, contactId: id }));
  await untilPhases(world);
  await world.clock.runFor(SECOND);
  expect((await world.rows()).map(({ opening }) => opening.mode)).toEqual(['manual']);
  expect(await world.stores.contacts.find(id)).toMatchObject({
    agreedCallbackMs: agreedMs,
    nextAtMs: agreedMs,
  });
});

test('a callback taken up after a crash goes on in the lane of its campaign', async () => {
  const world = await handWorld({ agents: 1, contacts: 1, fates: inTurn(ringsOut()) });
  await untilPhases(world, 'ringing');
  await untilPhases(world);
  const agreedMs = world.clock.now() + 4 * HOUR;
  await world.settled(world.engine.callbacks.agree(parseContactId('1'), agreedMs));
  world.engine.agents.pause(agent(world, 0).id, 'descanso');
  await world.clock.runFor(4 * HOUR - MINUTE);
  world.engine.agents.ready(agent(world, 0).id);
  await world.clock.runUntilTrue(
    () => world.records.length === 2 || world.engine.view().openAttempts > 0,
    agreedMs + MINUTE,
  );
  await untilPhases(world, 'ringing');
  await world.crashAndRestart(SECOND);
  await untilPhases(world, 'ringing');
  await world.clock.runFor(2 * SECOND);
  expect(Object.keys(world.engine.campaigns.view(CAMPAIGN)?.pacing ?? {})).toEqual(['power']);
});
