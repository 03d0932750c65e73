import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Fate } from '../../src/adapters/simulator/fate.js';
import { refused } from '../../src/adapters/simulator/fate.js';
import { readAcdQueue } from '../../src/core/acd/read-acd-queue.js';
import { type AgentId, parseE164, parseQueueId } from '../../src/core/kernel/ids.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person } from '../support/fates.js';
import { agent, enter, handWorld, phases, results, untilPhases, untilStates } from '../support/hand-floor.js';
import { CALLER, DEBTS, OUR_NUMBER, SALES, type TestPlan, testPlan } from '../support/inbound-plan.js';
import { SERVER, type World } from '../support/world.js';

/** Hangs up when he hears nothing for a third of a second. */
const IMPATIENT = person({ patience: { silenceMs: 300, musicMs: null, messageMs: null } });
/** Answers after two seconds, and hangs up after five more of talk. */
const LEAVES = person({ talkMs: 5000, endsTalk: true });
/** Takes what a message offers. */
const TAKES_IT = person({
  patience: { silenceMs: 300, musicMs: null, messageMs: 400 },
  pressesDuringMessage: '1',
});
const BANK = parseE164('+551133334444');
const REFUSAL = { code: 'DLR_STATE_CONFLICT' };

let world: World;
afterEach(() => {
  expect(world.defects).toEqual([]);
});

const id = (index: number): AgentId => agent(world, index).id;
const run = (ms: number): Promise<void> => world.clock.runFor(ms);
const talk = (index: number) => world.engine.talks.view(id(index));
/** Phases of the calls that came in, sorted. */
const callers = () => (world.engine.inbound?.calls() ?? []).map(({ phase }) => phase).sort();
const untilTalk = async (index: number, state: string | null): Promise<void> => {
  const reached = await world.clock.runUntilTrue(
    () => (talk(index)?.state ?? null) === state,
    world.clock.now() + MINUTE,
  );
  expect([reached, talk(index)?.state ?? null]).toEqual([true, state]);
};

/** What the media server is asked to let persons hear, from now on. */
function sounds(): () => readonly string[] {
  const network = world.network.switchOf(SERVER);
  const play = vi.spyOn(network, 'play');
  const hold = vi.spyOn(network, 'hold');
  const heard: string[] = [];
  world.engine.events.on('media:command', ({ op }) => {
    if (op === 'play') {
      heard.push(play.mock.lastCall?.[1] ?? '');
    } else if (op === 'hold') {
      heard.push(hold.mock.lastCall?.[1] === true ? 'music' : 'no music');
    }
  });
  return () => heard;
}

/** Agent 0 talks with somebody whom we called; further calls meet the further fates. */
async function dialled(plan: TestPlan = {}, ...further: readonly Fate[]): Promise<void> {
  world = await handWorld({
    agents: 3,
    fates: inTurn(IMPATIENT, ...further),
    inbound: testPlan(plan),
    ready: 1,
  });
  await untilStates(world, 'talking');
}

/** Agent 0 talks with somebody who called. */
async function called(plan: TestPlan = {}, ...further: readonly Fate[]) {
  world = await handWorld({
    contacts: 0,
    ready: 1,
    inbound: testPlan(plan),
    ...(further.length === 0 ? {} : { fates: inTurn(...further) }),
  });
  const model = { ringMs: null, waitMs: null, talkMs: null, keys: [] };
  const caller = world.network.switchOf(SERVER).callIn({ caller: CALLER, called: OUR_NUMBER }, model);
  await untilStates(world, 'talking');
  return caller;
}

/** Another one comes to work; `busy` with a caller of his own, who chose sales. */
async function second(how: 'free' | 'busy' = 'free'): Promise<void> {
  await enter(world, world.profiles[1]!.id);
  if (how === 'busy') {
    const keys = [{ afterMs: 1000, digit: '2' }];
    const model = { ringMs: null, waitMs: null, talkMs: null, keys };
    world.network.switchOf(SERVER).callIn({ caller: '21987654321', called: OUR_NUMBER }, model);
    await untilStates(world, 'talking', 'talking');
  }
}

const NEVER = { ...readAcdQueue({ id: SALES }).hours, weekday: [], saturday: [], sunday: [] };

