import { expect, test } from 'vitest';
import type { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';
import { MINUTE } from '../../src/core/kernel/time.js';
import type { Clock } from '../../src/ports/clock.js';
import { World } from '../support/world.js';

/** A clock that moves on while the engine works, as real ones do: no two readings are the same. */
function movingClock(clock: VirtualClock): Clock {
  let readings = 0;
  return {
    now: () => clock.now() + ++readings,
    setTimer: (delayMs, run) => clock.setTimer(delayMs, run),
    clearTimer: (timer) => clock.clearTimer(timer),
  };
}

test('every person who meets an agent is told and counted, however time passes between two steps', async () => {
  const world = await World.create({ contacts: 60, agents: 5, engineClock: movingClock });
  const told: string[] = [];
  world.engine.events.on('call:connected', ({ attemptId }) => told.push(attemptId));
  await world.open();
  await world.clock.runFor(10 * MINUTE);
  const met = (await world.rows()).filter(({ result }) => result.agentId !== null);
  expect(met.length).toBeGreaterThan(0);
  expect(told).toEqual(expect.arrayContaining(met.map(({ opening }) => opening.attemptId)));
});
