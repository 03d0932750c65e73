import { afterEach, describe, expect, test } from 'vitest';
import type { CallerModel, SimulatedCaller } from '../../src/adapters/simulator/simulated-caller.js';
import { parseCampaignId, parseContactId } from '../../src/core/kernel/ids.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { agent, enter, handWorld, untilStates } from '../support/hand-floor.js';
import { CALLER, OUR_NUMBER, SALES, type TestPlan, testPlan } from '../support/inbound-plan.js';
import { CAMPAIGN, SERVER, type World, type WorldOptions } from '../support/world.js';

const PATIENT: CallerModel = { ringMs: null, waitMs: null, talkMs: null, keys: [] };
let world: World;

afterEach(() => {
  expect(world.defects).toEqual([]);
});

interface Setting extends Omit<WorldOptions, 'inbound'> {
  readonly plan?: TestPlan;
  readonly ready?: number;
}

/** Agents who are ready and have nobody to call. */
async function open({ plan = {}, ...rest }: Setting = {}): Promise<{ readonly said: string[] }> {
  world = await handWorld({ contacts: 0, ...rest, inbound: testPlan(plan) });
  const said: string[] = [];
  world.engine.events.on('inbound:moved', ({ to, agentId, queueId }) => {
    said.push([to, ...(queueId === null ? [] : [queueId]), ...(agentId === null ? [] : [agentId])].join(' '));
  });
  world.engine.events.on('inbound:unserved', ({ why }) => said.push(why));
  return { said };
}

function calls(model: Partial<CallerModel> = {}, caller = CALLER): SimulatedCaller {
  const one = world.network.switchOf(SERVER).callIn({ caller, called: OUR_NUMBER }, { ...PATIENT, ...model });
  if (one === null) {
    throw new Error('The server takes no call');
  }
  return one;
}

const run = (ms: number): Promise<void> => world.clock.runFor(ms);
const waiting = () => world.engine.inbound?.calls() ?? [];

