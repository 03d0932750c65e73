import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';
import { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import {
  type SimulatedCallRecord,
  SimulatedNetwork,
} from '../../src/adapters/simulator/simulated-network.js';
import {
  attemptOfLeg,
  type CampaignId,
  type LegId,
  parseAgentId,
  parseCampaignId,
  parseE164,
  parseMailingId,
  parseMediaServerId,
} from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { EngineProcess } from '../support/engine-process.js';
import { inTurn, person } from '../support/fates.js';
import { aMailingRow } from '../support/samples.js';
import {
  agentProfile,
  CAMPAIGN,
  defaultPhone,
  testCampaign,
  testLine,
  testTrunk,
  WORLD_START_MS,
} from '../support/world.js';

const ANA = parseAgentId('a001');
const BIA = parseAgentId('a002');

const SECOND_CAMPAIGN = parseCampaignId('segunda');
const CLIENTS = 40;

/**
 * Two engines of one database, each with a switch of its own; every agent is known at both. With `calling` the campaign
 * runs, and has people to call.
 */
async function centre({ calling = false } = {}) {
  const clock = new VirtualClock(WORLD_START_MS);
  const rng = makeSeededRng('two-engines');
  const stores = new MemoryStores();
  const records: SimulatedCallRecord[] = [];
  const network = new SimulatedNetwork({
    clock,
    rng,
    fates: inTurn(person())(),
    onCallRecord: (record) => records.push(record),
  });
  for (const id of [CAMPAIGN, SECOND_CAMPAIGN]) {
    await stores.campaigns.save(testCampaign({ id, amd: false }), calling ? 'running' : 'draft', 0);
    await addClients(stores, id, calling ? CLIENTS : 0);
  }
  await stores.campaigns.saveLine(testLine('+551140001000'));
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
  /** When clients were called from the switch of an engine. */
  const dialsOf = ({ id }: EngineProcess): readonly number[] => {
    const serverId = parseMediaServerId(`sim-${id}`);
    const ended = records.filter((call) => call.serverId === serverId).map(({ startedAtMs }) => startedAtMs);
    const live = network
      .switchOf(serverId)
      .list()
      .filter(({ legId }) => attemptOfLeg(legId) !== null);
    return [...ended, ...live.map(({ createdAtMs }) => createdAtMs)].sort((a, b) => a - b);
  };
  const rows = async () => {
    const closed = [];
    for await (const row of stores.callLog.read({})) {
      closed.push(row);
    }
    return closed;
  };
  return { clock, stores, e1, e2, phones, login, stateAt, dialsOf, rows };
}

async function addClients(stores: MemoryStores, campaignId: CampaignId, count: number): Promise<void> {
  const mailingId = parseMailingId(`m-${campaignId}`);
  await stores.mailings.create(mailingId, campaignId, mailingId, WORLD_START_MS);
  const rows = Array.from({ length: count }, (_, index) =>
    aMailingRow(`${campaignId}-${index}`, {
      cpfHash: `${campaignId}-${index}`,
      phones: [parseE164(defaultPhone(index + (campaignId === CAMPAIGN ? 0 : 1000)))],
    }),
  );
  await stores.mailings.addRows(mailingId, campaignId, rows, WORLD_START_MS);
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

  test('the campaign of one that died is dialled by the other within ten seconds, its list and all', async () => {
    const { clock, e1, e2, dialsOf } = await centre({ calling: true });
    e1.enter(ANA, [CAMPAIGN]);
    await clock.runFor(20 * SECOND);
    e2.enter(BIA, [CAMPAIGN]);
    await clock.runFor(20 * SECOND);
    expect(dialsOf(e1).length).toBeGreaterThan(0);
    expect(dialsOf(e2)).toEqual([]);

    await e1.die();
    const diedMs = clock.now();
    await clock.runFor(10 * SECOND);
    const [first] = dialsOf(e2);
    expect(first).toBeDefined();
    expect((first ?? 0) - diedMs).toBeLessThan(10 * SECOND);
    expect([...e1.defects, ...e2.defects]).toEqual([]);
  });

  test('one that slept in the moment before a row was written dials and writes nothing of a campaign taken over', async () => {
    const { clock, e1, e2, dialsOf, rows } = await centre({ calling: true });
    e1.enter(ANA, [CAMPAIGN]);
    await clock.runFor(30 * SECOND);
    e2.enter(BIA, [CAMPAIGN]);
    e1.sleepBeforeDial();
    await clock.runUntilTrue(() => e1.asleep, clock.now() + 5 * MINUTE);
    const sleptMs = clock.now();
    await clock.runFor(20 * SECOND);
    expect(dialsOf(e2).length).toBeGreaterThan(0);

    e1.wake();
    await clock.runFor(5 * MINUTE);
    expect(dialsOf(e1).filter((atMs) => atMs > sleptMs)).toEqual([]);
    const written = await rows();
    const slept = written.filter(({ opening }) => opening.engineId === 'e1' && opening.tQueuedMs >= sleptMs);
    expect(slept.map(({ result }) => result.reason)).toEqual(slept.map(() => 'not_sent'));
    const called = written.flatMap(({ opening, result }) => (result.tDialMs === null ? [] : opening.phone));
    expect(new Set(called).size).toBe(called.length);
    expect(new Set(called).size).toBeGreaterThan(10);
    expect([...e1.defects, ...e2.defects]).toEqual([]);
  });

  test('one that drains leaves its campaign to the other at once, and loses no call', async () => {
    const { clock, e1, e2, dialsOf, rows } = await centre({ calling: true });
    e1.enter(ANA, [CAMPAIGN]);
    await clock.runFor(30 * SECOND);
    e2.enter(BIA, [CAMPAIGN]);
    const atMs = clock.now();
    await clock.runFor(10 * SECOND);
    expect(dialsOf(e2)).toEqual([]);
    await e1.settled(e1.engine.drain(MINUTE));
    await clock.runFor(5 * SECOND);
    expect(dialsOf(e2).length).toBeGreaterThan(0);
    const ends = (await rows()).filter(
      ({ opening }) => opening.engineId === 'e1' && opening.tQueuedMs > atMs,
    );
    expect(ends.filter(({ result }) => result.reason === 'lost')).toEqual([]);
  });

  test('a campaign whose agents are all at the other engine goes there, and one engine keeps none for itself', async () => {
    const { clock, e1, e2, dialsOf } = await centre({ calling: true });
    await clock.runFor(10 * SECOND);
    e2.enter(BIA, [CAMPAIGN, SECOND_CAMPAIGN]);
    await clock.runFor(30 * SECOND);
    const reached = dialsOf(e2).length;
    expect(reached).toBeGreaterThan(0);
    e1.enter(ANA, [CAMPAIGN, SECOND_CAMPAIGN]);
    await clock.runFor(30 * SECOND);
    expect(dialsOf(e1).length).toBeGreaterThan(0);
    await clock.runFor(MINUTE);
    expect(dialsOf(e2).length).toBeGreaterThan(reached);
    expect([...e1.defects, ...e2.defects]).toEqual([]);
  });

  test('campaigns, their states and agents saved at one server are known at the other within seconds', async () => {
    const { clock, e1, e2 } = await centre();
    const id = parseCampaignId('nova');
    await e1.settled(e1.engine.campaigns.save(testCampaign({ id }), 0));
    await e1.settled(e1.engine.agents.saveProfile(agentProfile(3)));
    await clock.runFor(12 * SECOND);
    expect(e2.engine.campaigns.view(id)?.state).toBe('draft');
    expect(e2.engine.agents.view(agentProfile(3).id)?.state).toBe('offline');
    await e2.settled(e2.engine.campaigns.start(id));
    await clock.runFor(3 * SECOND);
    expect(e1.engine.campaigns.view(id)?.state).toBe('running');
    await e1.settled(e1.engine.campaigns.pause(id));
    await clock.runFor(3 * SECOND);
    expect(e2.engine.campaigns.view(id)?.state).toBe('paused');
    expect([...e1.defects, ...e2.defects]).toEqual([]);
  });
});