/** The first serves one queue, the second the other. */
const APART = (who: string) => ({
  queues: new Map(who === 'a001' ? [[parseQueueId('cobranca'), 1]] : [[SALES, 1]]),
});

describe('to a queue', () => {
  test('a person whom we called waits with music, and whoever serves it talks with him and says what it was', async () => {
    await dialled();
    await second('busy');
    await world.settled(world.engine.talks.toQueue(id(0), SALES));
    expect(agent(world, 0)).toMatchObject({ state: 'available', card: null });
    await run(90 * SECOND);
    expect(phases(world)).toEqual(['waiting']);
    world.engine.agents.hangup(id(1));
    await untilStates(world, 'available', 'wrap_up');
    world.engine.agents.dispose(id(1), 'informado', null);
    await untilStates(world, 'available', 'talking');
    expect(agent(world, 1).card).not.toBeNull();
    world.engine.agents.hangup(id(1));
    world.engine.agents.dispose(id(1), 'acordo', null);
    await untilPhases(world);
    expect((await results(world)).at(-1)).toMatchObject({
      agentId: 'a002',
      outcome: 'sucesso',
      abandoned: false,
    });
  });

  test('nobody takes him in two minutes: he is with his agent again, who reads why', async () => {
    await dialled();
    await second('busy');
    await world.settled(world.engine.talks.toQueue(id(0), SALES));
    await run(119 * SECOND);
    expect(agent(world, 0).state).toBe('available');
    expect(phases(world)).toEqual(['waiting']);
    await untilStates(world, 'talking', 'talking');
    expect(talk(0)?.notice).toMatchObject({ to: 'queue', target: 'vendas', why: 'nobody' });
    await run(5 * SECOND);
    expect(phases(world)).toEqual(['talking']);
  });

  test('and nobody of his campaign either: he hears who called, and is not counted as abandoned', async () => {
    await dialled();
    await second('busy');
    await world.settled(world.engine.talks.toQueue(id(0), SALES));
    world.engine.agents.pause(id(0), 'descanso');
    await run(151 * SECOND);
    expect(phases(world)).toEqual(['messaging']);
    await untilPhases(world);
    expect(await results(world)).toMatchObject([{ abandoned: false, reason: 'line_dropped' }]);
  });

  test('a caller counts once, in the queue he came to, whoever serves him in the end', async () => {
    await called({ duties: APART });
    await second();
    await world.settled(world.engine.talks.toQueue(id(0), SALES));
    await untilStates(world, 'available', 'talking');
    world.engine.agents.hangup(id(1));
    await untilStates(world, 'available', 'wrap_up');
    world.engine.agents.dispose(id(1), 'acordo', null);
    await run(SECOND);
    const rows = await world.rows();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ result: { agentId: 'a002', outcome: 'sucesso' } });
    expect(
      world.engine.queues().map(({ id: queue, today }) => [queue, today.offered, today.answeredInTime]),
    ).toEqual([
      ['cobranca', 1, 1],
      ['vendas', 0, 0],
    ]);
  });

  test('a caller whom nobody takes comes back to his agent, who reads why', async () => {
    await called({ duties: APART });
    await second('busy');
    await world.settled(world.engine.talks.toQueue(id(0), SALES));
    await run(110 * SECOND);
    expect(callers()).toEqual(['talking', 'waiting']);
    await untilStates(world, 'talking', 'talking');
    expect(callers()).toEqual(['talking', 'talking']);
    expect(talk(0)?.notice).toMatchObject({ to: 'queue', target: 'vendas', why: 'nobody' });
  });

  test('a person whom we called hears his place and the music after it, as callers do', async () => {
    const announcements = {
      firstMs: 20_000,
      everyMs: 30_000,
      sayPosition: true,
      sayWait: false,
      mostMinutes: 9,
    };
    await dialled({ sales: { announcements } });
    await second('busy');
    const heard = sounds();
    await world.settled(world.engine.talks.toQueue(id(0), SALES));
    await run(70 * SECOND);
    const told = ['no music', 'fila-position', 'music'];
    expect(heard()).toEqual(['music', ...told, ...told]);
  });

  test('two minutes that are over in the middle of an announcement leave him with music, not in silence', async () => {
    const announcements = {
      firstMs: 117_000,
      everyMs: MINUTE,
      sayPosition: true,
      sayWait: false,
      mostMinutes: 9,
    };
    await dialled({ sales: { announcements } });
    await second('busy');
    const heard = sounds();
    await world.settled(world.engine.talks.toQueue(id(0), SALES));
    await untilStates(world, 'available', 'talking');
    await run(121 * SECOND);
    expect(heard()).toEqual(['music', 'no music', 'fila-position', 'music']);
    await untilStates(world, 'talking', 'talking');
  });

  test('the queue counts him while he waits and while he talks there, its goal does not', async () => {
    await dialled();
    await second('busy');
    await world.settled(world.engine.talks.toQueue(id(0), SALES));
    const sinceMs = world.clock.now();
    await run(30 * SECOND);
    const queue = () => world.engine.queues().find((one) => one.id === SALES);
    expect(queue()).toMatchObject({ waiting: 1, longestSinceMs: sinceMs, talking: 1 });
    expect(world.engine.talks.queues(id(1)).find((one) => one.id === SALES)).toMatchObject({ waiting: 1 });
    world.engine.agents.hangup(id(1));
    await untilStates(world, 'available', 'wrap_up');
    world.engine.agents.dispose(id(1), 'informado', null);
    await untilStates(world, 'available', 'talking');
    expect(queue()).toMatchObject({ waiting: 0, talking: 1, today: { offered: 1, answeredInTime: 1 } });
    world.engine.agents.hangup(id(1));
    await untilStates(world, 'available', 'wrap_up');
    expect(queue()).toMatchObject({ talking: 0 });
  });

  test('a wait too long takes him to another queue that is sooner, where whoever serves it talks with him', async () => {
    const overflow = [{ to: { kind: 'queue', queueId: DEBTS }, waitedMs: 30_000, expectedMs: 0 }] as const;
    const duties = (who: string) => ({ queues: new Map([[who === 'a003' ? DEBTS : SALES, 1]]) });
    await dialled({ sales: { overflow }, duties });
    await second('busy');
    await world.settled(world.engine.talks.toQueue(id(0), SALES));
    await run(29 * SECOND);
    await enter(world, world.profiles[2]!.id);
    expect(agent(world, 2).state).toBe('available');
    await untilStates(world, 'available', 'talking', 'talking');
  });

  test('where the queue offers it he is called back by the key 1, as by any callback agreed', async () => {
    const sales = {
      overflow: [{ to: { kind: 'callback' }, waitedMs: 20_000, expectedMs: 0 }],
      callback: { expectedMs: 10_000, waitedMs: 0, answerMs: 10_000, most: 1, keepMs: 3_600_000 },
    } as const;
    world = await handWorld({
      fates: inTurn(TAKES_IT),
      inbound: testPlan({ sales }),
      ready: 1,
    });
    await untilStates(world, 'talking');
    await second('busy');
    await world.settled(world.engine.talks.toQueue(id(0), SALES));
    const askedMs = world.clock.now();
    await untilPhases(world);
    const [row] = await world.rows();
    expect(row?.result).toMatchObject({
      agentId: 'a001',
      disposition: 'retorno_agendado',
      reason: 'callback_agreed',
      endedBy: 'system',
      abandoned: false,
    });
    const contact = await world.stores.contacts.find(row!.opening.contactId);
    expect(contact?.agreedCallbackMs).toBeGreaterThan(askedMs + 20 * SECOND);
    expect(contact?.agreedCallbackMs).toBeLessThan(askedMs + 20 * MINUTE);
    expect(world.engine.queues().find((one) => one.id === SALES)?.today).toMatchObject({ callbacks: 0 });
  });

  test('a caller who was given there may be called back too, and no figure counts him twice', async () => {
    const sales = {
      overflow: [{ to: { kind: 'callback' }, waitedMs: 20_000, expectedMs: 0 }],
      callback: { expectedMs: 10_000, waitedMs: 0, answerMs: 10_000, most: 1, keepMs: 3_600_000 },
    } as const;
    const caller = await called({ duties: APART, sales });
    await second('busy');
    await world.settled(world.engine.talks.toQueue(id(0), SALES));
    await run(22 * SECOND);
    caller?.press('1');
    await run(2 * SECOND);
    expect(callers()).toEqual(['talking']);
    expect([...world.engine.inbound!.abandoned.values()]).toMatchObject([
      { number: '+5511987654321', leftIn: 'offer', queueId: SALES },
    ]);
    expect(await results(world)).toMatchObject([{ agentId: 'a001', reason: 'callback_agreed' }]);
    expect(world.engine.queues().map(({ today }) => today.callbacks)).toEqual([0, 0]);
  });

  test('that is closed, unknown, or served by nobody else is refused with the reason, and nothing changes', async () => {
    await dialled({ sales: { hours: NEVER } });
    const { talks } = world.engine;
    await expect(talks.toQueue(id(0), SALES)).rejects.toMatchObject(REFUSAL);
    await expect(talks.toQueue(id(0), parseQueueId('outra'))).rejects.toMatchObject({
      code: 'DLR_NOT_FOUND',
    });
    await expect(talks.toQueue(id(0), parseQueueId('cobranca'))).rejects.toMatchObject(REFUSAL);
    expect(talk(0)?.state).toBe('talking');
  });
});

