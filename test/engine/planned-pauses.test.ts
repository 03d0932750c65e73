import { afterEach, describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { inTurn, ringsOut } from '../support/fates.js';
import { handWorld, phases } from '../support/hand-floor.js';
import { DEBTS, testPlan } from '../support/inbound-plan.js';
import { defaultPhone, WORLD_START_MS, type World } from '../support/world.js';

/** The world begins at 09:00 of Brasília. */
const SHIFT = { fromMs: 8 * HOUR, toMs: 14 * HOUR + 20 * MINUTE };
let world: World;

afterEach(() => {
  expect(world.defects).toEqual([]);
});

async function open(callsAnHour: number): Promise<void> {
  world = await handWorld({
    agents: 3,
    contacts: 0,
    fates: inTurn(ringsOut()),
    inbound: testPlan({
      duties: () => ({ queues: new Map([[DEBTS, 1]]), shift: SHIFT }),
      forecastPerHour: (queueId) => (queueId === DEBTS ? callsAnHour : 0),
    }),
  });
}

const standings = () =>
  world.engine
    .pausePlans()
    .map(({ agentId, pauses }) => `${agentId} ${pauses.map(({ standing }) => standing).join(' ')}`);
describe('planned pauses', () => {
  test('stand when somebody else comes, and are planned anew from now on when that is asked for', async () => {
    await open(0);
    const before = world.engine.pausePlans();
    await world.clock.runUntil(WORLD_START_MS + 2 * HOUR);
    expect(standings().every((text) => text.includes('missed'))).toBe(true);
    expect(world.engine.pausePlans().map(({ pauses }) => pauses[0]?.startMs)).toEqual(
      before.map(({ pauses }) => pauses[0]?.startMs),
    );
    const after = world.engine.replanPauses();
    for (const { pauses } of after) {
      expect(pauses.map(({ standing }) => standing)).not.toContain('missed');
      expect(Math.min(...pauses.map(({ startMs }) => startMs))).toBeGreaterThanOrEqual(world.clock.now());
    }
    // Not all at once.
    expect(new Set(after.map(({ pauses }) => pauses[0]?.startMs)).size).toBe(3);
    expect(world.engine.pausePlans()).toEqual(after);
  });

  test('that were taken stay where they were when the others are planned anew', async () => {
    await open(0);
    const [first] = world.engine.pausePlans();
    const planned = first!.pauses[0]!;
    await world.clock.runUntil(planned.startMs);
    world.engine.agents.pause(first!.agentId, planned.code);
    await world.clock.runFor(11 * MINUTE);
    world.engine.agents.ready(first!.agentId);
    const [again] = world.engine.replanPauses();
    expect(again!.pauses[0]).toEqual({ ...planned, standing: 'taken' });
    expect(again!.pauses).toHaveLength(3);
  });

  test('are counted in blending: who goes soon is not among those who are kept for callers', async () => {
    // So many calls are expected that all three are kept: nobody is dialled for.
    await open(60);
    await world.clock.runFor(10 * SECOND);
    await world.addContacts(1, defaultPhone);
    const [first] = world.engine.pausePlans();
    const { startMs, endMs } = first!.pauses[0]!;
    await world.clock.runUntil(startMs - 3 * MINUTE);
    expect(world.records).toEqual([]);
    expect(phases(world)).toEqual([]);
    await world.clock.runUntil(Math.min(startMs, endMs));
    expect(phases(world).length + world.records.length).toBe(1);
  });
});