describe('a call that comes in', () => {
  test('is answered, hears the menu, and talks with a free agent, who then says what it was', async () => {
    const { said } = await open({ ready: 1 });
    const caller = calls({ keys: [{ afterMs: 2000, digit: '2' }] });
    await untilStates(world, 'talking');
    expect(said).toEqual(['menu', 'waiting vendas', 'connecting vendas a001', 'talking vendas a001']);
    caller.hangUp();
    await untilStates(world, 'wrap_up');
    world.engine.agents.dispose(agent(world, 0).id, 'acordo', null);
    expect(agent(world, 0)).toMatchObject({ state: 'available', calls: 1 });
    expect(waiting()).toEqual([]);
  });

  test('that says nothing goes where the menu says, and one to a number that is not ours is refused', async () => {
    const { said } = await open({ ready: 1 });
    calls();
    await untilStates(world, 'talking');
    expect(said).toContain('waiting cobranca');
    world.network.switchOf(SERVER).callIn({ caller: CALLER, called: '+551139999999' }, PATIENT);
    await run(SECOND);
    expect(waiting()).toHaveLength(1);
    expect(
      world.network
        .switchOf(SERVER)
        .list()
        .filter(({ inbound }) => inbound !== undefined),
    ).toHaveLength(1);
  });

  test('waits with music until an agent comes free, first come first served', async () => {
    const { said } = await open({ ready: 0 });
    calls();
    await run(SECOND);
    calls({}, '21987654321');
    await run(20 * SECOND);
    expect(waiting().map(({ phase }) => phase)).toEqual(['waiting', 'waiting']);
    await enter(world, world.profiles[0]!.id);
    await untilStates(world, 'talking');
    expect(waiting().map(({ phase }) => phase)).toEqual(['talking', 'waiting']);
    world.engine.agents.hangup(agent(world, 0).id);
    await untilStates(world, 'wrap_up');
    await run(31 * SECOND);
    expect(agent(world, 0).state).toBe('talking');
    expect(said.filter((text) => text.startsWith('talking'))).toHaveLength(2);
  });

  test('that hangs up while it waits is on the list of those to call back, until somebody spoke with it', async () => {
    const { said } = await open({ ready: 0 });
    calls({ waitMs: 40 * SECOND });
    await run(MINUTE);
    expect(said.at(-1)).toBe('hung_up');
    expect([...world.engine.inbound!.abandoned.values()]).toMatchObject([
      { number: '+5511987654321', queueId: 'cobranca', leftIn: 'queue', times: 1 },
    ]);
    await enter(world, world.profiles[0]!.id);
    calls();
    await untilStates(world, 'talking');
    expect(world.engine.inbound?.abandoned.size).toBe(0);
  });

  test('that asks to be called back is on that list too, and ends', async () => {
    const { said } = await open({ ready: 0 });
    calls({ keys: [{ afterMs: 1000, digit: '3' }] });
    await run(30 * SECOND);
    expect(said).toContain('callback');
    expect(said).not.toContain('hung_up');
    expect(world.engine.inbound?.abandoned.size).toBe(1);
    expect(waiting()).toEqual([]);
  });

  test('goes to the agent with the skill, and to another one when it has waited long enough', async () => {
    const needs = [
      { skill: 'ingles', level: 5, weight: 1, relaxed: [{ afterMs: 20_000, level: 0 }] },
    ] as const;
    const duties = (id: string) => ({ skills: new Map(id === 'a002' ? [['ingles', 7]] : []) });
    await open({ plan: { debts: { needs }, duties } });
    calls();
    await untilStates(world, 'available', 'talking');
    calls({}, '21987654321');
    await run(20 * SECOND);
    expect(agent(world, 0).state).toBe('available');
    await run(15 * SECOND);
    expect(agent(world, 0).state).toBe('talking');
  });

  test('back to a line that we showed goes to the agent who spoke with that person', async () => {
    const known = {
      kind: 'contact',
      campaignId: parseCampaignId('cobranca'),
      contactId: parseContactId('k1'),
      sameLine: true,
      stickyMs: 30_000,
      others: [],
    } as const;
    const recognise = async () => ({ ...known, lastAgentId: world.profiles[1]!.id });
    await open({ plan: { recognise } });
    calls();
    await untilStates(world, 'available', 'talking');
    calls();
    await run(20 * SECOND);
    // His own agent talks: he alone is waited for, for half a minute.
    expect(agent(world, 0).state).toBe('available');
    await run(30 * SECOND);
    expect(agent(world, 0).state).toBe('talking');
  });

  test('tells who waits his place and the minutes, and the music goes on after it', async () => {
    const announcements = {
      firstMs: 10_000,
      everyMs: 30_000,
      sayPosition: true,
      sayWait: true,
      mostMinutes: 10,
    };
    await open({ ready: 0, plan: { debts: { announcements } } });
    const sounds: string[] = [];
    world.engine.events.on('media:command', ({ op }) => {
      if (op === 'play' || op === 'hold') {
        sounds.push(op);
      }
    });
    calls();
    await run(60 * SECOND);
    // The menu, the music, one announcement of the place alone (nobody works, so no minutes), the music again.
    expect(sounds.slice(0, 5)).toEqual(['play', 'hold', 'hold', 'play', 'hold']);
  });

  test('is offered to be called back when the wait is long, once, and takes it by a key', async () => {
    const debts = {
      overflow: [{ to: { kind: 'callback' }, waitedMs: 20_000, expectedMs: 0 }],
      callback: { expectedMs: 60_000, waitedMs: 0, answerMs: 10_000, most: 1, keepMs: 3_600_000 },
    } as const;
    const { said } = await open({ ready: 0, plan: { debts } });
    const taken = calls();
    const declined = calls({}, '21987654321');
    await run(35 * SECOND);
    taken.press('1');
    await run(SECOND);
    expect(said.filter((text) => text === 'callback')).toHaveLength(1);
    expect([...world.engine.inbound!.abandoned.values()]).toMatchObject([
      { number: '+5511987654321', leftIn: 'offer', queueId: 'cobranca' },
    ]);
    // An answer after the offer is none: he waits on in his place.
    await run(20 * SECOND);
    declined.press('1');
    await run(SECOND);
    expect(waiting().map(({ phase }) => phase)).toEqual(['waiting']);
  });

  test('overflows to the queue that is sooner, and keeps its place', async () => {
    const overflow = [{ to: { kind: 'queue', queueId: SALES }, waitedMs: 0, expectedMs: 30_000 }] as const;
    const duties = () => ({ queues: new Map([[SALES, 1]]) });
    const { said } = await open({ ready: 1, plan: { debts: { overflow }, duties } });
    calls();
    await untilStates(world, 'talking');
    expect(said).toContain('waiting cobranca');
    expect(waiting()[0]?.queueIds).toEqual(['cobranca', 'vendas']);
  });
});

