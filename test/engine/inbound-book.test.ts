import { afterEach, describe, expect, test } from 'vitest';
import type { InboundKind } from '../../src/core/acd/inbound-kind.js';
import { BRASIL_2026 } from '../../src/core/compliance/presets/brasil-2026.js';
import { parseAgentId, parseCampaignId } from '../../src/core/kernel/ids.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { faultsOfPlan } from '../../src/core/pauses/shift-pauses.js';
import { shiftRulesOf } from '../../src/engine/agent-duties.js';
import { InboundBook } from '../../src/engine/inbound-book.js';
import { InboundSettingsDesk } from '../../src/engine/inbound-settings-desk.js';
import { PolicyBook } from '../../src/engine/policy-book.js';
import { agent, handWorld, untilStates } from '../support/hand-floor.js';
import { aBatch, aChain, anOpening } from '../support/samples.js';
import { CAMPAIGN, SERVER, WORLD_START_MS, type World, type WorldOptions } from '../support/world.js';

const LINE = '+551130040001';
const PATIENT = { ringMs: null, waitMs: null, talkMs: null, keys: [] };
let world: World;
let book: InboundBook;
let desk: InboundSettingsDesk;

afterEach(() => {
  expect(world.defects).toEqual([]);
});

async function open(
  options: Omit<WorldOptions, 'inbound'> & { readonly ready?: number } = {},
): Promise<void> {
  const inbound = ({ stores, clock }: World): InboundBook => {
    book = new InboundBook({
      store: stores.inboundStore,
      clock,
      calendar: () => new PolicyBook().calendar,
    });
    return book;
  };
  world = await handWorld({ contacts: 0, ...options, inbound });
  desk = new InboundSettingsDesk({
    store: world.stores.inboundStore,
    book,
    clock: world.clock,
    hasCampaign: (id) => id === CAMPAIGN,
    tell: async () => {},
  });
}

async function set(kind: InboundKind, id: string, document: object): Promise<void> {
  const { version } = (await desk.find(kind, id)) ?? { version: 0 };
  await world.settled(desk.save({ kind, id, document, by: 'rui' }, version));
}

/** A queue that the line leads to, for the agents of these ids. */
async function oneQueue(queue: object, ...agents: readonly string[]): Promise<void> {
  await set('queue', 'divida', { id: 'divida', ...queue });
  const to = { kind: 'queue', queueId: 'divida' };
  await set('line', LINE, { number: LINE, campaignId: CAMPAIGN, to });
  for (const id of agents) {
    await set('agent', id, { queues: { divida: 1 } });
  }
}

const calls = (called = LINE) =>
  world.network.switchOf(SERVER).callIn({ caller: '11987654321', called }, PATIENT);
const phases = () => (world.engine.inbound?.calls() ?? []).map(({ phase }) => phase).join();

