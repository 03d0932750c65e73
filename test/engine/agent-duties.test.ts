import { describe, expect, test } from 'vitest';
import { BRASILIA, dayStartMs } from '../../src/core/kernel/civil-time.js';
import { HOUR, MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person } from '../support/fates.js';
import { agent, handWorld, untilPhases, untilStates } from '../support/hand-floor.js';
import { CAMPAIGN, type World } from '../support/world.js';

/** One agent with nothing to do but be ready. */
const idle = () => handWorld({ agents: 1, contacts: 0 });
const day = (world: World) => world.engine.agents.day(agent(world, 0).id);

async function pauseFor(world: World, minutes: number, reason = 'descanso'): Promise<void> {
  world.engine.agents.pause(agent(world, 0).id, reason);
  await world.clock.runFor(minutes * MINUTE);
  world.engine.agents.ready(agent(world, 0).id);
}

describe('an agent’s pauses', () => {
  test('are warned of, then due: he gets no call, reads why, and is ready again only after the pause', async () => {
    const world = await idle();
    const due: string[] = [];
    world.engine.events.on('agent:due', ({ what, atMs }) =>
      due.push(`${what} ${Math.round((atMs - (day(world).spans[0]?.startMs ?? 0)) / MINUTE)}`),
    );
    await world.clock.runFor(234 * MINUTE);
    expect(agent(world, 0).state).toBe('available');
    await world.clock.runFor(2 * MINUTE);
    expect(agent(world, 0)).toMatchObject({ state: 'paused', reason: 'nr17_pausa' });
    expect(due).toEqual(['pause_soon 220', 'pause 235']);
    expect(() => world.engine.agents.ready(agent(world, 0).id)).toThrow('due a pause of 10 minutes');
    await world.clock.runFor(10 * MINUTE);
    world.engine.agents.ready(agent(world, 0).id);
    expect(agent(world, 0).state).toBe('available');
    expect(day(world)).toMatchObject({ pausesTaken: 1, blockedBy: null });
  });

  test('that he takes himself are never refused, and count', async () => {
    const world = await idle();
    await world.clock.runFor(70 * MINUTE);
    await pauseFor(world, 11);
    await world.clock.runFor(30 * MINUTE);
    await pauseFor(world, 21, 'almoco');
    await world.clock.runFor(40 * MINUTE);
    await pauseFor(world, 3, 'banheiro');
    await pauseFor(world, 10);
    expect(day(world)).toMatchObject({ pausesTaken: 2, mealTaken: true, nextPauseMs: null });
    await world.clock.runFor(HOUR);
    expect(agent(world, 0).state).toBe('available');
  });

  test('begin after the present call, not in it', async () => {
    const world = await handWorld({ agents: 1, contacts: 2, fates: inTurn(person()) });
    await untilStates(world, 'talking');
    await world.clock.runFor(5 * HOUR);
    expect(agent(world, 0)).toMatchObject({ state: 'talking', pending: null });
    world.engine.agents.hangup(agent(world, 0).id);
    world.engine.agents.dispose(agent(world, 0).id, 'promessa', null);
    await untilPhases(world);
    expect(agent(world, 0)).toMatchObject({ state: 'paused', reason: 'nr17_pausa' });
    await world.clock.runFor(5 * MINUTE);
    expect(world.records).toHaveLength(1);
  });
});

describe('six hours', () => {
  async function workThrough(world: World): Promise<void> {
    await world.clock.runFor(70 * MINUTE);
    await pauseFor(world, 10);
    await world.clock.runFor(60 * MINUTE);
    await pauseFor(world, 20, 'almoco');
    await world.clock.runFor(60 * MINUTE);
    await pauseFor(world, 10);
  }

  test('end the calls of the day, over a crash too, and are over at midnight', async () => {
    const world = await idle();
    await workThrough(world);
    await world.crashAndRestart(5 * SECOND);
    // From here on he does only what this test has him do.
    world.crew.close();
    expect(day(world)).toMatchObject({ pausesTaken: 2, mealTaken: true });
    expect(day(world).activeMs / MINUTE).toBeCloseTo(210, -1);
    await world.clock.runFor(147 * MINUTE);
    expect(agent(world, 0)).toMatchObject({ state: 'paused', reason: 'nr17_jornada' });
    expect(day(world).activeMs).toBeLessThanOrEqual(6 * HOUR);
    expect(() => world.engine.agents.ready(agent(world, 0).id)).toThrow('six hours');
    const midnight = dayStartMs(world.clock.now(), BRASILIA) + 24 * HOUR;
    await world.clock.runFor(midnight + 8 * HOUR - world.clock.now());
    world.engine.agents.ready(agent(world, 0).id);
    expect(agent(world, 0).state).toBe('available');
  });
});

describe('after an abusive call', () => {
  async function abused(): Promise<World> {
    const world = await handWorld({ agents: 1, contacts: 3, fates: inTurn(person()) });
    await untilStates(world, 'talking');
    const { id } = agent(world, 0);
    world.engine.agents.hangup(id);
    world.engine.agents.dispose(id, 'abuso', null);
    await untilStates(world, 'paused');
    await untilPhases(world);
    await world.clock.runFor(SECOND);
    return world;
  }

  test('an agent gets no call until he is released, and the release is kept', async () => {
    const world = await abused();
    const { id } = agent(world, 0);
    expect(agent(world, 0)).toMatchObject({ state: 'paused', reason: 'pos_abuso' });
    expect(() => world.engine.agents.ready(id)).toThrow('release him first');
    await world.clock.runFor(10 * MINUTE);
    expect(world.records).toHaveLength(1);
    await world.settled(world.engine.agents.release(id, 'supervisora'));
    expect(agent(world, 0)).toMatchObject({ state: 'paused', reason: 'liberado' });
    world.engine.agents.ready(id);
    await untilStates(world, 'talking');
    const [attempt] = await world.rows();
    const kept = [];
    for await (const release of world.stores.agents.readReleases()) {
      kept.push(release);
    }
    expect(kept).toMatchObject([{ agentId: id, by: 'supervisora', attemptId: attempt?.opening.attemptId }]);
  });

  test('he is still held after a crash and after logging out and in', async () => {
    const world = await abused();
    const { id } = agent(world, 0);
    await world.crashAndRestart(5 * SECOND);
    expect(() => world.engine.agents.ready(id)).toThrow('release him first');
    world.crew.close();
    world.engine.agents.logout(id);
    await world.clock.runFor(SECOND);
    await world.settled(world.engine.agents.login(id, [CAMPAIGN]));
    expect(() => world.engine.agents.ready(id)).toThrow('release him first');
  });
});
