import { describe, expect, test } from 'vitest';
import { refused } from '../../src/adapters/simulator/fate.js';
import { inTurn, person } from '../support/fates.js';
import { agent, handWorld, results, untilPhases, untilStates } from '../support/hand-floor.js';

describe('the client hangs up', () => {
  test('while it rings: rejected', async () => {
    const world = await handWorld({ fates: inTurn(refused('rejected', 500, 3000, 603, 21)) });
    await untilPhases(world, 'ringing');
    await untilPhases(world);
    expect(await results(world)).toMatchObject([
      { reason: 'rejected', endedBy: 'network', sipCode: 603, tAnswerMs: null },
    ]);
  });

  test('while the machine detector listens: hung up before an agent, not abandoned', async () => {
    const world = await handWorld({
      campaign: { amd: true },
      fates: inTurn(person({ hangsUpAfterMs: 700 })),
    });
    await untilPhases(world, 'screening');
    await untilPhases(world);
    const [row] = await results(world);
    // The screening ends with the call and without a verdict; the two seconds had not begun.
    expect(row).toMatchObject({ reason: 'hung_up_before_agent', abandoned: false, amd: 'unknown' });
    expect(row?.tAmdMs).toBe(row?.tEndMs);
  });

  test('while waiting for an agent: hung up before an agent', async () => {
    const world = await handWorld({
      agents: 1,
      contacts: 2,
      campaign: { powerRatio: 2 },
      fates: inTurn(person(), person({ hangsUpAfterMs: 900 })),
    });
    await untilPhases(world, 'talking', 'waiting');
    await untilPhases(world, 'talking');
    expect(await results(world)).toMatchObject([{ reason: 'hung_up_before_agent', abandoned: false }]);
  });

  test('at the very moment he is being joined: the agent is free again at once', async () => {
    const world = await handWorld({ agents: 1, fates: inTurn(person({ hangsUpAfterMs: 1 })) });
    await untilPhases(world, 'connecting');
    await untilPhases(world);
    expect(await results(world)).toMatchObject([{ reason: 'hung_up_before_agent', agentId: null }]);
    expect(agent(world, 0)).toMatchObject({ state: 'available', card: null });
  });

  test('in the talk: the agent wraps up and says what it was', async () => {
    const world = await handWorld({ agents: 1, fates: inTurn(person({ talkMs: 5000, endsTalk: true })) });
    await untilStates(world, 'wrap_up');
    world.engine.agents.dispose(agent(world, 0).id, 'contesta', null);
    await untilPhases(world);
    expect(await results(world)).toMatchObject([{ reason: 'disputes_debt', endedBy: 'client', q850: 16 }]);
  });

  test('in a talk the agent has disposed of already: the row closes at once and pacing learns a talk', async () => {
    const world = await handWorld({ agents: 1, fates: inTurn(person({ talkMs: 5000, endsTalk: true })) });
    await untilStates(world, 'talking');
    world.engine.agents.dispose(agent(world, 0).id, 'contesta', null);
    await untilPhases(world);
    expect(agent(world, 0).state).toBe('available');
    expect(await results(world)).toMatchObject([{ reason: 'disputes_debt', agentId: 'a001' }]);
  });

  test('during the drop message: abandoned all the same', async () => {
    const patience = { silenceMs: null, musicMs: null, messageMs: 1500 };
    const world = await handWorld({
      agents: 1,
      contacts: 2,
      campaign: { powerRatio: 2 },
      fates: inTurn(person(), person({ patience })),
    });
    await untilPhases(world, 'talking', 'messaging');
    await untilPhases(world, 'talking');
    expect(await results(world)).toMatchObject([{ reason: 'abandoned', abandoned: true, endedBy: 'client' }]);
  });

  test('never, in a wrap-up nobody ends: the default disposition is written at its limit', async () => {
    const world = await handWorld({ agents: 1, fates: inTurn(person({ talkMs: 1000, endsTalk: true })) });
    await untilStates(world, 'wrap_up');
    await untilPhases(world);
    const [row] = await results(world);
    expect(row).toMatchObject({ disposition: 'sem_tabulacao', reason: 'undisposed' });
    expect((row?.tWrapEndMs ?? 0) - (row?.tEndMs ?? 0)).toBe(30_000);
  });
});
