import { describe, expect, test } from 'vitest';
import { readAcdQueue } from '../../src/core/acd/read-acd-queue.js';
import { parseQueueId } from '../../src/core/kernel/ids.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { person } from '../support/fates.js';
import { agent, enter, phases, results, untilPhases, untilStates } from '../support/hand-floor.js';
import { DEBTS, SALES } from '../support/inbound-plan.js';
import { TransferFloor } from '../support/transfer-floor.js';

/** Takes what a message offers. */
const TAKES_IT = person({
  patience: { silenceMs: 300, musicMs: null, messageMs: 400 },
  pressesDuringMessage: '1',
});
const REFUSAL = { code: 'DLR_STATE_CONFLICT' };
const NEVER = { ...readAcdQueue({ id: SALES }).hours, weekday: [], saturday: [], sunday: [] };

/** The first serves one queue, the second the other. */
const APART = (who: string) => ({
  queues: new Map(who === 'a001' ? [[parseQueueId('cobranca'), 1]] : [[SALES, 1]]),
});

const floor = new TransferFloor();
const { id, run, talk, callers, sounds, dialled, dialledTo, called, second } = floor;

describe('to a queue', () => {
  test('a person whom we called waits with music, and whoever serves it talks with him and says what it was', async () => {
    await dialled();
    await second('busy');
    await floor.world.settled(floor.world.engine.talks.toQueue(id(0), SALES));
    expect(agent(floor.world, 0)).toMatchObject({ state: 'available', card: null });
    await run(90 * SECOND);
    expect(phases(floor.world)).toEqual(['waiting']);
    floor.world.engine.agents.hangup(id(1));
    await untilStates(floor.world, 'available', 'wrap_up');
    floor.world.engine.agents.dispose(id(1), 'informado', null);
    await untilStates(floor.world, 'available', 'talking');
    expect(agent(floor.world, 1).card).not.toBeNull();
    floor.world.engine.agents.hangup(id(1));
    floor.world.engine.agents.dispose(id(1), 'acordo', null);
    await untilPhases(floor.world);
    expect((await results(floor.world)).at(-1)).toMatchObject({
      agentId: 'a002',
      outcome: 'sucesso',
      abandoned: false,
    });
  });

  test('nobody takes him in two minutes: he is with his agent again, who reads why', async () => {
    await dialled();
    await second('busy');
    await floor.world.settled(floor.world.engine.talks.toQueue(id(0), SALES));
    await run(119 * SECOND);
    expect(agent(floor.world, 0).state).toBe('available');
    expect(phases(floor.world)).toEqual(['waiting']);
    await untilStates(floor.world, 'talking', 'talking');
    expect(talk(0)?.notice).toMatchObject({ to: 'queue', target: 'vendas', why: 'nobody' });
    await run(5 * SECOND);
    expect(phases(floor.world)).toEqual(['talking']);
  });

  test('and nobody of his campaign either: he hears who called, and is not counted as abandoned', async () => {
    await dialled();
    await second('busy');
    await floor.world.settled(floor.world.engine.talks.toQueue(id(0), SALES));
    floor.world.engine.agents.pause(id(0), 'descanso');
    await run(151 * SECOND);
    expect(phases(floor.world)).toEqual(['messaging']);
    await untilPhases(floor.world);
    expect(await results(floor.world)).toMatchObject([{ abandoned: false, reason: 'line_dropped' }]);
  });

  test('a caller counts once, in the queue he came to, whoever serves him in the end', async () => {
    await called({ duties: APART });
    await second();
    await floor.world.settled(floor.world.engine.talks.toQueue(id(0), SALES));
    await untilStates(floor.world, 'available', 'talking');
    floor.world.engine.agents.hangup(id(1));
    await untilStates(floor.world, 'available', 'wrap_up');
    floor.world.engine.agents.dispose(id(1), 'acordo', null);
    await run(SECOND);
    const rows = await floor.world.rows();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ result: { agentId: 'a002', outcome: 'sucesso' } });
    expect(
      floor.world.engine.queues().map(({ id: queue, today }) => [queue, today.offered, today.answeredInTime]),
    ).toEqual([
      ['cobranca', 1, 1],
      ['vendas', 0, 0],
    ]);
  });

  test('a caller whom nobody takes comes back to his agent, who reads why', async () => {
    await called({ duties: APART });
    await second('busy');
    await floor.world.settled(floor.world.engine.talks.toQueue(id(0), SALES));
    await run(110 * SECOND);
    expect(callers()).toEqual(['talking', 'waiting']);
    await untilStates(floor.world, 'talking', 'talking');
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
    await floor.world.settled(floor.world.engine.talks.toQueue(id(0), SALES));
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
    await floor.world.settled(floor.world.engine.talks.toQueue(id(0), SALES));
    await untilStates(floor.world, 'available', 'talking');
    await run(121 * SECOND);
    expect(heard()).toEqual(['music', 'no music', 'fila-position', 'music']);
    await untilStates(floor.world, 'talking', 'talking');
  });

  test('the queue counts him while he waits and while he talks there, its goal does not', async () => {
    await dialled();
    await second('busy');
    await floor.world.settled(floor.world.engine.talks.toQueue(id(0), SALES));
    const sinceMs = floor.world.clock.now();
    await run(30 * SECOND);
    const queue = () => floor.world.engine.queues().find((one) => one.id === SALES);
    expect(queue()).toMatchObject({ waiting: 1, longestSinceMs: sinceMs, talking: 1 });
    expect(floor.world.engine.talks.queues(id(1)).find((one) => one.id === SALES)).toMatchObject({
      waiting: 1,
    });
    floor.world.engine.agents.hangup(id(1));
    await untilStates(floor.world, 'available', 'wrap_up');
    floor.world.engine.agents.dispose(id(1), 'informado', null);
    await untilStates(floor.world, 'available', 'talking');
    expect(queue()).toMatchObject({ waiting: 0, talking: 1, today: { offered: 1, answeredInTime: 1 } });
    floor.world.engine.agents.hangup(id(1));
    await untilStates(floor.world, 'available', 'wrap_up');
    expect(queue()).toMatchObject({ talking: 0 });
  });

  test('a wait too long takes him to another queue that is sooner, where whoever serves it talks with him', async () => {
    const overflow = [{ to: { kind: 'queue', queueId: DEBTS }, waitedMs: 30_000, expectedMs: 0 }] as const;
    const duties = (who: string) => ({ queues: new Map([[who === 'a003' ? DEBTS : SALES, 1]]) });
    await dialled({ sales: { overflow }, duties });
    await second('busy');
    await floor.world.settled(floor.world.engine.talks.toQueue(id(0), SALES));
    await run(29 * SECOND);
    await enter(floor.world, floor.world.profiles[2]!.id);
    expect(agent(floor.world, 2).state).toBe('available');
    await untilStates(floor.world, 'available', 'talking', 'talking');
  });

  test('where the queue offers it he is called back by the key 1, as by any callback agreed', async () => {
    const sales = {
      overflow: [{ to: { kind: 'callback' }, waitedMs: 20_000, expectedMs: 0 }],
      callback: { expectedMs: 10_000, waitedMs: 0, answerMs: 10_000, most: 1, keepMs: 3_600_000 },
    } as const;
    await dialledTo(TAKES_IT, { sales });
    await second('busy');
    await floor.world.settled(floor.world.engine.talks.toQueue(id(0), SALES));
    const askedMs = floor.world.clock.now();
    await untilPhases(floor.world);
    const [row] = await floor.world.rows();
    expect(row?.result).toMatchObject({
      agentId: 'a001',
      disposition: 'retorno_agendado',
      reason: 'callback_agreed',
      endedBy: 'system',
      abandoned: false,
    });
    const contact = await floor.world.stores.contacts.find(row!.opening.contactId);
    expect(contact?.agreedCallbackMs).toBeGreaterThan(askedMs + 20 * SECOND);
    expect(contact?.agreedCallbackMs).toBeLessThan(askedMs + 20 * MINUTE);
    expect(floor.world.engine.queues().find((one) => one.id === SALES)?.today).toMatchObject({
      callbacks: 0,
    });
  });

  test('a caller who was given there may be called back too, and no figure counts him twice', async () => {
    const sales = {
      overflow: [{ to: { kind: 'callback' }, waitedMs: 20_000, expectedMs: 0 }],
      callback: { expectedMs: 10_000, waitedMs: 0, answerMs: 10_000, most: 1, keepMs: 3_600_000 },
    } as const;
    const caller = await called({ duties: APART, sales });
    await second('busy');
    await floor.world.settled(floor.world.engine.talks.toQueue(id(0), SALES));
    await run(22 * SECOND);
    caller?.press('1');
    await run(2 * SECOND);
    expect(callers()).toEqual(['talking']);
    expect([...floor.world.engine.inbound!.abandoned.values()]).toMatchObject([
      { number: '+5511987654321', leftIn: 'offer', queueId: SALES },
    ]);
    expect(await results(floor.world)).toMatchObject([{ agentId: 'a001', reason: 'callback_agreed' }]);
    expect(floor.world.engine.queues().map(({ today }) => today.callbacks)).toEqual([0, 0]);
  });

  test('that is closed, unknown, or served by nobody else is refused with the reason, and nothing changes', async () => {
    await dialled({ sales: { hours: NEVER } });
    const { talks } = floor.world.engine;
    await expect(talks.toQueue(id(0), SALES)).rejects.toMatchObject(REFUSAL);
    await expect(talks.toQueue(id(0), parseQueueId('outra'))).rejects.toMatchObject({
      code: 'DLR_NOT_FOUND',
    });
    await expect(talks.toQueue(id(0), parseQueueId('cobranca'))).rejects.toMatchObject(REFUSAL);
    expect(talk(0)?.state).toBe('talking');
  });
});
