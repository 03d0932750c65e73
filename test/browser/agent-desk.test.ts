import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AGENT_HZ, AgentPage, launchSpeakingChromium } from '../support/agent-page.js';
import { CUSTOMER_HZ, DeskLab, LINE } from '../support/desk-lab.js';
import { until } from '../support/until.js';
import { CAMPAIGN } from '../support/world.js';

const LONGEST_MS = 60_000;
/** Louder than this and a tone is there: silence is below -90 dB, the tone about -22 dB. */
const THERE_DB = -60;
/** Of 9000 that are sent. */
const CLEAR = 2000;

let desk: DeskLab;
let browser: Browser;
let ana: AgentPage;
let rui: AgentPage;

beforeAll(async () => {
  desk = await DeskLab.start({ agents: ['ana', 'rui'], contacts: 40, queues: { divida: [] } });
  browser = await launchSpeakingChromium();
  await desk.engine.campaigns.start(CAMPAIGN);
  ana = await AgentPage.open(browser, desk, 'ana');
}, LONGEST_MS);

afterAll(async () => {
  await browser?.close();
  await desk?.stop();
}, LONGEST_MS);

const hearsAgent = (): Promise<void> =>
  until(() => (desk.customers.last?.hears(AGENT_HZ) ?? 0) > CLEAR || 'the agent’s voice at the customer');
const hearsCustomer = (page: AgentPage): Promise<void> =>
  until(async () => (await page.hears(CUSTOMER_HZ)) > THERE_DB || 'the customer’s voice in the page');

test(
  'an agent signs in on the page and gets a predictive call: card, and sound both ways',
  async () => {
    await ana.logIn();
    await ana.press('Disponível');
    await ana.inTalk('talking');
    expect(await ana.page.locator('[data-contact]').textContent()).toMatch(/^Maria da Silva/);
    await hearsCustomer(ana);
    await hearsAgent();
    const before = await ana.packets();
    await until(async () => (await ana.packets()) > before + 20 || 'packets from the customer');
    // What is owed is on the screen only once the person has said who he is.
    expect(await ana.page.getByText('1.250,00').count()).toBe(0);
    await ana.press('Pessoa confirmada');
    expect(await ana.page.getByText('1.250,00').count()).toBe(1);
  },
  LONGEST_MS,
);

test(
  'held, the customer hears music and not the agent; taken up again, the agent',
  async () => {
    const customer = desk.customers.last;
    await ana.press('Espera');
    await ana.inTalk('held');
    customer?.forget();
    const packets = customer?.packets ?? 0;
    await until(() => (customer?.packets ?? 0) > packets + 40 || 'music at the customer');
    expect(customer?.hears(AGENT_HZ) ?? 0).toBeLessThan(CLEAR / 4);
    await ana.press('Retomar');
    await ana.inTalk('talking');
    await hearsAgent();
  },
  LONGEST_MS,
);

test(
  'the page loaded anew in the middle of the call keeps the customer, and the voice is back',
  async () => {
    const customer = desk.customers.last;
    const calls = desk.customers.customers.length;
    const name = await ana.page.locator('[data-contact]').textContent();
    await ana.page.reload();
    await ana.inTalk('talking');
    await hearsCustomer(ana);
    await hearsAgent();
    // Twice in a row, as people do when they wait.
    await ana.page.reload({ waitUntil: 'domcontentloaded' });
    await ana.page.reload({ waitUntil: 'domcontentloaded' });
    customer?.forget();
    await ana.inTalk('talking');
    await hearsCustomer(ana);
    await hearsAgent();
    expect(desk.customers.last).toBe(customer);
    expect(desk.customers.customers).toHaveLength(calls);
    expect(customer?.hungUp).toBe(false);
    expect(await ana.page.locator('[data-contact]').textContent()).toBe(name);
  },
  LONGEST_MS,
);

test(
  'links that break in the call, the telephone’s and the page’s, cost nothing: the same leg, the voice all the time',
  async () => {
    const customer = desk.customers.last;
    await ana.cutLinks();
    await ana.page.getByText('Telefone sem registro').waitFor();
    const packets = await ana.packets();
    await ana.page.getByText('Telefone registrado').waitFor();
    await until(async () => (await ana.packets()) > packets + 20 || 'packets after the cut');
    await ana.inTalk('talking');
    customer?.forget();
    await hearsAgent();
    expect(customer?.hungUp).toBe(false);
  },
  LONGEST_MS,
);

