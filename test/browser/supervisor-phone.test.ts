import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AGENT_HZ, AgentPage, FloorPage, launchSpeakingChromium } from '../support/agent-page.js';
import { CUSTOMER_HZ, DeskLab } from '../support/desk-lab.js';
import { until } from '../support/until.js';
import { CAMPAIGN } from '../support/world.js';

const LONGEST_MS = 60_000;
/** What the supervisor says: neither the customer's tone nor the agent's, nor a multiple of them. */
const SUPERVISOR_HZ = 1300;
/** Louder than this and a tone is there: silence is below -90 dB, the tones about -22 dB. */
const THERE_DB = -60;
/** Of 9000 that are sent. */
const CLEAR = 1500;
/** Of 20 ms each: long enough for whatever is on its way to arrive. */
const PACKETS = 40;

let desk: DeskLab;
let browser: Browser;
let ana: AgentPage;
let supervisor: FloorPage;

beforeAll(async () => {
  desk = await DeskLab.start({ agents: ['ana'], contacts: 20 });
  browser = await launchSpeakingChromium();
  ana = await AgentPage.open(browser, desk, 'ana');
  await ana.logIn();
  await desk.engine.campaigns.start(CAMPAIGN);
  await ana.press('Disponível');
  await ana.inTalk('talking');
  supervisor = await FloorPage.open(browser, desk, SUPERVISOR_HZ);
}, LONGEST_MS);

afterAll(async () => {
  await browser?.close();
  await desk?.stop();
}, LONGEST_MS);

type Ear = 'supervisor' | 'agent' | 'customer';

/** Who hears the tone now, of those who do not say it. */
async function hears(ear: Ear, hz: number): Promise<boolean> {
  switch (ear) {
    case 'supervisor':
      return (await supervisor.hears(hz)) > THERE_DB;
    case 'agent':
      return (await ana.hears(hz)) > THERE_DB;
    case 'customer':
      return (desk.customers.last?.hears(hz) ?? 0) > CLEAR;
  }
}

/** Waits until what each hears is as given, and still is after as many packets as would show anything else. */
async function heard(table: Readonly<Record<Ear, readonly number[]>>): Promise<void> {
  const tones = [CUSTOMER_HZ, AGENT_HZ, SUPERVISOR_HZ];
  const own = { supervisor: SUPERVISOR_HZ, agent: AGENT_HZ, customer: CUSTOMER_HZ };
  const wrong = async (): Promise<string | null> => {
    for (const ear of ['supervisor', 'agent', 'customer'] as const) {
      for (const hz of tones.filter((tone) => tone !== own[ear])) {
        const expected = table[ear].includes(hz);
        if ((await hears(ear, hz)) !== expected) {
          return `${ear} ${expected ? 'does not hear' : 'hears'} ${hz} Hz`;
        }
      }
    }
    return null;
  };
  const asGiven = (): Promise<void> => until(async () => (await wrong()) ?? true);
  await asGiven();
  const customer = desk.customers.last;
  customer?.forget();
  const before = customer?.packets ?? 0;
  await until(() => (customer?.packets ?? 0) > before + PACKETS || 'packets at the customer');
  await asGiven();
}

const TALK = { agent: [CUSTOMER_HZ], customer: [AGENT_HZ] };

test(
  'one click on the floor: the supervisor hears agent and customer by his page, and nobody hears him',
  async () => {
    await supervisor.press('Ouvir ana');
    await supervisor.page.getByText('Você ouve ana').waitFor();
    await heard({ ...TALK, supervisor: [CUSTOMER_HZ, AGENT_HZ] });
  },
  LONGEST_MS,
);

test(
  'whispering, the agent hears him and the customer does not',
  async () => {
    await supervisor.press('Sussurrar');
    await heard({
      supervisor: [CUSTOMER_HZ, AGENT_HZ],
      agent: [CUSTOMER_HZ, SUPERVISOR_HZ],
      customer: [AGENT_HZ],
    });
  },
  LONGEST_MS,
);

test(
  'speaking with both, agent and customer hear him',
  async () => {
    await supervisor.press('Entrar na conversa');
    await heard({
      supervisor: [CUSTOMER_HZ, AGENT_HZ],
      agent: [CUSTOMER_HZ, SUPERVISOR_HZ],
      customer: [AGENT_HZ, SUPERVISOR_HZ],
    });
  },
  LONGEST_MS,
);

test(
  'taking over, he has the customer alone; leaving, the agent has the customer back',
  async () => {
    await supervisor.press('Assumir');
    await heard({ supervisor: [CUSTOMER_HZ], agent: [], customer: [SUPERVISOR_HZ] });
    await supervisor.press('Deixar de ouvir');
    await heard({ ...TALK, supervisor: [] });
  },
  LONGEST_MS,
);

test(
  'his page is loaded anew while he listens: the talk goes on as if nothing had been, and one click brings him back',
  async () => {
    await supervisor.press('Ouvir ana');
    await heard({ ...TALK, supervisor: [CUSTOMER_HZ, AGENT_HZ] });
    await supervisor.page.reload();
    await until(() => desk.engine.monitors.views().length === 0 || 'the watch has ended');
    await heard({ ...TALK, supervisor: [] });
    await supervisor.press('Ouvir ana');
    await heard({ ...TALK, supervisor: [CUSTOMER_HZ, AGENT_HZ] });
    expect(desk.customers.last?.hungUp).toBe(false);
  },
  LONGEST_MS,
);

test(
  'who clicks before the floor has told by what he can listen, or while it tells of the page that was, hears too',
  async () => {
    const stale = await supervisor.page.evaluate(async () => {
      const authorization = `Bearer ${sessionStorage.getItem('cadencia.token') ?? ''}`;
      return (await fetch('/v1/floor', { headers: { authorization } })).text();
    });
    expect(JSON.parse(stale).monitors).toMatchObject([{ byPage: true, phase: 'watching' }]);
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await supervisor.page.route('**/v1/floor', async (route) => {
      await held;
      await route.fulfill({ contentType: 'application/json', body: stale });
    });
    await supervisor.page.reload();
    await until(() => desk.engine.monitors.views().length === 0 || 'the watch has ended');
    await supervisor.press('Ouvir ana');
    answer();
    await heard({ ...TALK, supervisor: [CUSTOMER_HZ, AGENT_HZ] });
    await supervisor.page.unroute('**/v1/floor');
    expect(desk.customers.last?.hungUp).toBe(false);
    expect(desk.defects).toEqual([]);
    expect([...ana.complaints, ...supervisor.complaints]).toEqual([]);
  },
  LONGEST_MS,
);