describe('to an outside number', () => {
  test('attended: the agent asks first, hands over, and says what it was; the row ends with the call', async () => {
    await dialled({}, LEAVES, IMPATIENT);
    await world.settled(world.engine.talks.dialOut(id(0), BANK, false));
    expect(talk(0)).toMatchObject({ state: 'dialing', outside: BANK });
    await untilTalk(0, 'consulting');
    await world.settled(world.engine.talks.handOver(id(0), null));
    await untilStates(world, 'wrap_up');
    expect(phases(world)).toEqual(['outside', 'outside']);
    world.engine.agents.dispose(id(0), 'acordo', null);
    expect(agent(world, 0).state).toBe('available');
    expect(phases(world)).toEqual(['outside', 'outside']);
    // The bank hangs up after five seconds: nobody is left with nobody.
    await untilPhases(world);
    const rows = await world.rows();
    expect(rows.map(({ opening }) => opening.attemptGroup)).toEqual(
      Array(2).fill(rows.find(({ opening }) => opening.phone !== BANK)?.opening.attemptId),
    );
    expect(rows.find(({ opening }) => opening.phone !== BANK)?.result).toMatchObject({ outcome: 'sucesso' });
    expect(rows.find(({ opening }) => opening.phone === BANK)?.result).toMatchObject({
      outcome: 'nao_contato',
      reason: 'undisposed',
    });
    expect(rows.find(({ opening }) => opening.phone === BANK)?.opening).toMatchObject({ mode: 'manual' });
  });

  test('the consultation is called off: the number is let go and the person is with the agent', async () => {
    await dialled({}, IMPATIENT);
    await world.settled(world.engine.talks.dialOut(id(0), BANK, false));
    await untilTalk(0, 'consulting');
    await world.settled(world.engine.talks.callOff(id(0)));
    await untilPhases(world, 'talking');
    await run(5 * SECOND);
    expect(talk(0)).toMatchObject({ state: 'talking', outside: null });
  });

  test('all three talk; one who leaves the conference leaves the two others together', async () => {
    await dialled({}, LEAVES);
    await world.settled(world.engine.talks.dialOut(id(0), BANK, false));
    await untilTalk(0, 'consulting');
    await world.settled(world.engine.talks.join(id(0)));
    expect(talk(0)?.state).toBe('conference');
    await untilTalk(0, 'talking');
    expect(talk(0)?.notice).toMatchObject({ to: 'number', target: BANK, why: 'hung_up' });
    await run(5 * SECOND);
    expect(phases(world)).toEqual(['talking']);
  });

  test('blind: whoever answers has the person, and the agent is free to say what it was', async () => {
    await dialled({}, IMPATIENT);
    await world.settled(world.engine.talks.dialOut(id(0), BANK, true));
    expect(talk(0)?.state).toBe('sending');
    await untilStates(world, 'wrap_up');
    await run(5 * SECOND);
    expect(phases(world)).toEqual(['outside', 'outside']);
  });

  test.each([
    ['busy', refused('busy', null, 3000, 486, 17), 'busy'],
    ['no answer', refused('no_answer', 500, 180_000, 480, 19), 'no_answer'],
  ] as const)('%s: the person is with the agent again, who reads why', async (_name, fate, why) => {
    await dialled({}, fate);
    await world.settled(world.engine.talks.dialOut(id(0), BANK, true));
    await untilTalk(0, 'talking');
    expect(talk(0)?.notice).toMatchObject({ to: 'number', target: BANK, why });
    await run(5 * SECOND);
    expect(phases(world)).toEqual(['talking']);
  });

  test('the gate’s no is said with its rule, and the person is where he was', async () => {
    await dialled({}, IMPATIENT);
    const sinceMs = world.clock.now() - MINUTE;
    const wish = {
      kind: 'opt_out',
      purpose: '*',
      cpfHash: '',
      sinceMs,
      attemptId: '',
      protocol: '',
    } as const;
    await world.stores.facts.register([{ ...wish, phone: BANK }]);
    await expect(world.settled(world.engine.talks.dialOut(id(0), BANK, false))).rejects.toMatchObject({
      code: 'DLR_DIAL_BLOCKED',
      fields: { rule: 'R20' },
    });
    expect(talk(0)).toMatchObject({ state: 'talking', outside: null });
  });

  test('a person who hangs up while the number rings ends that call too', async () => {
    world = await handWorld({
      fates: inTurn(
        person({ patience: { silenceMs: 300, musicMs: 4000, messageMs: null } }),
        refused('no_answer', 500, 180_000, 480, 19),
      ),
      inbound: testPlan(),
      ready: 1,
    });
    await untilStates(world, 'talking');
    await world.settled(world.engine.talks.dialOut(id(0), BANK, false));
    await untilStates(world, 'wrap_up');
    world.engine.agents.dispose(id(0), 'acordo', null);
    await untilPhases(world);
  });

  test('a caller too: his row closes when he hangs up, by what his agent said before', async () => {
    const caller = await called({}, IMPATIENT);
    await world.settled(world.engine.talks.dialOut(id(0), BANK, false));
    await untilTalk(0, 'consulting');
    await world.settled(world.engine.talks.handOver(id(0), null));
    await untilStates(world, 'wrap_up');
    world.engine.agents.dispose(id(0), 'acordo', null);
    await run(20 * SECOND);
    expect(callers()).toEqual(['outside']);
    expect(await world.rows()).toEqual([]);
    caller?.hangUp();
    await untilPhases(world);
    const rows = await world.rows();
    expect(rows).toHaveLength(2);
    expect(rows.find(({ opening }) => opening.mode === 'inbound')?.result).toMatchObject({
      outcome: 'sucesso',
    });
  });
});

