import { describe, expect, test } from 'vitest';
import { BRASIL_2026 } from '../../src/core/compliance/presets/brasil-2026.js';
import { HOUR, MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { AbandonWatch } from '../../src/engine/abandon-watch.js';
import { EventBus } from '../../src/engine/event-bus.js';
import { inTurn, person } from '../support/fates.js';
import { handWorld } from '../support/hand-floor.js';
import { CAMPAIGN, type World, type WorldOptions } from '../support/world.js';

const view = (world: World) => world.engine.campaigns.view(CAMPAIGN)?.abandonment;

/** Power at five calls an agent, whom nobody talks with for long: many are left without an agent. */
async function crowded(options: WorldOptions = {}): Promise<World> {
  const world = await handWorld({
    agents: 4,
    contacts: 3000,
    phones: (index) => `+55319${String(80_000_000 + index)}`,
    fates: inTurn(person({ afterMs: 3000 })),
    ...options,
    campaign: { powerRatio: 5, ...options.campaign },
  });
  world.engine.events.on('agent:moved', ({ agentId, to }) => {
    if (to === 'talking') {
      world.clock.setTimer(8 * SECOND, () => {
        if (world.engine.agents.view(agentId)?.state === 'talking') {
          world.engine.agents.hangup(agentId);
          world.engine.agents.dispose(agentId, 'promessa', null);
        }
      });
    }
  });
  return world;
}

describe('a campaign that leaves too many people without an agent', () => {
  test('dials one call a free agent once a hundred calls say so, and says why', async () => {
    const world = await crowded();
    const said: unknown[] = [];
    world.engine.events.on('abandon:stopped', (event) => said.push(event));
    await world.clock.runUntilTrue(() => said.length > 0, world.clock.now() + 10 * MINUTE);
    expect(said).toMatchObject([{ campaignId: CAMPAIGN, rule: 'R27' }]);
    expect(view(world)?.stoppedBy).toBe('R27');
    await world.clock.runFor(MINUTE);
    const before = view(world)?.windows[0]?.abandoned ?? 0;
    await world.clock.runFor(10 * MINUTE);
    expect(view(world)?.windows[0]?.abandoned).toBe(before);
    expect(view(world)?.windows[0]?.given).toBeGreaterThan(100);
  });

  test('has an agent reserved for each call from then on, whom no pause of his takes away', async () => {
    const world = await crowded();
    await world.clock.runUntilTrue(() => view(world)?.stoppedBy === 'R27', world.clock.now() + 10 * MINUTE);
    await world.clock.runFor(MINUTE);
    const waiting = () => world.engine.agents.views().find(({ state }) => state === 'reserved');
    await world.clock.runUntilTrue(() => waiting() !== undefined, world.clock.now() + MINUTE);
    const reserved = waiting();
    const id = reserved?.id ?? world.profiles[0]?.id;
    expect(world.engine.agents.pause(id as never, 'descanso')).toMatchObject({
      state: 'reserved',
      pending: 'pause',
    });
    await world.clock.runUntilTrue(
      () => world.engine.agents.view(id as never)?.state === 'talking',
      world.clock.now() + MINUTE,
    );
    expect(world.engine.agents.view(id as never)?.state).toBe('talking');
  });

  test('is still held after a crash, by the rows', async () => {
    const world = await crowded();
    await world.clock.runUntilTrue(() => view(world)?.stoppedBy === 'R27', world.clock.now() + 10 * MINUTE);
    await world.clock.runFor(2 * MINUTE);
    const before = view(world)?.windows[0];
    await world.crashAndRestart(5 * SECOND);
    expect(view(world)?.stoppedBy).toBe('R27');
    expect(view(world)?.windows[0]?.abandoned).toBe(before?.abandoned);
  });

  test('is held by the thirty days when the day has forgotten', async () => {
    const world = await crowded({ contacts: 400 });
    await world.clock.runUntilTrue(() => view(world)?.stoppedBy === 'R27', world.clock.now() + 10 * MINUTE);
    await world.settled(world.engine.campaigns.pause(CAMPAIGN));
    await world.clock.runFor(26 * HOUR);
    expect(view(world)?.windows).toMatchObject([
      { rule: 'R27', abandoned: 0, atStop: false },
      { rule: 'R28', atStop: true },
    ]);
    expect(view(world)?.stoppedBy).not.toBeNull();
  });
});

test('the stop ends when every window is below again, and says so once', () => {
  const bus = new EventBus();
  const said: string[] = [];
  bus.on('abandon:stopped', ({ rule }) => said.push(`stopped ${rule}`));
  bus.on('abandon:resumed', ({ rule }) => said.push(`resumed ${rule}`));
  const watch = new AbandonWatch(bus, CAMPAIGN, () => BRASIL_2026.rules);
  watch.load([{ startMs: 0, abandoned: 3, given: 97, earlyHangups: 0 }], HOUR);
  expect(watch.stopped).toBe(true);
  for (let call = 0; call < 60; call += 1) {
    watch.closed(`g${call}`, { kind: 'given', atMs: 2 * HOUR }, 2 * HOUR);
    watch.judge(2 * HOUR);
  }
  expect(said).toEqual(['stopped R27', 'resumed R27']);
  watch.abandoned('a1', 2 * HOUR);
  watch.closed('a1', { kind: 'abandoned', atMs: 2 * HOUR }, 2 * HOUR);
  expect(watch.view(2 * HOUR).windows[0]).toMatchObject({ abandoned: 4, given: 157 });
});

describe('a campaign that another engine dialled until now', () => {
  const hour = (abandoned: number, given: number) => [{ startMs: 0, abandoned, given, earlyHangups: 0 }];

  test('is dialled with agents reserved alone until the rows of both are counted', () => {
    const watch = new AbandonWatch(new EventBus(), CAMPAIGN, () => BRASIL_2026.rules);
    watch.load(hour(0, 200), MINUTE);
    expect(watch.callsAhead(0.2, 0, MINUTE)).toBeGreaterThan(0);
    watch.markStale();
    expect(watch.callsAhead(0.2, 0, MINUTE)).toBe(0);
    watch.load(hour(6, 194), 2 * MINUTE);
    expect(watch.stopped).toBe(true);
    expect(watch.callsAhead(0.2, 0, 2 * MINUTE)).toBe(0);
  });

  test('counts whoever hears the message here beside the rows of the other, and his own row once', () => {
    const watch = new AbandonWatch(new EventBus(), CAMPAIGN, () => BRASIL_2026.rules);
    watch.load([], 0);
    watch.abandoned('mine', MINUTE);
    watch.load(hour(2, 90), 2 * MINUTE);
    expect(watch.view(2 * MINUTE).windows[0]).toMatchObject({ abandoned: 3, given: 90 });
    watch.closed('mine', { kind: 'abandoned', atMs: MINUTE }, 3 * MINUTE);
    watch.load(hour(3, 90), 3 * MINUTE);
    expect(watch.view(3 * MINUTE).windows[0]).toMatchObject({ abandoned: 3, given: 90 });
  });
});

describe('abandonment of the last quarter of an hour', () => {
  test('is seen as it happens, and is gone a quarter of an hour later', () => {
    const minute = Date.UTC(2026, 0, 13, 15);
    const watch = new AbandonWatch(new EventBus(), CAMPAIGN, () => []);
    watch.abandoned('t1', minute);
    watch.closed('t1', { kind: 'abandoned', atMs: minute }, minute + SECOND);
    watch.closed('t2', { kind: 'given', atMs: minute + SECOND }, minute + MINUTE);
    watch.closed('t3', { kind: 'given', atMs: minute + 10 * MINUTE }, minute + 11 * MINUTE);
    watch.closed('t4', { kind: 'early_hangup', atMs: minute + 10 * MINUTE }, minute + 11 * MINUTE);
    // A talk of half an hour was answered before: it is none of the last minutes.
    watch.closed('t5', { kind: 'given', atMs: minute - 20 * MINUTE }, minute + 11 * MINUTE);
    expect(watch.view(minute + 11 * MINUTE).recent).toEqual({
      minutes: 15,
      abandoned: 1,
      given: 2,
      share: 1 / 3,
    });
    expect(watch.view(minute + 15 * MINUTE).recent).toMatchObject({ abandoned: 0, given: 1, share: 0 });
    expect(watch.view(minute + 26 * MINUTE).recent).toMatchObject({ abandoned: 0, given: 0, share: 0 });
  });
});
