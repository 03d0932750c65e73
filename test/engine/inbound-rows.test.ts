import { afterEach, describe, expect, test } from 'vitest';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import type { CallerModel, SimulatedCaller } from '../../src/adapters/simulator/simulated-caller.js';
import { callLogRecord } from '../../src/core/call-log/call-log-record.js';
import { verifyChain } from '../../src/core/call-log/verify-chain.js';
import { CadenciaError } from '../../src/core/kernel/errors.js';
import { parseEngineId } from '../../src/core/kernel/ids.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { InboundBook } from '../../src/engine/inbound-book.js';
import { PolicyBook } from '../../src/engine/policy-book.js';
import { auditTexts } from '../support/audit-bench.js';
import { inTurn, person, ringsOut } from '../support/fates.js';
import { agent, enter, handWorld, untilStates } from '../support/hand-floor.js';
import { CAMPAIGN, defaultPhone, SERVER, type World, type WorldOptions } from '../support/world.js';

const LINE = '+551140001000';
const CALLER = '11987654321';
const PATIENT: CallerModel = { ringMs: null, waitMs: null, talkMs: null, keys: [] };
const MENU = {
  start: 'escolha',
  onTooLong: 'fila',
  nodes: {
    escolha: {
      kind: 'choose',
      say: 'ura-boas-vindas',
      keys: { '1': 'fila', '2': 'retorno', '9': 'sair' },
      waitMs: 3000,
      times: 1,
      onSilence: 'fila',
      onInvalid: 'fila',
    },
    fila: { kind: 'queue', queueId: 'divida' },
    retorno: { kind: 'callback', queueId: 'divida', say: 'ura-ligaremos' },
    sair: { kind: 'optOut', say: 'ura-descadastro', next: 'fim' },
    fim: { kind: 'hangUp' },
  },
};
let world: World;

afterEach(async () => {
  expect(world.defects).toEqual([]);
  expect(verifyChain(await world.rows(), nodeDigest).map(({ broken }) => broken)).not.toContainEqual(
    expect.anything(),
  );
});

interface Setting extends Omit<WorldOptions, 'inbound'> {
  readonly ready?: number;
  readonly queue?: object;
  readonly rules?: object;
  /** What the second agent takes. */
  readonly second?: 'both' | 'outbound';
}

/** A line, its menu and one queue, kept in the store; two agents who serve it. */
async function open({
  queue = {},
  rules = {},
  second = 'both',
  ready,
  ...rest
}: Setting = {}): Promise<void> {
  let book: InboundBook | null = null;
  const calendar = () => new PolicyBook().calendar;
  const inbound = ({ stores, clock }: World): InboundBook => {
    book ??= new InboundBook({ store: stores.inboundStore, clock, calendar });
    return book;
  };
  const begun = { version: 1, atMs: 1, by: 'rui' } as const;
  world = await handWorld({ contacts: 0, ...rest, inbound, ready: 0 });
  const { inboundStore } = world.stores;
  await inboundStore.save({ ...begun, kind: 'queue', id: 'divida', document: { id: 'divida', ...queue } });
  await inboundStore.save({ ...begun, kind: 'menu', id: 'ura', document: MENU });
  const to = { kind: 'menu', menuId: 'ura' };
  const line = { number: LINE, campaignId: CAMPAIGN, to };
  await inboundStore.save({ ...begun, kind: 'line', id: LINE, document: line });
  await inboundStore.save({ ...begun, kind: 'rules', id: 'all', document: rules });
  for (const { id } of world.profiles) {
    await inboundStore.save({
      ...begun,
      kind: 'agent',
      id,
      document: { queues: { divida: 1 }, role: id === 'a002' ? second : 'both' },
    });
  }
  await (book as InboundBook | null)?.reload();
  for (const { id } of world.profiles.slice(0, ready ?? world.profiles.length)) {
    await enter(world, id);
  }
}

function calls(model: Partial<CallerModel> = {}, caller = CALLER): SimulatedCaller {
  const one = world.network.switchOf(SERVER).callIn({ caller, called: LINE }, { ...PATIENT, ...model });
  if (one === null) {
    throw new Error('The server takes no call');
  }
  return one;
}

