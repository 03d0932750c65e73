import { describe, expect, test } from 'vitest';
import { parseAgentId } from '../../src/core/kernel/ids.js';
import { SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person } from '../support/fates.js';
import { agent, handWorld, untilStates } from '../support/hand-floor.js';
import type { World } from '../support/world.js';

const PHONE = 'PJSIP/sup1';

async function asking(): Promise<{ readonly world: World; readonly said: string[] }> {
  const world = await handWorld({ fates: inTurn(person()), ready: 1 });
  await untilStates(world, 'talking');
  const said: string[] = [];
  world.engine.events.on('help:moved', ({ agentId, what, by, waitedMs }) =>
    said.push([agentId, what, by, waitedMs / SECOND].join(' ')),
  );
  world.engine.help.ask(agent(world, 0).id);
  return { world, said };
}

describe('an agent who asks for help', () => {
  test('is seen to ask since then, however often he does, until a supervisor hears his talk', async () => {
    const { world, said } = await asking();
    const sinceMs = world.clock.now();
    await world.clock.runFor(10 * SECOND);
    world.engine.help.ask(agent(world, 0).id);
    expect(agent(world, 0).helpSinceMs).toBe(sinceMs);
    world.engine.monitors.watch('rita', agent(world, 0).id, 'whisper', PHONE);
    // The phone rings first: nobody is there yet.
    expect(agent(world, 0).helpSinceMs).toBe(sinceMs);
    await world.clock.runUntilTrue(
      () => agent(world, 0).helpSinceMs === null,
      world.clock.now() + 60 * SECOND,
    );
    expect(said[0]).toBe('a001 ask a001 0');
    expect(said[1]).toMatch(/^a001 served rita 1\d/);
  });

  test('takes it back himself', async () => {
    const { world, said } = await asking();
    world.engine.help.withdraw(agent(world, 0).id);
    world.engine.help.withdraw(agent(world, 0).id);
    expect(agent(world, 0).helpSinceMs).toBeNull();
    expect(said.slice(1)).toEqual(['a001 withdrawn a001 0']);
  });

  test('and leaves asks no more; who is not there cannot ask', async () => {
    const { world, said } = await asking();
    world.engine.agents.logout(agent(world, 0).id);
    world.engine.agents.hangup(agent(world, 0).id);
    world.engine.agents.dispose(agent(world, 0).id, 'sem_acordo', null);
    await untilStates(world, 'offline');
    expect(said.slice(1)).toEqual(['a001 left a001 0']);
    expect(() => world.engine.help.ask(agent(world, 0).id)).toThrow(/log in first/);
    expect(() => world.engine.help.ask(parseAgentId('ninguem'))).toThrow();
  });
});