describe('the figures of a queue', () => {
  const queue = () => world.engine.queues().find(({ id }) => id === 'cobranca');

  test('show who waits, since when, who serves it, and the day by how its calls were served', async () => {
    await open({ ready: 1 });
    expect(queue()).toMatchObject({ open: true, waiting: 0, longestSinceMs: null, serviceLevel: null });
    calls();
    await untilStates(world, 'talking');
    calls({ waitMs: 30 * SECOND }, '21987654321');
    calls({ waitMs: 2500, keys: [{ afterMs: 1000, digit: '1' }] }, '21987654322');
    await run(20 * SECOND);
    expect(queue()).toMatchObject({ waiting: 1, talking: 1, agents: 1, free: 0 });
    expect(world.clock.now() - (queue()?.longestSinceMs ?? 0)).toBeLessThan(20 * SECOND);
    await run(20 * SECOND);
    expect(queue()?.today).toEqual({
      offered: 3,
      answeredInTime: 1,
      answeredLate: 0,
      abandoned: 1,
      abandonedShort: 1,
      callbacks: 0,
      messages: 0,
    });
    expect(queue()?.serviceLevel).toBe(0.5);
  });

  test('begin anew at midnight of Brasília', async () => {
    await open({ ready: 0 });
    calls({ waitMs: 40 * SECOND });
    await run(MINUTE);
    expect(queue()?.today.abandoned).toBe(1);
    await run(15 * 60 * MINUTE);
    expect(queue()?.today).toMatchObject({ offered: 0, abandoned: 0 });
  });
});

describe('a caller who is being joined with an agent', () => {
  const atConnecting = (act: () => void): void => {
    let once = true;
    world.engine.events.on('inbound:moved', ({ to }) => {
      if (to === 'connecting' && once) {
        once = false;
        act();
      }
    });
  };

  test('and hangs up at that moment leaves the agent free', async () => {
    const { said } = await open({ ready: 1 });
    const caller = calls();
    atConnecting(() => caller.hangUp());
    await run(10 * SECOND);
    expect(said.slice(-2)).toEqual(['ended cobranca a001', 'hung_up']);
    expect(agent(world, 0).state).toBe('available');
  });

  test('and whose agent loses his phone at that moment goes to another one', async () => {
    await open();
    calls();
    atConnecting(() => world.network.dropAgentPhone(world.profiles[0]!.endpoint));
    await run(20 * SECOND);
    expect(waiting().map(({ phase }) => phase)).toEqual(['talking']);
    expect(world.profiles.map((_, index) => agent(world, index).state).sort()).toEqual([
      'available',
      'talking',
    ]);
  });
});

