import { describe, expect, test } from 'vitest';
import { callLogRecord } from '../../src/core/call-log/call-log-record.js';
import { SECOND } from '../../src/core/kernel/time.js';
import { auditTexts } from '../support/audit-bench.js';
import { inTurn, person, ringsOut } from '../support/fates.js';
import { agent, handWorld, untilStates } from '../support/hand-floor.js';
import { CAMPAIGN, testLine, testTrunk, World, type WorldOptions } from '../support/world.js';

const MINUTE = 60 * SECOND;
const ALFA = testTrunk('ta', 'alfa', { weight: 1000 });
const BETA = testTrunk('tb', 'beta');
const LINES = [testLine('+551140000001', 'alfa'), testLine('+551150000001', 'beta')];
/** Two carriers, of which the first is tried before the other. */
const CARRIERS = { trunks: [ALFA, BETA], lines: LINES };

async function failing(options: WorldOptions & { readonly ready?: number } = {}): Promise<World> {
  const world = await handWorld({ agents: 1, ready: 0, ...CARRIERS, ...options });
  world.network.faults.setTrunkFault(ALFA.id, { refusedShare: 1 });
  return world;
}

async function goReady(world: World): Promise<void> {
  await world.settled(world.engine.agents.login(agent(world, 0).id, [CAMPAIGN]));
  world.engine.agents.ready(agent(world, 0).id);
}

const carriersOf = (world: World): string[] => world.records.map(({ trunkId }) => trunkId);

describe('a call that its carrier refuses before it rings', () => {
  test('is tried at once by another carrier, as a further row of the same try', async () => {
    const world = await failing({ fates: inTurn(ringsOut()) });
    await goReady(world);
    await world.clock.runFor(MINUTE);
    const rows = await world.rows();
    expect(rows.map(({ opening, result }) => [opening.carrier, opening.line, result.reason])).toEqual([
      ['alfa', '+551140000001', 'congestion'],
      ['beta', '+551150000001', 'no_answer'],
    ]);
    const [first, second] = rows.map(({ opening }) => opening);
    expect(second?.attemptGroup).toBe(first?.attemptId);
    expect(second?.decisionId).not.toBe(first?.decisionId);
    expect(second?.attemptNo).toBe(first?.attemptNo);
    expect(second!.tQueuedMs - rows[0]!.result.tEndMs).toBeLessThan(SECOND);
    expect(world.defects).toEqual([]);
  });

  test('counts once for the person: the contact has had one try, decided by its second row', async () => {
    const world = await failing({ fates: inTurn(ringsOut()) });
    await goReady(world);
    await world.clock.runFor(MINUTE);
    const [row] = await world.rows();
    const contact = await world.stores.contacts.find(row!.opening.contactId);
    expect(contact).toMatchObject({ attempts: 1, freeAttempts: 0, lastReason: 'no_answer' });
  });

  test('is given up after a second carrier refused it too, with the ordinary retry', async () => {
    const world = await failing({
      trunks: [ALFA, BETA, testTrunk('tc', 'gama')],
      lines: [...LINES, testLine('+551160000001', 'gama')],
    });
    for (const id of ['tb', 'tc']) {
      world.network.faults.setTrunkFault(testTrunk(id).id, { refusedShare: 1 });
    }
    await goReady(world);
    await world.clock.runFor(10 * SECOND);
    const rows = await world.rows();
    expect(rows).toHaveLength(2);
    const contact = await world.stores.contacts.find(rows[0]!.opening.contactId);
    expect(contact?.freeAttempts).toBe(1);
    expect(contact!.nextAtMs).toBeGreaterThan(world.clock.now());
  });

  test('has nowhere to go where one carrier is all there is, and keeps the ordinary retry', async () => {
    const world = await failing({ trunks: [ALFA], lines: LINES.slice(0, 1) });
    await goReady(world);
    await world.clock.runFor(10 * SECOND);
    expect(await world.rows()).toHaveLength(1);
    expect(agent(world, 0).state).toBe('available');
  });

  test('is not tried again where it rang', async () => {
    const world = await handWorld({ agents: 1, ...CARRIERS, fates: inTurn(ringsOut()) });
    await world.clock.runFor(MINUTE);
    expect(carriersOf(world)).toEqual(['ta']);
  });

  test('is not tried again once everything was stopped', async () => {
    const world = await failing();
    world.onNetworkCall = () => undefined;
    world.engine.events.on('call:closed', () => void world.engine.stopAll('the test'));
    await goReady(world);
    await world.clock.runFor(20 * SECOND);
    expect(await world.rows()).toHaveLength(1);
    expect(world.engine.view().dialing).toBe('stopped');
  });
});