describe('a caller to a colleague', () => {
  test('asked first, together, and his alone', async () => {
    await called();
    await second();
    expect(world.engine.talks.colleagues(id(0))).toMatchObject([{ id: 'a002', state: 'available' }]);
    await world.settled(world.engine.talks.consult(id(0), id(1)));
    expect(agent(world, 1).state).toBe('reserved');
    await world.settled(world.engine.talks.join(id(0)));
    await world.settled(world.engine.talks.handOver(id(0), null));
    await untilStates(world, 'available', 'talking');
    world.engine.agents.hangup(id(1));
    await untilStates(world, 'available', 'wrap_up');
    world.engine.agents.dispose(id(1), 'acordo', null);
    await run(SECOND);
    expect(await results(world)).toMatchObject([{ agentId: 'a002', outcome: 'sucesso' }]);
  });

  test('a colleague whose phone drops while he is asked leaves the caller with the agent', async () => {
    await called();
    await second();
    await world.settled(world.engine.talks.consult(id(0), id(1)));
    world.network.dropAgentPhone(agent(world, 1).endpoint);
    await run(SECOND);
    expect(talk(0)).toMatchObject({ state: 'talking', colleagueId: null });
    expect(callers()).toEqual(['talking']);
  });
});

describe('after a crash', () => {
  test('two who were left with each other talk on, and the one ends with the other', async () => {
    await dialled({}, LEAVES);
    await world.settled(world.engine.talks.dialOut(id(0), BANK, true));
    await untilStates(world, 'wrap_up');
    await world.crashAndRestart(1000);
    await run(500);
    expect(phases(world)).toEqual(['outside', 'outside']);
    await untilPhases(world);
    expect(await world.rows()).toHaveLength(2);
  });
});
