import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';
import { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import { BRAZILIAN_COLLECTION } from '../../src/adapters/simulator/public-network-model.js';
import { SeededFateModel } from '../../src/adapters/simulator/seeded-fate-model.js';
import { SimulatedNetwork } from '../../src/adapters/simulator/simulated-network.js';
import { SimulatorMediaServer } from '../../src/adapters/simulator/simulator-media-server.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { SECOND } from '../../src/core/kernel/time.js';
import { EventBus } from '../../src/engine/event-bus.js';
import { Fleet } from '../../src/engine/fleet.js';
import { SwitchDesk } from '../../src/engine/switch-desk.js';
import { SERVER, WORLD_START_MS } from '../support/world.js';

test('what is set at one server holds at the others at once, and after a start', async () => {
  const clock = new VirtualClock(WORLD_START_MS);
  const store = new MemoryStores().switches;
  const coordination = new MemoryCoordination();
  const server = async (holder: string) => {
    const bus = new EventBus();
    const fates = new SeededFateModel(holder, BRAZILIAN_COLLECTION);
    const network = new SimulatedNetwork({ clock, rng: makeSeededRng(holder), fates });
    const fleet = new Fleet({ servers: [new SimulatorMediaServer({ network, id: SERVER })], clock, bus });
    const floor = {
      all: () => [],
      get: () => {
        throw new Error('nobody is logged in');
      },
    };
    const desk = new SwitchDesk({
      store,
      coordination,
      clock,
      bus,
      fleet,
      floor,
      holder,
      onChange: () => {},
    });
    await desk.load();
    await desk.start();
    await fleet.start(
      () => {},
      () => {},
      () => {},
    );
    return { desk, fleet };
  };
  const [one, two] = [await server('one'), await server('two')];
  await clock.runFor(SECOND);
  expect([one.fleet.takesNew(SERVER), two.fleet.takesNew(SERVER)]).toEqual([true, true]);
  await one.desk.save({ id: SERVER, state: 'draining', weight: 1, why: 'upgrade' }, 0);
  await clock.runFor(SECOND);
  expect([one.fleet.takesNew(SERVER), two.fleet.takesNew(SERVER)]).toEqual([false, false]);
  expect(two.desk.views()).toMatchObject([{ state: 'draining', why: 'upgrade', up: true }]);
  const three = await server('three');
  await clock.runFor(SECOND);
  expect(three.fleet.takesNew(SERVER)).toBe(false);
  for (const { desk, fleet } of [one, two, three]) {
    await desk.close();
    await fleet.close();
  }
});