const key = (digit: string) => ({ keys: [{ afterMs: 1000, digit }] });
const run = (ms: number): Promise<void> => world.clock.runFor(ms);
const inboundRows = async () => (await world.rows()).filter(({ opening }) => opening.mode === 'inbound');
const openRows = () => world.stores.attempts.listOpen(parseEngineId('e1'));
const callers = () => world.engine.callers();

describe('the row of a call that came in', () => {
  test('is there before the answer, and closes with who rang, the line, the queue, the agent and his word', async () => {
    await open({ ready: 1, campaign: { contractId: 'c-9', billingService: 'receptivo' } });
    const atMs = world.clock.now();
    const answers: number[] = [];
    world.engine.events.on('media:command', ({ op }) => op === 'answer' && answers.push(world.clock.now()));
    const caller = calls(key('1'));
    await untilStates(world, 'talking');
    const [row] = await openRows();
    expect(row?.opening).toMatchObject({ mode: 'inbound', phone: '+5511987654321', line: LINE });
    await run(20 * SECOND);
    caller.hangUp();
    await untilStates(world, 'wrap_up');
    world.engine.agents.dispose(agent(world, 0).id, 'acordo', null);
    await run(100);
    const [closed, ...others] = await inboundRows();
    expect(others).toEqual([]);
    expect(closed?.opening).toMatchObject({
      campaignId: CAMPAIGN,
      contractId: 'c-9',
      billingService: 'receptivo',
      phone: '+5511987654321',
      ddd: '11',
      uf: ['SP'],
      line: LINE,
      queue: 'divida',
      tQueuedMs: atMs,
      tDialMs: null,
      contactId: '',
    });
    expect(closed?.result).toMatchObject({
      tDialMs: null,
      tRingMs: atMs,
      endedBy: 'client',
      agentId: world.profiles[0]!.id,
      disposition: 'acordo',
      outcome: 'sucesso',
      reason: 'agreement',
      abandoned: false,
    });
    const { tAnswerMs, tAgentMs, tEndMs, tWrapEndMs } = closed!.result;
    expect(tAgentMs! - tAnswerMs!).toBeGreaterThanOrEqual(1000);
    expect(tEndMs - tAgentMs!).toBeGreaterThanOrEqual(20 * SECOND);
    expect(tWrapEndMs).toBeGreaterThanOrEqual(tEndMs);
    expect(await openRows()).toEqual([]);
  });

  test('says why nobody spoke with him: hung up in the queue, in the menu, at once, or asked to be called', async () => {
    await open({ ready: 0 });
    calls({ ...key('1'), waitMs: 40 * SECOND }, '11987654301');
    calls({ waitMs: 1500 }, '11987654302');
    calls({ ...key('1'), waitMs: 2500 }, '11987654303');
    calls(key('2'), '11987654304');
    calls(key('9'), '11987654305');
    calls({ ...key('1'), waitMs: 40 * SECOND }, 'anonymous');
    await run(2 * MINUTE);
    const said = (await inboundRows()).map(({ opening, result }) =>
      [opening.phone.slice(-1), result.reason, result.abandoned, result.endedBy, opening.queue].join(' '),
    );
    expect(said.sort()).toEqual([
      ' abandoned true client divida',
      '1 abandoned true client divida',
      '2 hung_up_before_agent false client ',
      '3 hung_up_before_agent false client divida',
      '4 callback_agreed false system ',
      '5 opt_out false system ',
    ]);
    expect((await inboundRows()).every(({ result }) => result.outcome === 'nao_contato')).toBe(true);
  });

  test('counts as no dial: not of the campaign, not of the line, and no rule of dialling is broken by it', async () => {
    await open({ ready: 1 });
    for (let index = 0; index < 6; index++) {
      // The same number, again and again: people call when they like.
      const caller = calls(key('1'));
      await untilStates(world, 'talking');
      caller.hangUp();
      await untilStates(world, 'wrap_up');
      world.engine.agents.dispose(agent(world, 0).id, 'sem_acordo', null);
      await untilStates(world, 'available');
      await run(MINUTE);
    }
    const rows = await world.rows();
    expect(rows).toHaveLength(6);
    expect(await world.stores.attempts.countsSince(CAMPAIGN, 0)).toMatchObject({ attempts: 0, connected: 0 });
    expect(world.engine.campaigns.view(CAMPAIGN)?.today.attempts).toBe(0);
    expect(world.engine.limits().filter(({ calls: used }) => used > 0)).toEqual([]);
    const text = rows.map((row) => `${JSON.stringify(callLogRecord(row))}\n`).join('');
    const audit = await auditTexts([text]);
    expect(audit.findings.filter(({ severity }) => severity === 'block')).toEqual([]);
  });

  test.each([
    ['where the law asks for them', {}, true],
    ['where the campaign records every talk', { purpose: 'pesquisa', recordsEveryTalk: true }, true],
    ['nowhere else', { purpose: 'pesquisa' }, false],
  ] as const)('carries the recording and its notice %s', async (_, campaign, recorded) => {
    await open({ ready: 1, campaign });
    calls(key('1'));
    await untilStates(world, 'talking');
    await run(2 * SECOND);
    world.engine.agents.dispose(agent(world, 0).id, 'sem_acordo', null);
    await run(SECOND);
    const [row] = await inboundRows();
    expect(row?.result.recordingId !== '').toBe(recorded);
    expect(row?.result.recordingNotice).toBe(recorded);
  });

  test('is kept although the database was away: the caller is answered, and the row comes after', async () => {
    const down = new CadenciaError('DLR_DATABASE_DOWN', { detail: 'Test.' });
    let away = false;
    await open({ ready: 1, faults: (operation) => (away && operation.startsWith('attempts') ? down : null) });
    away = true;
    const caller = calls(key('1'));
    await untilStates(world, 'talking');
    caller.hangUp();
    await run(40 * SECOND);
    away = false;
    await run(10 * SECOND);
    expect(await inboundRows()).toHaveLength(1);
    expect(await openRows()).toEqual([]);
  });

  test('is the same after a restart under his talk, and is closed as lost where his call did not live', async () => {
    await open({ ready: 1 });
    calls(key('1'));
    await untilStates(world, 'talking');
    const [before] = await openRows();
    await world.crashAndRestart(2 * SECOND);
    world.crew.close();
    await run(15 * SECOND);
    await untilStates(world, 'talking');
    expect((await openRows())[0]?.opening).toEqual(before?.opening);
    world.engine.agents.dispose(agent(world, 0).id, 'promessa', null);
    await run(SECOND);
    expect(await inboundRows()).toMatchObject([
      { opening: { attemptId: before?.opening.attemptId }, result: { disposition: 'promessa' } },
    ]);
    const gone = calls(key('1'), '11987654300');
    await run(5 * SECOND);
    const restarted = world.crashAndRestart(30 * SECOND);
    gone.hangUp();
    await restarted;
    world.crew.close();
    await run(5 * SECOND);
    expect(await openRows()).toEqual([]);
    expect((await inboundRows()).at(-1)?.result.reason).toMatch(/lost|line_dropped|undisposed/);
  });
});

