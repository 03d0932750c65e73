import { describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person, ringsOut } from '../support/fates.js';
import { agent, handWorld, phases, results, untilPhases, untilStates } from '../support/hand-floor.js';
import { CAMPAIGN, testLine, testTrunk } from '../support/world.js';

describe('stop-all', () => {
  test('ends ringing calls once they have rung for 15 s, lets talks go on and holds until it is taken back', async () => {
    const world = await handWorld({ contacts: 5, fates: inTurn(person(), ringsOut()) });
    await untilPhases(world, 'talking', 'ringing');
    expect(await world.settled(world.engine.stopAll('test'))).toEqual({ cancelled: 1 });
    await untilPhases(world, 'talking');
    await world.clock.runFor(5 * MINUTE);
    expect(world.records).toHaveLength(1);
    const [row] = await results(world);
    expect(row).toMatchObject({ reason: 'cancelled', endedBy: 'system' });
    expect((row?.tEndMs ?? 0) - (row?.tRingMs ?? 0)).toBeGreaterThanOrEqual(15 * SECOND);
    expect((row?.tEndMs ?? 0) - (row?.tRingMs ?? 0)).toBeLessThan(16 * SECOND);
    await world.settled(world.engine.resumeAll());
    await world.clock.runFor(5 * SECOND);
    expect(world.engine.view().openAttempts).toBe(2);
  });

  test('sent twice cuts the ringing at once, and says so', async () => {
    const world = await handWorld({ contacts: 5, fates: inTurn(ringsOut()) });
    const cuts: unknown[] = [];
    world.engine.events.on('ring:cut', (cut) => cuts.push(cut));
    await untilPhases(world, 'ringing', 'ringing');
    await world.settled(world.engine.stopAll('test'));
    await world.clock.runFor(SECOND);
    expect(phases(world)).toEqual(['ringing', 'ringing']);
    expect(cuts).toEqual([]);
    await world.settled(world.engine.stopAll('now'));
    await world.clock.runFor(SECOND);
    expect(phases(world)).toEqual([]);
    expect(cuts).toMatchObject([{ calls: 2, exemption: 'second_stop' }]);
    expect(await results(world)).toMatchObject([
      { reason: 'cancelled', endedBy: 'system' },
      { reason: 'cancelled', endedBy: 'system' },
    ]);
  });

  test('serves who answers while it waits for the 15 s', async () => {
    const slow = person({ afterMs: 9000 });
    const world = await handWorld({ agents: 1, contacts: 1, fates: inTurn(slow) });
    await untilPhases(world, 'ringing');
    await world.settled(world.engine.stopAll('test'));
    await untilStates(world, 'talking');
  });

  test('taken back does not start a campaign that was ended by hand meanwhile', async () => {
    const world = await handWorld({ contacts: 0 });
    await world.settled(world.engine.stopAll('test'));
    await world.settled(world.engine.campaigns.drain(CAMPAIGN));
    await world.settled(world.engine.resumeAll());
    expect(world.engine.campaigns.view(CAMPAIGN)?.state).toBe('ended');
  });
});

describe('drain', () => {
  test('places nothing new, lets a phone ring at least 15 s, and is done when the last call is', async () => {
    const world = await handWorld({ contacts: 9, fates: inTurn(person(), ringsOut()) });
    await untilPhases(world, 'talking', 'ringing');
    const startedMs = world.clock.now();
    let drained = false;
    void world.engine.drain(5 * MINUTE).then(() => {
      drained = true;
    });
    await untilPhases(world, 'talking');
    expect(world.clock.now() - startedMs).toBeGreaterThanOrEqual(15 * SECOND);
    expect(drained).toBe(false);
    await world.settled(world.engine.resumeAll());
    expect(world.engine.view().dialing).toBe('draining');
    world.engine.agents.hangup(agent(world, 0).id);
    world.engine.agents.dispose(agent(world, 0).id, 'pago', null);
    await world.clock.runFor(SECOND);
    expect(drained).toBe(true);
    expect(world.records).toHaveLength(2);
  });

  test('gives up at its limit', async () => {
    const world = await handWorld({ contacts: 1, fates: inTurn(person()) });
    await untilPhases(world, 'talking');
    await world.settled(world.engine.drain(20 * SECOND));
    expect(world.engine.view().openAttempts).toBe(1);
  });

  test('of a campaign ends it with its last call', async () => {
    const world = await handWorld({ contacts: 1, fates: inTurn(ringsOut()) });
    await untilPhases(world, 'ringing');
    await world.settled(world.engine.campaigns.drain(CAMPAIGN));
    expect(world.engine.campaigns.view(CAMPAIGN)?.state).toBe('draining');
    await untilPhases(world);
    expect(world.engine.campaigns.view(CAMPAIGN)?.state).toBe('ended');
  });
});

test('another engine that takes the lease stops the dialling within seconds; calls out are served', async () => {
  const world = await handWorld({ contacts: 50, fates: inTurn(person({ hangsUpAfterMs: 1 })) });
  await world.clock.runFor(5 * SECOND);
  const before = world.records.length;
  expect(before).toBeGreaterThan(0);
  await world.coordination.releaseLease(`campaign:${CAMPAIGN}`, 'e1');
  await world.coordination.acquireLease(`campaign:${CAMPAIGN}`, 'e2', world.clock.now(), 3600 * SECOND);
  await world.clock.runFor(10 * SECOND);
  const stopped = world.records.length;
  await world.clock.runFor(5 * MINUTE);
  expect(world.records).toHaveLength(stopped);
  await world.coordination.releaseLease(`campaign:${CAMPAIGN}`, 'e2');
  await world.clock.runFor(10 * SECOND);
  expect(world.records.length).toBeGreaterThan(stopped);
});

describe('demo and real', () => {
  const inside = testTrunk('demo', 'oper', { kind: 'demo' });

  test('a demo contact never leaves by a real trunk', async () => {
    const world = await handWorld({ contacts: 5, campaign: { demo: true } });
    await world.clock.runFor(MINUTE);
    expect(world.records).toEqual([]);
  });

  test('a real contact never leaves by a demo trunk', async () => {
    const world = await handWorld({ contacts: 5, trunks: [inside] });
    await world.clock.runFor(MINUTE);
    expect(world.records).toEqual([]);
  });

  test('with both trunks each takes its own', async () => {
    const world = await handWorld({
      contacts: 5,
      campaign: { demo: true },
      trunks: [inside, testTrunk('t1')],
      lines: [testLine('+551140001000')],
      fates: inTurn(person({ hangsUpAfterMs: 1 })),
    });
    await world.clock.runFor(MINUTE);
    expect(world.records).toHaveLength(5);
    expect(world.records.every(({ trunkId }) => trunkId === 'demo')).toBe(true);
  });

  test('a demo trunk to anywhere but this machine is refused', async () => {
    const world = await handWorld({ contacts: 0 });
    await expect(world.engine.saveTrunk({ ...inside, host: '203.0.113.7' })).rejects.toThrow('not loopback');
  });
});
