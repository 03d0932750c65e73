import { describe, expect, test } from 'vitest';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { verifyChain } from '../../src/core/call-log/verify-chain.js';
import { CadenciaError } from '../../src/core/kernel/errors.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person, ringsOut } from '../support/fates.js';
import { agent, handWorld, results, untilPhases, untilStates } from '../support/hand-floor.js';
import { CAMPAIGN } from '../support/world.js';

/** A database that fails on what `failing` matches. */
function database() {
  const state = { failing: /^$/ };
  const faults = (operation: string): Error | null =>
    state.failing.test(operation) ? new CadenciaError('DLR_DATABASE_DOWN', { detail: operation }) : null;
  return { state, faults };
}

describe('the database fails', () => {
  test('at the opening: nothing is dialled, the row says not_sent and the contact comes back', async () => {
    const { state, faults } = database();
    const world = await handWorld({ faults, ready: 0, fates: inTurn(ringsOut()) });
    state.failing = /^attempts\.commit$/;
    await world.settled(world.engine.agents.login(agent(world, 0).id, [CAMPAIGN]));
    world.engine.agents.ready(agent(world, 0).id);
    await world.clock.runFor(5 * SECOND);
    expect(world.records).toEqual([]);
    expect(world.engine.view().dialing).toBe('store_down');
    state.failing = /^$/;
    await world.clock.runFor(2 * MINUTE);
    const [first] = await results(world);
    expect(world.engine.view().dialing).toBe('on');
    expect(world.records.length).toBeGreaterThan(0);
    if (first?.tDialMs === null) {
      expect(first).toMatchObject({ reason: 'not_sent', endedBy: 'system' });
    }
  });

  test('between the decision and the row: that one call is not sent, and is tried again', async () => {
    const { state, faults } = database();
    const world = await handWorld({ faults, agents: 1, fates: inTurn(ringsOut()), ready: 0 });
    await world.settled(world.engine.agents.login(agent(world, 0).id, [CAMPAIGN]));
    await world.clock.runFor(SECOND);
    world.engine.agents.ready(agent(world, 0).id);
    await world.clock.settle();
    state.failing = /^attempts\.commit$/;
    await world.clock.runFor(200);
    state.failing = /^$/;
    await world.clock.runFor(3 * MINUTE);
    const reasons = (await results(world)).map(({ reason, tDialMs }) => [reason, tDialMs === null]);
    expect(reasons[0]).toEqual(['not_sent', true]);
    expect(reasons.slice(1)).toEqual([['no_answer', false]]);
    expect(world.records).toHaveLength(1);
  });

  test('at the closing: rows wait in order and are written when it is back, the chain whole', async () => {
    const { state, faults } = database();
    const talk = person({ talkMs: 4000, endsTalk: true });
    const world = await handWorld({ faults, contacts: 4, fates: inTurn(talk) });
    await untilStates(world, 'talking', 'talking');
    state.failing = /^attempts\.commit$/;
    await untilStates(world, 'wrap_up', 'wrap_up');
    world.engine.agents.dispose(agent(world, 1).id, 'pago', null);
    world.engine.agents.dispose(agent(world, 0).id, 'acordo', null);
    await world.clock.runFor(MINUTE);
    expect(await world.rows()).toEqual([]);
    expect(world.engine.view().unwritten).toBeGreaterThanOrEqual(2);
    state.failing = /^$/;
    await world.clock.runFor(10 * SECOND);
    const rows = await world.rows();
    expect(rows.map((row) => row.result.disposition)).toEqual(['pago', 'acordo']);
    expect(verifyChain(rows, nodeDigest)).toMatchObject([{ rows: 2, broken: null }]);
    expect(world.engine.view().dialing).toBe('on');
  });

  test('to answer after it has written: nothing is written twice', async () => {
    const { state, faults } = database();
    const talk = person({ talkMs: 4000, endsTalk: true });
    const world = await handWorld({ faults, agents: 1, contacts: 1, fates: inTurn(talk) });
    await untilStates(world, 'wrap_up');
    state.failing = /^attempts\.commit:reply$/;
    world.engine.agents.dispose(agent(world, 0).id, 'acordo', null);
    await world.clock.runFor(20 * SECOND);
    state.failing = /^$/;
    await untilPhases(world);
    await world.clock.runFor(10 * SECOND);
    const rows = await world.rows();
    expect(rows).toHaveLength(1);
    expect(verifyChain(rows, nodeDigest)[0]?.broken).toBeNull();
  });

  test('to answer an opening it has written: the row is there, says not_sent, and nothing was dialled', async () => {
    const { state, faults } = database();
    const world = await handWorld({ faults, agents: 1, fates: inTurn(ringsOut()), ready: 0 });
    await world.settled(world.engine.agents.login(agent(world, 0).id, [CAMPAIGN]));
    await world.clock.runFor(SECOND);
    world.engine.agents.ready(agent(world, 0).id);
    await world.clock.settle();
    state.failing = /^attempts\.commit:reply$/;
    await world.clock.runFor(200);
    state.failing = /^$/;
    await world.clock.runFor(20 * SECOND);
    expect(await results(world)).toMatchObject([{ reason: 'not_sent', tDialMs: null }]);
    expect(world.records).toEqual([]);
  });
});
