import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';
import { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import type { FateModel } from '../../src/adapters/simulator/fate-model.js';
import {
  type SimulatedCallRecord,
  SimulatedNetwork,
} from '../../src/adapters/simulator/simulated-network.js';
import type { CampaignSettings } from '../../src/core/campaign/campaign.js';
import { attemptOfLeg, parseAgentId, parseMailingId, parseMediaServerId } from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { EngineProcess } from '../support/engine-process.js';
import { inTurn, person, ringsOut } from '../support/fates.js';
import {
  agentProfile,
  CAMPAIGN,
  defaultPhone,
  mailingRows,
  testCampaign,
  testLine,
  testTrunk,
  WORLD_START_MS,
} from '../support/world.js';

const ANA = parseAgentId('a001');
const SWITCH = parseMediaServerId('ast1');

/** Two engines of one database on one switch; one agent, who works at the first. */
async function centre(fates: () => FateModel, campaign: Partial<CampaignSettings> = {}) {
  const clock = new VirtualClock(WORLD_START_MS);
  const rng = makeSeededRng('estate');
  const stores = new MemoryStores();
  const records: SimulatedCallRecord[] = [];
  const network = new SimulatedNetwork({
    clock,
    rng,
    fates: fates(),
    onCallRecord: (record) => records.push(record),
  });
  await stores.campaigns.save(testCampaign({ amd: false, mode: 'power', ...campaign }), 'running', 0);
  const mailing = parseMailingId('m1');
  await stores.mailings.create(mailing, CAMPAIGN, mailing, WORLD_START_MS);
  const rows = mailingRows('m1', 20, defaultPhone, (index) => `cpf-${index}`);
  await stores.mailings.addRows(mailing, CAMPAIGN, rows, WORLD_START_MS);
  await stores.campaigns.saveLine(testLine('+551140001000'));
  await stores.campaigns.saveTrunk(testTrunk('t1'));
  await stores.agents.save(agentProfile(1));
  const coordination = new MemoryCoordination();
  const shared = { clock, rng, stores, network, coordination, holidays: [], storeDelayMs: 0 };
  // Milliseconds until the leases answer the first engine.
  const leases = { delayMs: 0 };
  const acquireLease: MemoryCoordination['acquireLease'] = async (...lease) => {
    if (leases.delayMs > 0) {
      await new Promise<void>((resolve) => {
        clock.setTimer(leases.delayMs, resolve);
      });
    }
    return coordination.acquireLease(...lease);
  };
  const lateLeases = new Proxy(coordination, {
    get: (target, key) => {
      const own: unknown = key === 'acquireLease' ? acquireLease : Reflect.get(target, key);
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });
  const e1 = new EngineProcess(
    'e1',
    { ...shared, coordination: lateLeases, sharedSwitch: SWITCH },
    () => true,
  );
  const e2 = new EngineProcess('e2', { ...shared, sharedSwitch: SWITCH }, () => true);
  await e1.start();
  await e2.start();
  await e1.settled(e1.engine.agents.login(ANA, [CAMPAIGN]));
  const stateAt = ({ engine }: EngineProcess) => engine.agents.view(ANA)?.state;
  const until = (done: () => boolean, ms = MINUTE) => clock.runUntilTrue(done, clock.now() + ms);
  const legs = () => network.switchOf(SWITCH).list();
  const closed = async () => {
    const all = [];
    for await (const row of stores.callLog.read({})) {
      all.push(row);
    }
    return all;
  };
  return { clock, stores, leases, e1, e2, stateAt, until, legs, closed, records };
}

const longTalk = inTurn(person({ talkMs: 40_000, endsTalk: true }), ringsOut());

describe('an engine takes over what another left on a switch of both', () => {
  test('a talk goes on with its agent at the other engine within 10 s, and ends in one row of its chain', async () => {
    const { e1, e2, stateAt, until, legs, closed, clock } = await centre(longTalk);
    e1.engine.agents.ready(ANA);
    await until(() => stateAt(e1) === 'talking');
    await clock.runFor(SECOND);
    const before = legs().filter(({ bridgedWith }) => bridgedWith !== null);
    await e1.die();
    await until(() => stateAt(e2) === 'talking', 10 * SECOND);
    expect(stateAt(e2)).toBe('talking');
    expect(e2.estates).toMatchObject([{ engineId: 'e1', agents: 1 }]);
    expect(legs()).toEqual(expect.arrayContaining(before));

    await until(() => stateAt(e2) === 'wrap_up');
    e2.engine.agents.dispose(ANA, 'sem_acordo', null);
    await clock.runFor(SECOND);
    const [row, ...others] = (await closed()).filter(({ result }) => result.agentId === ANA);
    expect(row).toMatchObject({
      opening: { engineId: 'e2', chainId: 'e2' },
      result: { endedBy: 'client', reason: 'no_agreement' },
    });
    expect(others).toEqual([]);
    expect([...e1.defects, ...e2.defects]).toEqual([]);
  });

  test('a phone that rings goes on ringing, is not dialled twice, and its agent gets the next call there', async () => {
    const { e1, e2, stateAt, until, legs, closed, records, clock } = await centre(
      inTurn(ringsOut(), person({ talkMs: 20_000, endsTalk: true })),
      { powerRatio: 1 },
    );
    e1.engine.agents.ready(ANA);
    await until(() => legs().some(({ legId, state }) => attemptOfLeg(legId) !== null && state === 'ringing'));
    await e1.die();
    await until(() => stateAt(e2) === 'talking', 2 * MINUTE);
    expect(stateAt(e2)).toBe('talking');
    await clock.runFor(30 * SECOND);
    const numbers = records.map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(await closed()).toContainEqual(
      expect.objectContaining({ result: expect.objectContaining({ reason: 'no_answer' }) }),
    );
    expect(e2.defects).toEqual([]);
  });

  test('one that was only asleep writes no end and gives no order when it wakes, and says that it is replaced', async () => {
    const { e1, e2, stateAt, until, closed, clock, legs } = await centre(longTalk);
    e1.engine.agents.ready(ANA);
    await until(() => stateAt(e1) === 'talking');
    e1.sleep();
    await until(() => stateAt(e2) === 'talking', 10 * SECOND);
    const talking = legs().filter(({ bridgedWith }) => bridgedWith !== null);
    e1.engine.agents.hangup(ANA);
    e1.wake();
    await clock.runFor(3 * SECOND);
    expect(e1.replaced).toBe(true);
    expect(legs()).toEqual(expect.arrayContaining(talking));
    expect(stateAt(e2)).toBe('talking');
    await until(() => stateAt(e2) === 'wrap_up');
    e2.engine.agents.dispose(ANA, 'sem_acordo', null);
    await clock.runFor(SECOND);
    const rows = (await closed()).filter(({ result }) => result.agentId === ANA);
    expect(rows.map(({ opening }) => opening.chainId)).toEqual(['e2']);
  });

  test('one that lives and could not renew its name in time ends, and its agents are at one engine alone', async () => {
    const { e1, e2, leases, until, clock } = await centre(longTalk);
    leases.delayMs = 7 * SECOND;
    await until(() => e2.estates.length > 0);
    leases.delayMs = 0;
    await clock.runFor(10 * SECOND);
    expect(e2.estates).toMatchObject([{ engineId: 'e1', agents: 1 }]);
    expect(e1.replaced).toBe(true);
    expect([...e1.defects, ...e2.defects]).toEqual([]);
  });

  test('one that ends in order leaves its talks and agents to the other, and has them no more when it comes back', async () => {
    const { e1, e2, stateAt, until, closed, clock } = await centre(longTalk);
    e1.engine.agents.ready(ANA);
    await until(() => stateAt(e1) === 'talking');
    const beganMs = clock.now();
    await e1.stop();
    await until(() => stateAt(e2) === 'talking', 10 * SECOND);
    expect(clock.now() - beganMs).toBeLessThan(40_000);
    await e1.start();
    await until(() => stateAt(e2) === 'wrap_up');
    expect(stateAt(e1)).toBe('offline');
    e2.engine.agents.dispose(ANA, 'sem_acordo', null);
    await clock.runFor(SECOND);
    expect((await closed()).filter(({ result }) => result.reason === 'lost')).toEqual([]);
    expect([...e1.defects, ...e2.defects]).toEqual([]);
  });
});
