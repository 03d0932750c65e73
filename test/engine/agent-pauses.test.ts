import { describe, expect, test } from 'vitest';
import { inTurn, person } from '../support/fates.js';
import { agent, handWorld, untilPhases, untilStates } from '../support/hand-floor.js';

const shortTalk = person({ talkMs: 3000, endsTalk: true });

describe('an agent asks for a pause', () => {
  test('just as a call is given to him: the call is served, then the pause begins', async () => {
    const world = await handWorld({ agents: 1, fates: inTurn(shortTalk) });
    await untilPhases(world, 'connecting');
    expect(agent(world, 0).state).toBe('reserved');
    expect(world.engine.agents.pause(agent(world, 0).id, 'descanso')).toMatchObject({ pending: 'pause' });
    await untilStates(world, 'wrap_up');
    world.engine.agents.dispose(agent(world, 0).id, 'pago', null);
    expect(agent(world, 0)).toMatchObject({ state: 'paused', reason: 'descanso' });
  });

  test('while calls ring for him: nobody who answers is left alone if another agent is free', async () => {
    const world = await handWorld({ agents: 2, contacts: 1, fates: inTurn(shortTalk) });
    await untilPhases(world, 'ringing');
    world.engine.agents.pause(agent(world, 0).id, 'descanso');
    await untilStates(world, 'paused', 'talking');
  });

  test('with nobody else there: he takes whoever answers, and pauses after the talk', async () => {
    const world = await handWorld({ agents: 1, fates: inTurn(shortTalk) });
    await untilPhases(world, 'ringing');
    const asked = world.engine.agents.pause(agent(world, 0).id, 'descanso');
    expect(asked).toMatchObject({ state: 'available', pending: 'pause' });
    await untilStates(world, 'wrap_up');
    world.engine.agents.dispose(agent(world, 0).id, 'pago', null);
    expect(agent(world, 0)).toMatchObject({ state: 'paused', reason: 'descanso' });
  });

  test('for the toilet: he goes at once, and who answers hears the message', async () => {
    const world = await handWorld({ agents: 1, fates: inTurn(shortTalk) });
    await untilPhases(world, 'ringing');
    world.engine.agents.pause(agent(world, 0).id, 'banheiro');
    expect(agent(world, 0)).toMatchObject({ state: 'paused', reason: 'banheiro' });
    await untilPhases(world, 'messaging');
  });

  test('and takes it back while a call rings: he stays', async () => {
    const world = await handWorld({ agents: 1, fates: inTurn(shortTalk) });
    await untilPhases(world, 'ringing');
    world.engine.agents.pause(agent(world, 0).id, 'descanso');
    world.engine.agents.ready(agent(world, 0).id);
    expect(agent(world, 0)).toMatchObject({ state: 'available', pending: null });
  });

  test('a log-out asked for in a talk comes after it', async () => {
    const world = await handWorld({ agents: 1, fates: inTurn(shortTalk) });
    await untilStates(world, 'talking');
    world.engine.agents.logout(agent(world, 0).id);
    await untilStates(world, 'wrap_up');
    world.engine.agents.dispose(agent(world, 0).id, 'pago', null);
    expect(agent(world, 0).state).toBe('offline');
  });
});