describe('a caller whom we called before', () => {
  /** Calls the only contact, who picks up and talks, and ends it. */
  async function talkedWith(): Promise<string> {
    const phone = defaultPhone(0);
    await world.addContacts(1, () => phone);
    world.engine.campaigns.contactsAdded(CAMPAIGN);
    await world.clock.runUntilTrue(
      () => world.profiles.some((_, index) => agent(world, index).state === 'talking'),
      world.clock.now() + 10 * MINUTE,
    );
    const spoke = world.profiles.find((_, index) => agent(world, index).state === 'talking');
    world.engine.agents.hangup(spoke!.id);
    await run(SECOND);
    world.engine.agents.dispose(spoke!.id, 'sem_acordo', null);
    await run(SECOND);
    return spoke!.id;
  }

  test('is his campaign’s contact, with his card before the voice, and his agent first; his cadence stays', async () => {
    await open({ fates: inTurn(person()) });
    const spoke = await talkedWith();
    const [dialled] = (await world.rows()).filter(({ opening }) => opening.mode !== 'inbound');
    const before = await world.stores.contacts.find(dialled!.opening.contactId);
    const cards: (string | undefined)[] = [];
    world.engine.events.on('inbound:moved', ({ to, agentId }) => {
      if (to === 'connecting' && agentId !== null) {
        cards.push(`${agentId} ${world.engine.agents.view(agentId)?.card?.contact.id}`);
      }
    });
    calls(key('1'), defaultPhone(0));
    await run(8 * SECOND);
    expect(cards).toEqual([`${spoke} ${dialled?.opening.contactId}`]);
    world.engine.agents.dispose(spoke as never, 'promessa', null);
    await run(SECOND);
    const [row] = await inboundRows();
    const { contactId, cpfHash, debtId, salt } = dialled!.opening;
    expect(row?.opening).toMatchObject({ contactId, cpfHash, debtId, salt, attemptNo: 0 });
    expect(await world.stores.contacts.find(contactId)).toEqual(before);
  });

  test('who opts out in the menu is on file, and the gate lets no call to him leave any more', async () => {
    await open({ second: 'outbound' });
    calls(key('9'), defaultPhone(0));
    await run(30 * SECOND);
    const blocked: string[] = [];
    world.engine.events.on('dial:blocked', ({ rule }) => blocked.push(rule));
    await world.addContacts(1, () => defaultPhone(0));
    world.engine.campaigns.contactsAdded(CAMPAIGN);
    await run(5 * MINUTE);
    expect(blocked).toContain('R20');
    expect(world.records.filter(({ number }) => number === defaultPhone(0))).toEqual([]);
    expect(callers()).toEqual([]);
  });
});

