import { describe, expect, test } from 'vitest';
import { AGENT_AWAY_MS } from '../../src/core/call/call-clocks.js';
import { SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person } from '../support/fates.js';
import { agent, enter, handWorld, phases, results, untilPhases, untilStates } from '../support/hand-floor.js';
import type { World } from '../support/world.js';

const IMPATIENT = { silenceMs: 300, musicMs: null, messageMs: null } as const;

/** Agents whose phones are their pages; the first talks. */
async function talkingByPage(agents = 2, change = {}): Promise<World> {
  const world = await handWorld({
    agents,
    ready: 0,
    fates: inTurn(person({ patience: IMPATIENT, ...change })),
  });
  for (const profile of world.profiles) {
    const endpoint = `PJSIP/web-${profile.id}`;
    await world.engine.agents.saveProfile({ ...profile, endpoint });
  }
  for (const { id } of world.profiles) {
    await enter(world, id);
  }
  await untilStates(world, 'talking');
  return world;
}

/** The page goes; its phone cannot be rung until it is back. */
function pageGone(world: World, index = 0): void {
  world.network.faults.setRegistered(agent(world, index).endpoint, false);
  world.engine.pages.gone(agent(world, index).id);
}

function pageBack(world: World, index = 0): void {
  world.network.faults.setRegistered(agent(world, index).endpoint, true);
  world.engine.pages.ready(agent(world, index).id);
}

describe('the page of an agent is loaded anew in the middle of a talk', () => {
  test('the person hears music and then the same agent again, card and call kept', async () => {
    const world = await talkingByPage();
    const card = agent(world, 0).card;
    pageGone(world);
    expect(agent(world, 0)).toMatchObject({ state: 'connection_lost', reason: 'page_gone' });
    await world.clock.runFor(5 * SECOND);
    expect(phases(world)).toEqual(['waiting']);
    expect(agent(world, 1).state).toBe('available');
    pageBack(world);
    await untilStates(world, 'talking');
    expect(agent(world, 0)).toMatchObject({ card, calls: 1 });
    world.engine.agents.hangup(agent(world, 0).id);
    world.engine.agents.dispose(agent(world, 0).id, 'acordo', null);
    await untilPhases(world);
    expect(await results(world)).toMatchObject([{ agentId: 'a001', outcome: 'sucesso' }]);
    expect(world.engine.campaigns.views()[0]?.today).toMatchObject({ connected: 1, abandoned: 0 });
  });

  test('loaded anew again while its telephone was rung: the page that is there now is rung at once', async () => {
    const world = await talkingByPage(1);
    const { endpoint } = agent(world, 0);
    pageGone(world);
    // What rings now is the page that goes in the next moment: it would ring for half a minute.
    world.network.faults.setSilent(endpoint, true);
    pageBack(world);
    await world.clock.runFor(20);
    expect(agent(world, 0).state).toBe('connection_lost');
    pageGone(world);
    world.network.faults.setSilent(endpoint, false);
    pageBack(world);
    await world.clock.runFor(SECOND);
    expect(agent(world, 0).state).toBe('talking');
    expect(phases(world)).toEqual(['talking']);
  });

  test('it does not come back: the person goes to a colleague, and the agent is not stuck', async () => {
    const world = await talkingByPage();
    pageGone(world);
    await world.clock.runFor(AGENT_AWAY_MS + SECOND);
    expect(agent(world, 1).state).toBe('talking');
    expect(agent(world, 0)).toMatchObject({ state: 'connection_lost', card: null });
    pageBack(world);
    await untilStates(world, 'available', 'talking');
  });

  test('it does not come back and nobody else is there: the person hears the message, not silence', async () => {
    const world = await talkingByPage(1);
    pageGone(world);
    await world.clock.runFor(AGENT_AWAY_MS + 3 * SECOND);
    await untilPhases(world, 'messaging');
    await untilPhases(world);
    expect(await results(world)).toMatchObject([{ reason: 'line_dropped', abandoned: false }]);
  });

  test('the person hangs up meanwhile: the agent says what the call was when he is back', async () => {
    const world = await talkingByPage(1, { patience: { ...IMPATIENT, musicMs: 2000 } });
    pageGone(world);
    await untilStates(world, 'wrap_up');
    pageBack(world);
    world.engine.agents.dispose(agent(world, 0).id, 'promessa', null);
    await untilStates(world, 'available');
    expect(await results(world)).toMatchObject([{ disposition: 'promessa', endedBy: 'client' }]);
  });

  test('he logs out instead: the person goes to a colleague at once', async () => {
    const world = await talkingByPage();
    pageGone(world);
    await world.clock.runFor(SECOND);
    world.engine.agents.logout(agent(world, 0).id);
    await untilStates(world, 'offline', 'talking');
  });

  test('a pause he asks for while he is away begins after the call', async () => {
    const world = await talkingByPage(1);
    pageGone(world);
    world.engine.agents.pause(agent(world, 0).id, 'descanso');
    pageBack(world);
    await untilStates(world, 'talking');
    expect(agent(world, 0).pending).toBe('pause');
    world.engine.agents.hangup(agent(world, 0).id);
    world.engine.agents.dispose(agent(world, 0).id, 'acordo', null);
    await untilStates(world, 'paused');
  });

  test('held, and loaded anew: he hears the person again', async () => {
    const world = await talkingByPage(1);
    await world.settled(world.engine.talks.hold(agent(world, 0).id));
    pageGone(world);
    await world.clock.runFor(SECOND);
    pageBack(world);
    await untilStates(world, 'talking');
    expect(world.engine.talks.view(agent(world, 0).id)).toMatchObject({ state: 'talking' });
    await world.clock.runFor(5 * SECOND);
    expect(phases(world)).toEqual(['talking']);
  });

  test('between two talks: he is rung as soon as his page is there, and is free again', async () => {
    const world = await handWorld({ agents: 1, contacts: 0, ready: 0 });
    const [profile] = world.profiles;
    if (profile === undefined) throw new Error('no agent');
    await world.engine.agents.saveProfile({ ...profile, endpoint: `PJSIP/web-${profile.id}` });
    await enter(world, profile.id);
    pageGone(world);
    await world.clock.runFor(20 * SECOND);
    expect(agent(world, 0).state).toBe('connection_lost');
    pageBack(world);
    await world.clock.runFor(SECOND);
    expect(agent(world, 0).state).toBe('available');
  });
});
