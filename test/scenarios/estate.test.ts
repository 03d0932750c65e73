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
import { FaultInjector } from '../support/faults/fault-injector.js';
import { SharedCoordination } from '../support/faults/shared-coordination.js';
import { TroubledNames } from '../support/troubled-names.js';
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
  const coordination = new SharedCoordination(clock, new FaultInjector([], clock.now()));
  const inRows = new MemoryCoordination();
  const names = { e1: new TroubledNames(inRows, clock), e2: new TroubledNames(inRows, clock) };
  const namesOf = (id: string) => names[id as 'e1' | 'e2'];
  const shared = { clock, rng, stores, network, coordination, namesOf, holidays: [], storeDelayMs: 0 };
  const [e1, e2] = ['e1', 'e2'].map(
    (id) => new EngineProcess(id, { ...shared, sharedSwitch: SWITCH }, () => true),
  ) as [EngineProcess, EngineProcess];
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
  return { clock, stores, coordination, names, e1, e2, stateAt, until, legs, closed, records };
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
    const { e1, e2, names, until, clock } = await centre(longTalk);
    names.e1.slow(7 * SECOND, MINUTE);
    await until(() => e2.estates.length > 0);
    names.e1.slow(0, 0);
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

describe('a living engine keeps its name and its talks', () => {
  const talking = async () => {
    const all = await centre(inTurn(person({ talkMs: 90_000, endsTalk: true }), ringsOut()));
    all.e1.engine.agents.ready(ANA);
    await all.until(() => all.stateAt(all.e1) === 'talking');
    // Both have been answered for longer than a lease.
    await all.clock.runFor(10 * SECOND);
    return all;
  };
  const kept = async ({ e1, e2, stateAt, clock }: Awaited<ReturnType<typeof talking>>) => {
    await clock.runFor(12 * SECOND);
    expect([e1.replaced, e2.replaced, e1.estates, e2.estates]).toEqual([false, false, [], []]);
    expect(stateAt(e1)).toBe('talking');
    await clock.runFor(SECOND);
    e1.engine.agents.hangup(ANA);
    await clock.runFor(SECOND);
    expect(stateAt(e1)).toBe('wrap_up');
    expect([...e1.defects, ...e2.defects]).toEqual([]);
  };

  test.each([
    ['is slow for 6 s', 'slow', 5000, 6000],
    ['answers only after 3 s for a while', 'slow', 3000, 15_000],
    ['is away for 20 s', 'away', 0, 20_000],
  ] as const)('where the store of names %s', async (_, how, answerMs, forMs) => {
    const all = await talking();
    for (const names of Object.values(all.names)) {
      if (how === 'away') {
        names.away(forMs);
      } else {
        names.slow(answerMs, forMs);
      }
    }
    await all.clock.runFor(forMs);
    await kept(all);
  });

  test('where the neighbour is answered again first', async () => {
    const all = await talking();
    all.names.e1.away(8900);
    all.names.e2.away(8000);
    await all.clock.runFor(8000);
    await kept(all);
  });

  test('where what engines share comes back empty', async () => {
    const all = await talking();
    all.coordination.forget();
    await kept(all);
  });

  test('and one that dies after such a time is taken over as ever', async () => {
    const all = await talking();
    all.names.e1.away(20_000);
    all.names.e2.away(20_000);
    await all.clock.runFor(30_000);
    await all.e1.die();
    await all.until(() => all.stateAt(all.e2) === 'talking', 10 * SECOND);
    expect(all.stateAt(all.e2)).toBe('talking');
  });
});

describe('one that was taken over finds out before its next order', () => {
  const untouched = async (
    { e1, e2, stateAt, clock, legs, until }: Awaited<ReturnType<typeof centre>>,
    order: () => Promise<void>,
  ) => {
    await until(() => stateAt(e2) === 'talking', 12 * SECOND);
    expect(stateAt(e2)).toBe('talking');
    const before = legs().filter(({ bridgedWith }) => bridgedWith !== null);
    await order();
    await clock.runFor(6 * SECOND);
    expect(e1.replaced).toBe(true);
    expect(stateAt(e2)).toBe('talking');
    expect(legs()).toEqual(expect.arrayContaining(before));
  };
  const begun = async () => {
    const all = await centre(inTurn(person({ talkMs: 90_000, endsTalk: true }), ringsOut()));
    all.e1.engine.agents.ready(ANA);
    await all.until(() => all.stateAt(all.e1) === 'talking');
    await all.clock.runFor(6 * SECOND);
    return { ...all, began: all.clock.now() };
  };

  test('stopped for 8 s while the store was slow, with a question on its way', async () => {
    const all = await begun();
    all.names.e1.slow(1500, 20_000);
    await all.clock.runFor(1200);
    all.e1.sleep();
    await all.clock.runFor(8000);
    await untouched(all, async () => {
      all.e1.engine.agents.hangup(ANA);
      all.e1.wake();
    });
  });

  test('cut off from the store alone, also where its name was given back meanwhile', async () => {
    const all = await begun();
    all.names.e1.away(45_000);
    await untouched(all, async () => {
      await all.clock.runUntilTrue(() => all.e1.replaced, all.clock.now() + 50 * SECOND);
      all.e1.engine.agents.hangup(ANA);
    });
  });

  test('cut off from the store, and asked for an order in the instant in which it is reached again', async () => {
    const all = await begun();
    all.names.e1.away(7500);
    await untouched(all, async () => {
      await all.clock.runFor(all.began + 7500 - all.clock.now());
      all.e1.engine.agents.hangup(ANA);
    });
  });
});