test(
  'a colleague on another page is asked, hears the agent, and is given the customer',
  async () => {
    rui = await AgentPage.open(browser, desk, 'rui');
    await rui.logIn();
    await desk.engine.campaigns.pause(CAMPAIGN);
    await rui.press('Disponível');
    await ana.page.getByLabel('Colega').getByRole('option', { name: 'rui' }).waitFor({ state: 'attached' });
    await ana.press('Consultar');
    await ana.inTalk('consulting');
    await rui.inState('reserved');
    expect(await rui.page.locator('[data-contact]').textContent()).toMatch(/^Maria da Silva/);
    await until(async () => (await rui.hears(AGENT_HZ)) > THERE_DB || 'the agent’s voice at the colleague');
    await ana.press('Transferir');
    await rui.inTalk('talking');
    await hearsCustomer(rui);
    await ana.inState('available');
  },
  LONGEST_MS,
);

test(
  'the call is disposed of by keyboard alone, and a pause that was asked for follows',
  async () => {
    await rui.press('Pausar');
    await rui.page.getByText('Pausa ao fim da chamada').waitFor();
    await rui.page.keyboard.press('Alt+g');
    await rui.inState('wrap_up');
    await rui.page.keyboard.press('Alt+b');
    await rui.page.keyboard.type('nao conhece');
    await rui.page.keyboard.press('Enter');
    await rui.page.keyboard.press('Enter');
    await rui.page.getByText(/Informe ao cliente o protocolo \d+/).waitFor();
    await rui.inState('paused');
  },
  LONGEST_MS,
);

test(
  'in preview the agent sees the next client first, with a deadline, and dials when he wants to',
  async () => {
    await desk.engine.campaigns.setMode(CAMPAIGN, 'preview');
    await desk.engine.campaigns.start(CAMPAIGN);
    await ana.inState('previewing');
    await ana.page.getByText(/Decida em 00:/).waitFor();
    const calls = desk.customers.customers.length;
    await ana.press('Aceitar e discar');
    await ana.inTalk('talking');
    expect(desk.customers.customers).toHaveLength(calls + 1);
    await hearsCustomer(ana);
    await desk.engine.campaigns.pause(CAMPAIGN);
    await ana.press('Desligar');
    await ana.inState('wrap_up');
    await ana.page.keyboard.press('Alt+1');
    await ana.press('Tabular');
    await ana.inState('available');
  },
  LONGEST_MS,
);

test(
  'a customer who calls our line back is recognised, and he and the agent who knows him hear each other',
  async () => {
    let phone = '';
    for await (const { opening, result } of desk.stores.callLog.read({ campaignId: CAMPAIGN })) {
      phone = result.agentId === 'ana' ? opening.phone : phone;
    }
    // Only now: who is kept for callers is not dialled for.
    await desk.opensLine('divida', 'ana');
    const { call, voice } = await desk.callIn(phone.replace('+55', ''), LINE.slice(1));
    await ana.inTalk('talking');
    expect(await ana.page.locator('[data-contact]').textContent()).toMatch(/^Maria da Silva/);
    await hearsCustomer(ana);
    await until(() => voice.hears(AGENT_HZ) > CLEAR || 'the agent’s voice at the caller');
    const before = await ana.packets();
    await until(async () => (await ana.packets()) > before + 20 || 'packets from the caller');
    call.hangUp();
    voice.close();
    await ana.inState('wrap_up');
    await ana.page.keyboard.press('Alt+1');
    await ana.press('Tabular');
    await ana.inState('available');
  },
  LONGEST_MS,
);

test(
  'the rows say who talked and what it was, and nothing went wrong on the way',
  async () => {
    const rows = [];
    for await (const row of desk.stores.callLog.read({ campaignId: CAMPAIGN })) {
      rows.push(row);
    }
    expect(rows.map(({ result }) => [result.agentId, result.disposition])).toEqual([
      ['rui', 'nao_conhece'],
      ['ana', 'promessa'],
      ['ana', 'promessa'],
    ]);
    expect(rows.at(-1)?.opening).toMatchObject({ mode: 'inbound', line: LINE, queue: 'divida' });
    expect(desk.defects).toEqual([]);
    expect([...ana.complaints, ...rui.complaints]).toEqual([]);
  },
  LONGEST_MS,
);