describe('settings of calls that come in, while the engine runs', () => {
  test('open a line with the first one: before it calls are refused, after it they are served', async () => {
    await open({ ready: 1 });
    calls();
    await world.clock.runFor(SECOND);
    expect(phases()).toBe('');
    await oneQueue({}, 'a001');
    calls('1130040001');
    await untilStates(world, 'talking');
  });

  test('give an agent who is free already what waits, as soon as his skills say so', async () => {
    await open({ ready: 1 });
    await oneQueue({ needs: [{ skill: 'ingles', level: 3 }] }, 'a001');
    calls();
    await world.clock.runFor(30 * SECOND);
    expect(phases()).toBe('waiting');
    await set('agent', 'a001', { queues: { divida: 1 }, skills: { ingles: 3 } });
    await untilStates(world, 'talking');
  });

  test('take an agent off a queue from the next call on', async () => {
    await open({ ready: 1 });
    await oneQueue({}, 'a001');
    await set('agent', 'a001', { queues: { divida: 1 }, role: 'outbound' });
    calls();
    await world.clock.runFor(20 * SECOND);
    expect(phases()).toBe('waiting');
    expect(agent(world, 0).state).toBe('available');
    expect(world.engine.queues()).toMatchObject([{ id: 'divida', waiting: 1, agents: 0 }]);
  });

  test('close a queue by its hours, which who calls is told', async () => {
    await open({ ready: 1 });
    await oneQueue({ hours: { weekday: ['13:00-14:00'] } }, 'a001');
    calls();
    await world.clock.runFor(30 * SECOND);
    expect(phases()).toBe('');
    expect(agent(world, 0).state).toBe('available');
  });

  test('that cannot be read are left out and named; the others go on', async () => {
    await open({ ready: 1 });
    await oneQueue({}, 'a001');
    const broken = {
      kind: 'queue',
      id: 'velha',
      version: 1,
      document: { gone: 1 },
      atMs: 1,
      by: 'x',
    } as const;
    await world.stores.inboundStore.save(broken);
    expect(await book.reload()).toBe(true);
    expect(book.problems).toEqual([expect.stringContaining("queue 'velha'")]);
    calls();
    await untilStates(world, 'talking');
  });

  test('set shifts, whose pauses are planned lawfully; who is not rostered is planned from his log-in on', async () => {
    await open({ ready: 2 });
    await oneQueue({}, 'a002');
    await set('agent', 'a001', { queues: { divida: 1 }, shift: '08:00-14:20' });
    const plans = world.engine.pausePlans();
    expect(plans).toMatchObject([
      { agentId: 'a001', startMs: WORLD_START_MS - HOUR, rostered: true, problem: '' },
      { agentId: 'a002', rostered: false, problem: '' },
    ]);
    const rules = shiftRulesOf(BRASIL_2026)!;
    for (const plan of plans) {
      expect(plan.pauses.map(({ code }) => code)).toEqual(['nr17_10a', 'refeicao', 'nr17_10b']);
      expect(faultsOfPlan(plan, plan.pauses, rules)).toEqual([]);
    }
    // The two are not away at once, and a plan stands while nothing changes.
    const [one, other] = plans.map(({ pauses }) => pauses);
    expect(one!.some((a) => other!.some((b) => a.startMs < b.endMs && b.startMs < a.endMs))).toBe(false);
    await world.clock.runFor(MINUTE);
    expect(world.engine.pausePlans()).toEqual(plans);
    await set('agent', 'a001', { queues: { divida: 1 }, shift: '08:00-09:30' });
    expect(world.engine.pausePlans()[0]).toMatchObject({
      pauses: [],
      problem: expect.stringContaining('shift'),
    });
  });

  test('never keep an agent from the toilet: the pause begins at once, whatever is planned or waits', async () => {
    await open({ ready: 1 });
    await oneQueue({}, 'a001');
    await set('agent', 'a001', { queues: { divida: 1 }, shift: '08:00-14:20' });
    world.engine.agents.pause(parseAgentId('a001'), 'banheiro');
    expect(agent(world, 0)).toMatchObject({ state: 'paused', reason: 'banheiro' });
    calls();
    await world.clock.runFor(30 * SECOND);
    expect(phases()).toBe('waiting');
    expect(world.engine.queues()).toMatchObject([{ agents: 0, waiting: 1 }]);
  });

  test('lead a call of a number that we dialled to who spoke with that person last', async () => {
    await open({ ready: 2, contacts: 1 });
    await oneQueue({}, 'a001', 'a002');
    const known = await book.recognise({ caller: '11987654321', called: LINE });
    expect(known).toEqual({ kind: 'line', campaignId: parseCampaignId(CAMPAIGN) });
    expect(await book.recognise({ caller: 'anonymous', called: LINE })).toMatchObject({ kind: 'line' });
    expect(await book.recognise({ caller: '11987654321', called: '190' })).toEqual({ kind: 'unknown' });
  });
});

describe('the shape of the day', () => {
  test('has agents kept for the peak of past weeks before it comes and before anybody called', async () => {
    await open({ agents: 8, ready: 8 });
    await oneQueue({}, ...Array.from({ length: 8 }, (_, index) => `a00${index + 1}`));
    const lately = [7, 14].flatMap((days) =>
      Array.from({ length: 60 }, (_, index) =>
        anOpening(`p${days}-${index}`, {
          mode: 'inbound',
          queue: 'divida',
          tDialMs: null,
          // 120 calls an hour from half past on; none before.
          tQueuedMs: WORLD_START_MS - days * DAY + 30 * MINUTE + index * 30 * SECOND,
        }),
      ),
    );
    const closings = aChain(lately, { tDialMs: null }).map((row) => ({ row, contact: null }));
    await world.settled(world.stores.attempts.commit(aBatch({ closings })));
    expect(await world.settled(book.refreshForecast())).toBe(true);
    await world.clock.runFor(12 * MINUTE);
    expect(world.engine.queues()[0]?.needed).toBeLessThanOrEqual(3);
    await world.clock.runFor(16 * MINUTE);
    const [queue] = world.engine.queues();
    expect(queue?.needed).toBeGreaterThanOrEqual(6);
    expect(queue?.today.offered).toBe(0);
  });
});