describe('a caller in a talk', () => {
  test('whose agent loses his phone waits with music, and has him back before anybody else', async () => {
    await open();
    calls();
    await untilStates(world, 'talking', 'available');
    world.network.dropAgentPhone(world.profiles[0]!.endpoint);
    await run(100);
    expect(agent(world, 0).state).toBe('connection_lost');
    expect(waiting().map(({ phase }) => phase)).toEqual(['waiting']);
    await untilStates(world, 'talking', 'available');
  });

  test('whose agent does not come back goes to another one', async () => {
    await open();
    calls();
    await untilStates(world, 'talking', 'available');
    world.network.faults.setRegistered(world.profiles[0]!.endpoint, false);
    world.network.dropAgentPhone(world.profiles[0]!.endpoint);
    await untilStates(world, 'connection_lost', 'talking');
  });

  test('is kept when the engine dies, and talks again after the restart; no agent is stuck', async () => {
    await open();
    calls();
    await untilStates(world, 'talking', 'available');
    await world.crashAndRestart(2 * SECOND);
    await run(15 * SECOND);
    expect(waiting().map(({ phase }) => phase)).toEqual(['talking']);
    world.engine.agents.hangup(waiting()[0]!.agentId!);
    await run(35 * SECOND);
    expect(waiting()).toEqual([]);
    for (const { id } of world.profiles) {
      expect(['available', 'paused']).toContain(world.engine.agents.view(id)?.state);
    }
  });

  test('is ended by what the agent says of it, and he is free for the next one at once', async () => {
    await open({ ready: 1 });
    calls();
    await untilStates(world, 'talking');
    world.engine.agents.dispose(agent(world, 0).id, 'acordo', null);
    await untilStates(world, 'available');
    expect(waiting()).toEqual([]);
  });

  test('who was abusive is the last of that agent until he is released', async () => {
    await open({ ready: 1 });
    const caller = calls();
    await untilStates(world, 'talking');
    // Somebody waits for him already.
    calls();
    await run(10 * SECOND);
    caller.hangUp();
    await untilStates(world, 'wrap_up');
    world.engine.agents.dispose(agent(world, 0).id, 'abuso', null);
    expect(agent(world, 0)).toMatchObject({ state: 'paused', reason: 'pos_abuso' });
    await run(MINUTE);
    expect(waiting().map(({ phase }) => phase)).toEqual(['waiting']);
  });
});

describe('agents shared with outbound', () => {
  test('are kept free for calls to come, as many as the forecast needs, and nothing is dialled for them', async () => {
    const forecastPerHour = (queueId: string) => (queueId === 'cobranca' ? 20 : 0);
    await open({ agents: 10, contacts: 400, plan: { forecastPerHour }, campaign: { mode: 'power' } });
    let needed = 0;
    world.engine.events.on('inbound:needs', (event) => {
      needed = event.queueId === 'cobranca' ? event.needed : needed;
    });
    for (const profile of world.profiles) {
      world.engine.events.on('agent:moved', ({ agentId, to }) => {
        if (to === 'wrap_up' && agentId === profile.id) {
          void Promise.resolve().then(() => world.engine.agents.dispose(agentId, 'sem_acordo', null));
        }
      });
    }
    await run(10 * MINUTE);
    expect(needed).toBeGreaterThan(1);
    expect(needed).toBeLessThan(8);
    const free = world.profiles.filter((_, index) => agent(world, index).state === 'available').length;
    expect(free).toBeGreaterThanOrEqual(needed - 1);
    expect(world.engine.campaigns.view(CAMPAIGN)?.today.attempts).toBeGreaterThan(20);
    const outlook = world.engine.foreseen().find(({ id }) => id === 'cobranca');
    expect(outlook?.need).toMatchObject({ needed, holds: true });
    expect(outlook?.need?.callsPerHour).toBeGreaterThan(5);
    expect(outlook?.need?.cautiousPerHour).toBeGreaterThan(outlook?.need?.callsPerHour ?? 0);
    expect(outlook?.kept.length).toBeGreaterThanOrEqual(needed - 1);
    expect(outlook?.kept.length).toBeLessThanOrEqual(free);
    const caller = calls();
    await run(10 * SECOND);
    expect(waiting().map(({ phase }) => phase)).toEqual(['talking']);
    caller.hangUp();
  });

  test('who take inbound only are dialled for by nobody, and who take outbound only are given no caller', async () => {
    const duties = (id: string) => ({ role: id === 'a001' ? ('inbound' as const) : ('outbound' as const) });
    await open({ agents: 2, contacts: 50, plan: { duties } });
    const moved: string[] = [];
    world.engine.events.on('agent:moved', ({ agentId, to }) => moved.push(`${agentId} ${to}`));
    await run(2 * MINUTE);
    expect(moved.filter((text) => text.startsWith('a001'))).toEqual([]);
    expect(moved.filter((text) => text.startsWith('a002')).length).toBeGreaterThan(0);
    calls();
    await run(10 * SECOND);
    expect(agent(world, 0).state).toBe('talking');
  });
});
