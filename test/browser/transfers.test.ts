import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AGENT_HZ, AgentPage, FloorPage, launchSpeakingChromium } from '../support/agent-page.js';
import { CUSTOMER_HZ, DeskLab } from '../support/desk-lab.js';
import { until } from '../support/until.js';
import { CAMPAIGN } from '../support/world.js';

const LONGEST_MS = 60_000;
const SUPERVISOR_HZ = 1300;
/** Louder than this and a tone is there: silence is below -90 dB, the tone about -22 dB. */
const THERE_DB = -60;
/** Of 9000 that are sent. */
const CLEAR = 2000;

let desk: DeskLab;
let browser: Browser;
let ana: AgentPage;
let rui: AgentPage;

beforeAll(async () => {
  desk = await DeskLab.start({ agents: ['ana', 'rui'], contacts: 20, queues: { vendas: ['rui'] } });
  browser = await launchSpeakingChromium();
  ana = await AgentPage.open(browser, desk, 'ana');
  rui = await AgentPage.open(browser, desk, 'rui');
  await desk.engine.campaigns.start(CAMPAIGN);
  await ana.logIn();
  await rui.logIn();
  await ana.press('Disponível');
  await ana.inTalk('talking');
  await desk.engine.campaigns.pause(CAMPAIGN);
  await rui.press('Disponível');
  await rui.inState('available');
}, 2 * LONGEST_MS);

afterAll(async () => {
  await browser?.close();
  await desk?.stop();
}, LONGEST_MS);

test(
  'blind to a queue by keyboard: whoever serves it has the customer with his card, and the agent is free',
  async () => {
    await ana.page.keyboard.press('Alt+t');
    await ana.page.keyboard.type('F');
    // Who serves it is told to the page by and by; a list of none cannot be entered.
    const queue = ana.page.getByLabel('Fila', { exact: true });
    await queue.getByRole('option', { name: 'vendas' }).waitFor({ state: 'attached' });
    await ana.page.keyboard.press('Tab');
    await ana.page.keyboard.press('Tab');
    await ana.page.keyboard.press('Enter');
    await rui.inTalk('talking');
    await ana.inState('available');
    expect(await rui.page.locator('[data-contact]').textContent()).toMatch(/^Maria da Silva/);
    await until(
      async () => (await rui.hears(CUSTOMER_HZ)) > THERE_DB || 'the customer’s voice at the queue’s agent',
    );
    desk.customers.last?.forget();
    await until(
      () => (desk.customers.last?.hears(AGENT_HZ) ?? 0) > CLEAR || 'the agent’s voice at the customer',
    );
  },
  LONGEST_MS,
);

test(
  'attended to a number by keyboard: asked first, then the two talk alone, and the agent says what it was',
  async () => {
    const [customer] = desk.customers.customers;
    // By keyboard alone: the panel, the kind by its first letter, the number.
    await rui.page.keyboard.press('Alt+t');
    await rui.page.keyboard.type('N');
    await rui.page.keyboard.press('Tab');
    await rui.page.keyboard.type('(11) 3333-4444');
    await rui.page.keyboard.press('Enter');
    await rui.inTalk('consulting');
    expect(desk.customers.customers).toHaveLength(2);
    const bank = desk.customers.last;
    await until(() => (bank?.hears(AGENT_HZ) ?? 0) > CLEAR || 'the agent’s voice at the number');
    customer?.forget();
    const packets = customer?.packets ?? 0;
    await until(() => (customer?.packets ?? 0) > packets + 40 || 'music at the customer');
    expect(customer?.hears(AGENT_HZ) ?? 0).toBeLessThan(CLEAR / 4);
    await rui.press('Transferir');
    await rui.inState('wrap_up');
    for (const one of [customer, bank]) {
      one?.forget();
      await until(() => (one?.hears(CUSTOMER_HZ) ?? 0) > CLEAR || 'the other’s voice');
      expect(one?.hungUp).toBe(false);
    }
    await rui.page.keyboard.press('Alt+1');
    await rui.press('Tabular');
    await rui.inState('available');
  },
  LONGEST_MS,
);

test(
  'help that an agent asks for is seen on the floor, and over when a supervisor is beside him',
  async () => {
    await ana.page.keyboard.press('Alt+j');
    await ana.page.getByRole('button', { name: /^Dispensar ajuda/ }).waitFor();
    const floor = await FloorPage.open(browser, desk, SUPERVISOR_HZ);
    await floor.page.getByText('ana pede ajuda').waitFor();
    await floor.page.getByRole('button', { name: 'Sussurrar: ana' }).click();
    await floor.page.getByText('ana pede ajuda').waitFor({ state: 'detached' });
    await ana.page.getByRole('button', { name: 'Pedir ajuda' }).waitFor();
    await floor.close();
  },
  LONGEST_MS,
);

test('nothing went wrong on the way', () => {
  expect(desk.defects).toEqual([]);
  expect([...ana.complaints, ...rui.complaints]).toEqual([]);
});
