import { describe, expect, test } from 'vitest';
import { customerLegId } from '../../src/core/kernel/ids.js';
import { inTurn, person } from '../support/fates.js';
import { agent, handWorld, untilStates } from '../support/hand-floor.js';
import { CAMPAIGN, SERVER, type World } from '../support/world.js';

const PHONE = 'PJSIP/sup1';

async function talkingWorld(): Promise<World> {
  const world = await handWorld({ agents: 1, fates: inTurn(person(), person()) });
  await untilStates(world, 'talking');
  return world;
}

const ana = (world: World) => agent(world, 0);
const snoops = (world: World) => world.network.switchOf(SERVER).snoops();
const bridgedWith = (world: World, legId: string) =>
  world.network
    .switchOf(SERVER)
    .list()
    .find((leg) => leg.legId === legId)?.bridgedWith;
const listen = (world: World, mode: 'listen' | 'whisper' | 'barge' | 'take' = 'listen') =>
  world.engine.monitors.watch('rita', ana(world).id, mode, PHONE);

async function heard(world: World, way: string): Promise<void> {
  await world.clock.runUntilTrue(() => snoops(world)[0]?.way === way, world.clock.now() + 20_000);
  expect(snoops(world)).toMatchObject([{ way }]);
}

describe('a supervisor', () => {
  test('hears an agent, whispers and speaks with both, by one phone, and the talk goes on', async () => {
    const world = await talkingWorld();
    const seen: string[] = [];
    world.engine.events.on('monitor:heard', ({ person: who, mode }) => seen.push(`${who} ${mode}`));
    listen(world);
    await heard(world, 'listen');
    listen(world, 'whisper');
    await heard(world, 'whisper');
    listen(world, 'barge');
    await heard(world, 'barge');
    expect(seen).toEqual(['rita listen', 'rita whisper', 'rita barge']);
    expect(ana(world).state).toBe('talking');
    expect(world.engine.monitors.view('rita')).toMatchObject({ phase: 'watching', mode: 'barge' });
    world.engine.monitors.hangUp('rita');
    await world.clock.runFor(1000);
    expect(snoops(world)).toEqual([]);
    expect(world.engine.monitors.views()).toEqual([]);
    expect(world.defects).toEqual([]);
  });

  test('takes a person over; when his phone drops, the person is with the agent again', async () => {
    const world = await talkingWorld();
    const { attemptId } = ana(world).card ?? {};
    const leg = customerLegId(attemptId!);
    const before = bridgedWith(world, leg);
    listen(world);
    await heard(world, 'listen');
    listen(world, 'take');
    await world.clock.runUntilTrue(
      () => String(bridgedWith(world, leg)).startsWith('m-'),
      world.clock.now() + 5000,
    );
    expect(ana(world).state).toBe('talking');
    world.network.switchOf(SERVER).dropAgentPhone(PHONE);
    await world.clock.runUntilTrue(() => bridgedWith(world, leg) === before, world.clock.now() + 5000);
    expect(bridgedWith(world, leg)).toBe(before);
    expect(world.engine.monitors.views()).toEqual([]);
  });

  test('hears the next talk of the same agent too, and only hears it', async () => {
    const world = await talkingWorld();
    listen(world, 'barge');
    await heard(world, 'barge');
    world.engine.agents.hangup(ana(world).id);
    await untilStates(world, 'wrap_up');
    await heard(world, 'listen');
    expect(world.engine.monitors.view('rita')).toMatchObject({ phase: 'watching', talk: null });
  });

  test('who would hear nothing, because the media server was away, is told so and not that he listens', async () => {
    const world = await talkingWorld();
    listen(world);
    await heard(world, 'listen');
    world.network.switchOf(SERVER).cutLink();
    listen(world, 'whisper');
    await world.clock.runFor(1000);
    expect(world.engine.monitors.view('rita')).toMatchObject({ phase: 'idle', agentId: null });
    world.network.switchOf(SERVER).restoreLink();
    await world.clock.runFor(1000);
    listen(world, 'whisper');
    await heard(world, 'whisper');
    expect(world.defects).toEqual([]);
  });

  test('is told who listens already, and what cannot be heard', async () => {
    const world = await talkingWorld();
    listen(world);
    await heard(world, 'listen');
    const other = (): unknown => world.engine.monitors.watch('joao', ana(world).id, 'listen', 'PJSIP/sup2');
    expect(other).toThrow(/rita listens to agent/);
    const byAgent = (): unknown =>
      world.engine.monitors.watch('joao', ana(world).id, 'listen', 'PJSIP/web-ana');
    expect(byAgent).toThrow(/agent's own page/);
    world.engine.monitors.hangUp('rita');
    await world.settled(world.engine.campaigns.pause(CAMPAIGN));
    world.engine.agents.hangup(ana(world).id);
    await untilStates(world, 'wrap_up');
    expect(() => listen(world, 'take')).toThrow(/nothing to take over/);
    expect(world.engine.monitors.views()).toEqual([]);
  });
});
