import { describe, expect, test } from 'vitest';
import { parseMediaServerId } from '../../src/core/kernel/ids.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person } from '../support/fates.js';
import { agent, handWorld, untilStates } from '../support/hand-floor.js';
import { CAMPAIGN, SERVER, World } from '../support/world.js';

const TWO = parseMediaServerId('sim-2');
const THREE = parseMediaServerId('sim-3');
const talk = (talkMs: number) => inTurn(person({ talkMs, endsTalk: true }));

/** When each call left, and by which switch. */
function dialsOf(world: World): { readonly serverId: string; readonly atMs: number }[] {
  const dials: { serverId: string; atMs: number }[] = [];
  world.engine.events.on('media:command', ({ serverId, op, ok }) => {
    if (op === 'originate' && ok) dials.push({ serverId, atMs: world.clock.now() });
  });
  return dials;
}

const viewOf = (world: World, id: string) => world.engine.switches.views().find((view) => view.id === id);

describe('a switch that dies', () => {
  test('is dialled by no more, its agents are at work elsewhere in seconds, and no call is doubled', async () => {
    const world = await World.create({
      agents: 12,
      contacts: 900,
      otherServers: [TWO, THREE],
      campaign: { mode: 'power', powerRatio: 1, amd: false },
      fates: talk(20_000),
      crewPlansPauses: false,
    });
    await world.open();
    await world.clock.runFor(2 * MINUTE);
    expect(world.engine.switches.views().map(({ agents }) => agents)).toEqual([4, 4, 4]);
    const dials = dialsOf(world);
    const diedMs = world.clock.now();
    world.network.switchOf(TWO).kill();
    await world.clock.runFor(20 * SECOND);
    const down = viewOf(world, TWO);
    expect(down?.up).toBe(false);
    const after = dials.filter(({ atMs }) => atMs > diedMs);
    expect(after.some(({ serverId, atMs }) => serverId !== TWO && atMs < diedMs + 5 * SECOND)).toBe(true);
    expect(after.filter(({ serverId }) => serverId === TWO)).toEqual([]);

    await world.clock.runFor(90 * SECOND);
    expect(world.engine.switches.views().map(({ agents }) => agents)).toEqual([6, 0, 6]);
    const rows = await world.rows();
    const closed = rows.filter(
      ({ opening, result }) => opening.mediaServerId === TWO && result.tEndMs >= diedMs,
    );
    expect(closed.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ opening }) => opening.attemptId)).size).toBe(rows.length);

    world.network.switchOf(TWO).restart();
    await world.clock.runFor(MINUTE);
    const [first] = world.profiles;
    world.engine.agents.logout(first!.id);
    await world.clock.runUntilTrue(
      () => world.engine.agents.view(first!.id)?.state === 'offline',
      world.clock.now() + 2 * MINUTE,
    );
    await world.settled(world.engine.agents.login(first!.id, [CAMPAIGN]));
    world.engine.agents.ready(first!.id);
    const backMs = world.clock.now();
    await world.clock.runFor(MINUTE);
    expect(dials.some(({ serverId, atMs }) => serverId === TWO && atMs > backMs)).toBe(true);
    // Whoever was not reached by a lost call is called again by the rules of retry, never twice at a time.
    const live = new Map<string, number>();
    for (const { number, startedAtMs, endedAtMs } of world.records) {
      expect(startedAtMs).toBeGreaterThanOrEqual(live.get(number) ?? 0);
      live.set(number, endedAtMs);
    }
    expect(world.defects).toEqual([]);
  }, 60_000);
});

describe('a switch that a person drains', () => {
  test('ends its talk, dials nothing more, and rings its agent by another at his pause; also after a restart', async () => {
    const world = await handWorld({
      agents: 2,
      contacts: 200,
      otherServers: [TWO],
      fates: inTurn(person({ talkMs: 40_000, endsTalk: true })),
    });
    await untilStates(world, 'talking', 'talking');
    const home = world.engine.switches.views().find(({ id }) => id === TWO);
    expect(home).toMatchObject({ agents: 1, calls: 1, state: 'in_service' });
    await world.settled(
      world.engine.switches.save({ id: TWO, state: 'draining', weight: 1, why: 'upgrade' }, 0),
    );
    const moving = [0, 1].filter((index) => agent(world, index).changesSwitch);
    expect(moving).toHaveLength(1);
    const index = moving[0] as number;
    const dials = dialsOf(world);
    await untilStates(world, 'wrap_up', 'wrap_up');
    for (const at of [0, 1]) world.engine.agents.dispose(agent(world, at).id, 'acordo', null);
    await world.clock.runFor(30 * SECOND);
    expect(agent(world, index).state).toBe('available');
    expect(dials.filter(({ serverId }) => serverId === TWO)).toEqual([]);
    expect(dials.length).toBeGreaterThan(0);

    world.engine.agents.pause(agent(world, index).id, 'banheiro');
    await world.clock.runFor(5 * SECOND);
    expect(agent(world, index)).toMatchObject({ state: 'paused', changesSwitch: false });
    expect(viewOf(world, TWO)).toMatchObject({ agents: 0, calls: 0, state: 'draining', why: 'upgrade' });
    expect((await world.rows()).map(({ result }) => result.reason)).not.toContain('lost');

    await world.crashAndRestart(5 * SECOND);
    await world.clock.runFor(30 * SECOND);
    expect(viewOf(world, TWO)).toMatchObject({ agents: 0, state: 'draining', up: true });
    await world.settled(world.engine.switches.save({ id: TWO, state: 'in_service', weight: 1, why: '' }, 1));
    expect(viewOf(world, TWO)?.state).toBe('in_service');
    expect(world.defects).toEqual([]);
  });

  test('in maintenance it lets go of who is free at once, and one that only it has stays', async () => {
    const world = await handWorld({ agents: 2, contacts: 0, otherServers: [TWO] });
    expect(world.engine.switches.views().map(({ agents }) => agents)).toEqual([1, 1]);
    await world.settled(
      world.engine.switches.save({ id: TWO, state: 'maintenance', weight: 1, why: '' }, null),
    );
    await world.clock.runFor(3 * SECOND);
    expect(world.engine.switches.views().map(({ agents }) => agents)).toEqual([2, 0]);
    await world.settled(
      world.engine.switches.save({ id: SERVER, state: 'maintenance', weight: 1, why: '' }, null),
    );
    await world.clock.runFor(3 * SECOND);
    expect(world.engine.switches.views().map(({ agents }) => agents)).toEqual([2, 0]);
    expect([0, 1].map((index) => agent(world, index).state)).toEqual(['available', 'available']);
    await expect(
      world.engine.switches.save({ id: THREE, state: 'draining', weight: 1, why: '' }, null),
    ).rejects.toMatchObject({ code: 'DLR_NOT_FOUND' });
  });
});