describe('callers with whom nobody spoke', () => {
  const dialled = () => world.records.map(({ number }) => number);

  test('are called back through hopper and gate when they are due, also after a restart', async () => {
    const rules = { abandoned: { delayMs: 120_000 } };
    await open({ ready: 0, second: 'outbound', fates: inTurn(person()), rules });
    calls({ ...key('1'), waitMs: 30 * SECOND });
    await run(MINUTE);
    expect(callers()).toMatchObject([{ number: '+5511987654321', leftIn: 'queue', campaignId: CAMPAIGN }]);
    await world.crashAndRestart(2 * SECOND);
    world.crew.close();
    expect(callers()).toHaveLength(1);
    await run(30 * SECOND);
    expect(dialled()).toEqual([]);
    const [, second] = world.profiles;
    await world.clock.runUntilTrue(() => agent(world, 1).state === 'paused', world.clock.now() + MINUTE);
    world.engine.agents.ready(second!.id);
    await world.clock.runUntilTrue(() => agent(world, 1).state === 'talking', world.clock.now() + 5 * MINUTE);
    expect((await openRows())[0]?.opening).toMatchObject({ mode: 'callback', phone: '+5511987654321' });
    world.engine.agents.hangup(second!.id);
    await run(SECOND);
    world.engine.agents.dispose(second!.id, 'sem_acordo', null);
    await run(SECOND);
    expect(dialled()).toEqual(['+5511987654321']);
    expect(callers()).toEqual([]);
    expect(await world.stores.inboundStore.callers()).toEqual([]);
  });

  test('are forgotten and not called once they were erased from the store', async () => {
    const rules = { abandoned: { delayMs: 120_000 } };
    await open({ ready: 0, second: 'outbound', fates: inTurn(person()), rules });
    calls({ ...key('1'), waitMs: 30 * SECOND });
    await run(MINUTE);
    const [kept] = await world.stores.inboundStore.callers();
    await world.stores.inboundStore.keepCallers([], [kept!.number]);
    await run(5 * MINUTE);
    expect(callers()).toEqual([]);
    expect(await world.stores.inboundStore.callers()).toEqual([]);
    expect(dialled()).toEqual([]);
  });

  test('who are not reached are tried as often as was set, and then left alone', async () => {
    const rules = { abandoned: { delayMs: 60_000, retryMs: 20 * MINUTE, tries: 2 } };
    await open({ second: 'outbound', fates: inTurn(ringsOut()), rules, queue: { needs: [{ skill: 'x' }] } });
    calls({ ...key('1'), waitMs: 30 * SECOND });
    await run(10 * MINUTE);
    expect(dialled()).toHaveLength(1);
    expect(callers()).toMatchObject([{ tries: 1 }]);
    await run(60 * MINUTE);
    expect(callers()).toEqual([]);
  });

  test('are left alone where the rules say so, but for those who asked', async () => {
    await open({
      second: 'outbound',
      fates: inTurn(ringsOut()),
      rules: { callsBack: false },
      queue: { needs: [{ skill: 'x' }] },
    });
    calls({ ...key('1'), waitMs: 30 * SECOND }, '11987654301');
    calls(key('2'), '11987654302');
    await run(20 * MINUTE);
    expect(new Set(dialled())).toEqual(new Set(['+5511987654302']));
  });
});
