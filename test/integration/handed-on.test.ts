import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parseAgentId, parseE164, parseQueueId } from '../../src/core/kernel/ids.js';
import { InboundBook } from '../../src/engine/inbound-book.js';
import { CUSTOMER_HZ, DeskLab, LINE } from '../support/desk-lab.js';
import { register } from '../support/registering-phones.js';
import { type ToneCustomer, ToneCustomers } from '../support/tone-customers.js';
import { until } from '../support/until.js';
import { tone, wavBytes } from '../support/wav-bytes.js';
import { CAMPAIGN } from '../support/world.js';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const [ANA, RUI] = [parseAgentId('ana'), parseAgentId('rui')];
const SALES = parseQueueId('vendas');
/** What each says: everybody is told from everybody by his tone. */
const [ANA_HZ, RUI_HZ, ANNOUNCED_HZ] = [1000, 1300, 1900];
/** As Brazilian exchanges ring. */
const RINGING_HZ = 425;
/** Of 9000 that are sent. */
const CLEAR = 2000;

let desk: DeskLab;
const phones: ToneCustomers[] = [];

/** A telephone of an agent’s, which answers at once and says its tone. */
async function phone(name: string, hz: number): Promise<void> {
  const ear = await ToneCustomers.open(hz);
  phones.push(ear);
  await register({
    name,
    password: `segredo-${name}`,
    registrarPort: desk.lab.asterisk.settings.sipPort,
    contactPort: ear.port,
  });
  await desk.engine.agents.login(parseAgentId(name), [CAMPAIGN]);
  await agentIs(name, 'paused');
}

function agentIs(name: string, state: string): Promise<void> {
  const now = () => desk.engine.agents.view(parseAgentId(name))?.state;
  return until(() => now() === state || `${name} ${state}, not ${now()}`, 30_000);
}

async function hears(who: ToneCustomer | undefined, hz: number, what: string): Promise<void> {
  who?.forget();
  await until(() => (who?.hears(hz) ?? 0) > CLEAR || what, 30_000);
}

/** What was heard before is in the ear for half a second. */
function hearsNot(who: ToneCustomer | undefined, hz: number, what: string): Promise<void> {
  return until(() => (who?.hears(hz) ?? 0) < CLEAR / 4 || what, 30_000);
}

beforeAll(async () => {
  desk = await DeskLab.start({
    agents: [],
    softphones: ['ana', 'rui'],
    contacts: 5,
    queues: { vendas: ['rui'] },
    campaign: { mode: 'power' },
  });
  // Spoken words are hard to tell from music; a tone is not.
  const announcement = join(desk.lab.runFolder, 'anuncio');
  await writeFile(`${announcement}.wav`, wavBytes([tone(2, 9000, ANNOUNCED_HZ)]));
  vi.spyOn(InboundBook.prototype, 'soundsOf').mockReturnValue([announcement]);
  const announcements = { firstMs: 2000, everyMs: 10_000 };
  const document = { id: 'vendas', announcements };
  const { inboundStore } = desk.stores;
  await inboundStore.save({ kind: 'queue', id: SALES, document, version: 2, atMs: 2, by: 'rita' });
  await desk.opensLine(SALES, RUI);
  await phone('rui', RUI_HZ);
  await phone('ana', ANA_HZ);
});

afterAll(async () => {
  vi.restoreAllMocks();
  await desk?.stop();
  for (const ear of phones) {
    ear.close();
  }
});

test('a customer given to a queue hears its announcement, a caller goes to a colleague, and an outside number rings', async () => {
  const { engine } = desk;
  engine.agents.ready(RUI);
  await agentIs('rui', 'available');
  const { call, voice: caller } = await desk.callIn('11987654321', LINE);
  await agentIs('rui', 'talking');
  await hears(caller, RUI_HZ, 'rui at the caller');

  await engine.campaigns.start(CAMPAIGN);
  engine.agents.ready(ANA);
  await agentIs('ana', 'talking');
  await engine.campaigns.pause(CAMPAIGN);
  const customer = desk.customers.last;
  await hears(customer, ANA_HZ, 'ana at the customer');

  await engine.talks.toQueue(ANA, SALES);
  await agentIs('ana', 'available');
  expect(engine.queues().find(({ id }) => id === SALES)).toMatchObject({ waiting: 1, talking: 1 });
  await hears(customer, ANNOUNCED_HZ, 'the announcement at the customer');
  await hearsNot(customer, ANA_HZ, 'ana still at the customer');

  // The caller goes from rui to ana, and rui, free now, has the customer out of the queue.
  await engine.talks.handOver(RUI, ANA);
  await hears(caller, ANA_HZ, 'ana at the caller');
  await hears(phones[1]?.last, CUSTOMER_HZ, 'the caller at ana');
  await agentIs('rui', 'talking');
  await hears(customer, RUI_HZ, 'rui at the customer');
  await hears(phones[0]?.last, CUSTOMER_HZ, 'the customer at rui');
  await hearsNot(customer, ANNOUNCED_HZ, 'the announcement still at the customer');
  await hearsNot(caller, RUI_HZ, 'rui still at the caller');
  expect(engine.queues().find(({ id }) => id === SALES)).toMatchObject({ waiting: 0, talking: 2 });

  // An outside number rings in the ear of who called it, and is heard there when it answers.
  let answer = (): void => {};
  desk.customers.rings = new Promise((resolve) => {
    answer = resolve;
  });
  await engine.talks.dialOut(RUI, parseE164('+551133334444'), false);
  await hears(phones[0]?.last, RINGING_HZ, 'the ringing tone at rui');
  answer();
  await hears(phones[0]?.last, CUSTOMER_HZ, 'the outside number at rui');
  await hearsNot(phones[0]?.last, RINGING_HZ, 'the ringing tone still at rui');
  await hears(desk.customers.last, RUI_HZ, 'rui at the outside number');
  await engine.talks.callOff(RUI);
  await hears(customer, RUI_HZ, 'rui at the customer again');

  call.hangUp();
  await agentIs('ana', 'wrap_up');
  engine.agents.dispose(ANA, 'acordo', null);
  engine.agents.hangup(RUI);
  engine.agents.dispose(RUI, 'promessa', null);
  await until(async () => (await rows()).length === 3 || 'all rows');
  expect(
    (await rows()).map(({ opening, result }) => [opening.mode, result.agentId, result.disposition]),
  ).toEqual([
    ['inbound', 'ana', 'acordo'],
    ['manual', 'rui', 'sem_tabulacao'],
    ['power', 'rui', 'promessa'],
  ]);
  expect(desk.defects).toEqual([]);
});

async function rows() {
  const found = [];
  for await (const row of desk.stores.callLog.read({})) {
    found.push(row);
  }
  return found.sort((a, b) => a.opening.mode.localeCompare(b.opening.mode));
}
