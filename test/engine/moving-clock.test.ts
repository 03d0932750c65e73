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

test('a clock that is set back ends no stretch of an agent before it began', async () => {
  let aheadMs = 0;
  const world = await World.create({
    contacts: 10,
    agents: 2,
    engineClock: (clock) => ({
      now: () => clock.now() + aheadMs,
      setTimer: (delayMs, run) => clock.setTimer(delayMs, run),
      clearTimer: (timer) => clock.clearTimer(timer),
    }),
  });
  await world.open();
  await world.clock.runFor(MINUTE);
  aheadMs = -10 * MINUTE;
  await world.clock.runFor(5 * MINUTE);
  const backwards: unknown[] = [];
  for await (const stretch of world.stores.callLog.readAgentStates({})) {
    if (stretch.tEndMs !== null && stretch.tEndMs < stretch.tStartMs) {
      backwards.push(stretch);
    }
  }
  expect(backwards).toEqual([]);
});