test('the preview agent it was dialled for stays reserved and meets the person by the second carrier', async () => {
  const world = await failing({ campaign: { mode: 'preview' }, fates: inTurn(person()) });
  const moves: string[] = [];
  world.engine.events.on('agent:moved', ({ to }) => moves.push(to));
  await goReady(world);
  await untilStates(world, 'previewing');
  world.engine.agents.acceptPreview(agent(world, 0).id);
  await untilStates(world, 'talking');
  expect(moves.slice(moves.indexOf('previewing'))).not.toContain('available');
  const [first] = await world.rows();
  expect(agent(world, 0).card?.attemptId).not.toBe(first?.opening.attemptId);
  expect(first?.opening.reservedAgentId).toBe(agent(world, 0).id);
});

test('a preview agent is free again where the second carrier may not be tried', async () => {
  const world = await failing({ campaign: { mode: 'preview' }, fates: inTurn(person()) });
  await goReady(world);
  await untilStates(world, 'previewing');
  // Somebody pays the debt while the first carrier has the call.
  world.engine.events.on('call:closed', ({ row }) => {
    const { attemptId, debtId } = row.opening;
    void world.stores.facts.register([
      { kind: 'debt', debtId, state: 'paid', sinceMs: world.clock.now(), attemptId, protocol: '' },
    ]);
  });
  world.engine.agents.acceptPreview(agent(world, 0).id);
  await untilStates(world, 'available');
});

test('one call for each free agent stays one while it goes from carrier to carrier', async () => {
  const world = await failing({ contacts: 50, campaign: { powerRatio: 1 }, fates: inTurn(ringsOut()) });
  const inFlight = new Set<string>();
  let most = 0;
  world.engine.events.on('call:dialed', ({ attemptId }) => {
    most = Math.max(most, inFlight.add(attemptId).size);
  });
  world.engine.events.on('call:moved', ({ attemptId, to }) => {
    if (to === 'ending' || to === 'closed') {
      inFlight.delete(attemptId);
    }
  });
  await goReady(world);
  await world.clock.runFor(5 * MINUTE);
  expect(most).toBe(1);
  expect((await world.rows()).filter(({ opening }) => opening.carrier === 'beta').length).toBeGreaterThan(5);
});

test('a crash between the two rows or in the second loses nobody, and the log of it all is clean', async () => {
  const world = await World.create({ agents: 10, contacts: 1000, ...CARRIERS, seed: 'failover' });
  world.network.faults.setTrunkFault(ALFA.id, { refusedShare: 0.4 });
  await world.open();
  await world.clock.runFor(4 * MINUTE);
  await world.crashAndRestart(15 * SECOND);
  world.network.faults.setTrunkFault(ALFA.id, { refusedShare: 0.8 });
  await world.clock.runFor(4 * MINUTE);
  world.network.faults.setTrunkFault(ALFA.id, null);
  void world.engine.drain(5 * MINUTE);
  await world.clock.runFor(5 * MINUTE);
  const rows = await world.rows();
  const further = rows.filter(({ opening }) => opening.attemptGroup !== opening.attemptId);
  expect(further.length).toBeGreaterThan(20);
  const counts = await world.stores.contacts.counts(CAMPAIGN, world.clock.now());
  expect(counts.calling).toBe(0);
  expect(world.defects).toEqual([]);
  const log = rows.map((row) => `${JSON.stringify(callLogRecord(row))}\n`).join('');
  const { findings } = await auditTexts([log]);
  expect(findings).toEqual([]);
}, 60_000);
