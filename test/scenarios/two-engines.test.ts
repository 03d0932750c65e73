import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';
import { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import { SimulatedNetwork } from '../../src/adapters/simulator/simulated-network.js';
import { type LegId, parseAgentId, parseMediaServerId } from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { EngineProcess } from '../support/engine-process.js';
import { inTurn, person } from '../support/fates.js';
import { agentProfile, CAMPAIGN, testCampaign, testTrunk, WORLD_START_MS } from '../support/world.js';

const ANA = parseAgentId('a001');
const BIA = parseAgentId('a002');

/** Two engines of one database, each with a switch of its own; every agent is known at both. */
async function centre() {
  const clock = new VirtualClock(WORLD_START_MS);
  const rng = makeSeededRng('two-engines');
  const stores = new MemoryStores();
  const network = new SimulatedNetwork({ clock, rng, fates: inTurn(person())() });
  await stores.campaigns.save(testCampaign(), 'draft', 0);
  await stores.campaigns.saveTrunk(testTrunk('t1'));
  for (const index of [1, 2]) {
    await stores.agents.save(agentProfile(index));
  }
  const shared = {
    clock,
    rng,
    stores,
    network,
    coordination: new MemoryCoordination(),
    holidays: [],
    storeDelayMs: 0,
  };
  const [e1, e2] = ['e1', 'e2'].map((id) => new EngineProcess(id, shared, () => true)) as [
    EngineProcess,
    EngineProcess,
  ];
  await e1.start();
  await e2.start();
  const phones = (engine: EngineProcess): readonly LegId[] =>
    network
      .switchOf(parseMediaServerId(`sim-${engine.id}`))
      .list()
      .map(({ legId }) => legId);
  const login = (engine: EngineProcess, id: typeof ANA) =>
    engine.settled(engine.engine.agents.login(id, [CAMPAIGN]));
  const stateAt = (engine: EngineProcess, id: typeof ANA) => engine.engine.agents.view(id)?.state;
  return { clock, stores, e1, e2, phones, login, stateAt };
}

describe('two engines on one database', () => {
  test('one that crashes and starts again rings its own agents and leaves the other’s where they are, and says so', async () => {
    const { clock, e1, e2, phones, login, stateAt } = await centre();
    await login(e1, ANA);
    await login(e2, BIA);
    const before = phones(e2);
    expect(before).toHaveLength(1);

    await e1.die();
    await clock.runFor(3 * SECOND);
    await e1.start();
    await clock.runFor(2 * MINUTE);

    expect(e1.recoveries.at(-1)).toMatchObject({ elsewhere: 1 });
    expect(stateAt(e1, ANA)).toBe('paused');
    expect(stateAt(e1, BIA)).toBe('offline');
    expect(stateAt(e2, BIA)).toBe('paused');
    expect(phones(e1)).toHaveLength(1);
    expect(phones(e2)).toEqual(before);
    expect([...e1.defects, ...e2.defects]).toEqual([]);
  });

  test('an agent of one engine is not logged in at the other while that is there, even just after it died', async () => {
    const { e1, e2, login, phones } = await centre();
    await login(e2, BIA);
    await expect(login(e1, BIA)).rejects.toMatchObject({
      code: 'DLR_STATE_CONFLICT',
      message: expect.stringContaining("logged in at engine 'e2'"),
    });
    await e2.die();
    await expect(login(e1, BIA)).rejects.toMatchObject({ code: 'DLR_STATE_CONFLICT' });
    expect(phones(e1)).toEqual([]);
  });

  test('an agent whose engine is gone logs in at the other, and the first lets go of him when it comes back', async () => {
    const { clock, stores, e1, e2, login, stateAt, phones } = await centre();
    await login(e2, BIA);
    await e2.die();
    await clock.runFor(20 * SECOND);
    await login(e1, BIA);
    expect((await stores.agents.findSession(BIA))?.engineId).toBe('e1');

    await e2.start();
    await clock.runFor(2 * MINUTE);
    expect(e2.recoveries.at(-1)).toMatchObject({ elsewhere: 1 });
    expect(stateAt(e2, BIA)).toBe('offline');
    expect(phones(e2)).toEqual([]);
    expect(stateAt(e1, BIA)).toBe('paused');
    expect(phones(e1)).toHaveLength(1);
  });

  test('one that stopped in order gives its agents free at once', async () => {
    const { e1, e2, login, stateAt } = await centre();
    await login(e2, BIA);
    await e2.settled(e2.engine.close());
    await login(e1, BIA);
    expect(stateAt(e1, BIA)).toBe('paused');
  });

  test('an engine that finds its agent taken over while it could not write logs him out', async () => {
    const { clock, stores, e1, login, stateAt } = await centre();
    await login(e1, ANA);
    const session = await stores.agents.findSession(ANA);
    const elsewhere: string[] = [];
    e1.engine.events.on('agent:elsewhere', ({ agentId }) => elsewhere.push(agentId));
    await stores.agents.saveSession({ ...session, engineId: 'e2' } as never, session?.engineId ?? null);
    e1.engine.agents.ready(ANA);
    await clock.runFor(SECOND);
    expect(elsewhere).toEqual([ANA]);
    expect(stateAt(e1, ANA)).toBe('offline');
    expect((await stores.agents.findSession(ANA))?.engineId).toBe('e2');
  });
});
