import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/chromium.mjs';
import { startDemo } from '../../scripts/demo-process.mjs';
import { type CutLink, makeCutLink } from '../support/cut-link.js';

/** What the functions that run in the browser use of it (as text they would break the page's security policy). */
declare const document: {
  querySelector(selector: string): { readonly textContent: string | null } | null;
  readonly activeElement: { readonly id: string } | null;
  readonly body: { readonly classList: { contains(name: string): boolean } };
  readonly documentElement: { readonly lang: string; readonly scrollWidth: number };
};
declare const history: { readonly length: number };

interface Demo {
  readonly address: string;
  readonly token: string;
  stop(): Promise<void>;
}

let demo: Demo;
let link: CutLink;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** What the browser complained of: errors of scripts, of the console, of the content security policy. */
let complaints: string[];

async function openPage(hash = `#token=${demo.token}`): Promise<void> {
  await page.goto(`${link.address}/${hash}`);
  if (hash !== '') {
    await page.locator('#main').waitFor();
  }
}

async function ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${demo.address}${path}`, {
    method,
    headers: { authorization: `Bearer ${demo.token}`, 'content-type': 'application/json' },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<string, unknown>;
}

const textOf = async (selector: string): Promise<string> =>
  (await page.locator(selector).textContent()) ?? '';

/** Waits until the text of a place fits. */
async function shows(selector: string, pattern: RegExp, timeout?: number): Promise<void> {
  await page.waitForFunction(
    ([at, source]) => new RegExp(source ?? '').test(document.querySelector(at ?? '')?.textContent ?? ''),
    [selector, pattern.source],
    timeout === undefined ? {} : { timeout },
  );
}

/** What is dialled at a stop may wait for its first ring and then rings its 15 s (R32); the rest is the page's and a busy machine's. */
const STOPPED_CALLS_END_MS = 40_000;

/** A batch that rings for all free agents may ring its whole time before the next call is placed. */
const CALLS_MOVE_MS = 40_000;

/** The page tries again after ten seconds at most, by chance a quarter more; then it asks for everything anew. */
const HEALS_MS = 30_000;

const TIMER = '#agents tr:first-child td:nth-child(3)';
const ATTEMPTS = '[data-key="calls"] .small';
const attemptsShown = async (): Promise<number> => Number((await textOf(ATTEMPTS)).replace(/\D/g, ''));

async function attemptsPass(count: number): Promise<void> {
  await page.waitForFunction(
    ([at, least]) => Number(document.querySelector(at)?.textContent?.replace(/\D/g, '')) > least,
    [ATTEMPTS, count] as const,
    { timeout: CALLS_MOVE_MS },
  );
}

const focused = () => page.evaluate(() => document.activeElement?.id);

/** Presses Tab until the element has the focus. */
async function tabTo(selector: string): Promise<void> {
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('Tab');
    if (`#${await focused()}` === selector) {
      return;
    }
  }
  throw new Error(`30 presses of Tab do not reach ${selector}`);
}

beforeAll(async () => {
  browser = await launchChromium();
  demo = (await startDemo()) as Demo;
  link = await makeCutLink(demo.address);
});

afterAll(async () => {
  await browser?.close();
  await link?.close();
  await demo?.stop();
});

beforeEach(async () => {
  // What a test that failed left stopped must not fail the next.
  await ask('POST', '/v1/resume');
  context = await browser.newContext({ viewport: { width: 1366, height: 768 }, reducedMotion: 'reduce' });
  complaints = [];
  await context.exposeFunction('cadenciaComplain', (text: string) => void complaints.push(text));
  await context.addInitScript(
    "addEventListener('securitypolicyviolation', (e) => cadenciaComplain('CSP: ' + e.violatedDirective + ' ' + e.blockedURI))",
  );
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      complaints.push(`console: ${message.text()}`);
    }
  });
});

afterEach(async () => {
  await context?.close();
});

describe('the live page in a browser', { timeout: 90_000 }, () => {
  it('lets the token of the fragment in, and takes it out of the address bar', async () => {
    await openPage();
    expect(page.url()).toBe(`${link.address}/`);
    expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
    await shows('#age', /Ao vivo/);
    await page.reload();
    await page.locator('#main').waitFor();
    expect(complaints).toEqual([]);
  });

  it('asks for a token, refuses a wrong one with a sentence and takes the right one', async () => {
    await openPage('');
    await page.locator('#token').waitFor();
    expect(await page.locator('#stop').isVisible()).toBe(false);
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await shows('#notice', /token não vale/);
    await page.keyboard.type(demo.token);
    await page.keyboard.press('Enter');
    await page.locator('#main').waitFor();
    expect(await textOf('#notice')).toBe('');
    expect(complaints).toEqual([]);
  });

  it('shows figures that move, agents by state with their timers, and says that it is the demo', async () => {
    await openPage();
    await attemptsPass(await attemptsShown());
    await shows('#agents', /Atendente 20/);
    await shows('#agents', /Livre|Em conversa/);
    const timer = await textOf(TIMER);
    await page.waitForFunction(([at, before]) => document.querySelector(at)?.textContent !== before, [
      TIMER,
      timer,
    ] as const);
    expect(await textOf('#demo')).toMatch(/pessoas e números inventados; nenhuma chamada sai/);
    expect(await page.locator('#demo').isVisible()).toBe(true);
    expect(await textOf('[data-key="abandoned"] .small')).toMatch(/ de .* · limite 3,0%/);
    expect(complaints).toEqual([]);
  });

  it('switches the mode of a running campaign and says why it dials as it does, in the reader’s language', async () => {
    await openPage();
    await page.click('[data-mode="power"]');
    await page.locator('[data-mode="power"][aria-pressed="true"]').waitFor();
    await shows('#pacing', /Novas chamadas: \d+\. .*Power [\d,]+:1: \d+ livres/);
    expect(await ask('GET', '/v1/campaigns/demo')).toMatchObject({ settings: { mode: 'power' } });
    await page.click('#language');
    await shows('#pacing', /New calls: \d+\. .*Power [\d.]+:1: \d+ free/);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    await page.click('[data-mode="predictive"]');
    await shows('#pacing', /about to be, for .* answers due|figures to trust/);
    await page.click('[data-run="pause"]');
    await shows('#pacing', /Paused: nothing is dialled/);
    await page.click('[data-run="start"]');
    await shows('#campaign-state', /Running/);
    expect(complaints).toEqual([]);
  });

  it('stops all dialling after a confirmation and resumes it, by keyboard alone', async () => {
    await openPage();
    await tabTo('#stop');
    await page.keyboard.press('Enter');
    await page.locator('#confirm').waitFor();
    expect(await focused()).toBe('confirm-no');
    await page.keyboard.press('Escape');
    await page.locator('#confirm').waitFor({ state: 'hidden' });
    expect(await ask('GET', '/v1/engine')).toMatchObject({ dialing: 'on' });
    expect(await focused()).toBe('stop');

    await page.keyboard.press('Enter');
    await tabTo('#confirm-yes');
    await page.keyboard.press('Enter');
    await shows('#dialing', /Tudo parado/);
    await shows('#pacing', /Tudo parado: nada é discado/);
    await page.locator('#cut').waitFor();
    for (const row of ['dialing', 'ringing']) {
      await shows(`#calls [data-key="${row}"] .number`, /^0$/, STOPPED_CALLS_END_MS);
    }
    expect(await ask('GET', '/v1/engine')).toMatchObject({ dialing: 'stopped' });
    const before = await attemptsShown();

    await page.waitForFunction(() => document.activeElement?.id === 'resume');
    await page.keyboard.press('Enter');
    await shows('#dialing', /Discando/);
    await attemptsPass(before);
    expect(complaints).toEqual([]);
  });

  it('cuts what still rings after a stop, when asked to', async () => {
    await openPage();
    await page.waitForFunction(
      (at) => Number(document.querySelector(at)?.textContent) > 0,
      '#calls [data-key="ringing"] .number',
      { timeout: CALLS_MOVE_MS },
    );
    await page.click('#stop');
    await page.click('#confirm-yes');
    await page.click('#cut');
    await shows('#notice', /Chamadas derrubadas: \d+\./);
    for (const row of ['dialing', 'ringing']) {
      await shows(`#calls [data-key="${row}"] .number`, /^0$/);
    }
    expect(complaints).toEqual([]);
  });

  it('says how old its data are while the server is away, and heals by itself', async () => {
    await openPage();
    await link.cut();
    await shows('#age', /Dados de \d+ s atrás/);
    expect(await page.evaluate(() => document.body.classList.contains('late'))).toBe(true);
    const frozen = await textOf(TIMER);
    await shows('#age', /Dados de ([2-9]|\d\d+) s atrás/);
    expect(await textOf(TIMER)).toBe(frozen);
    await link.mend();
    await shows('#age', /Ao vivo/, HEALS_MS);
    await attemptsPass(await attemptsShown());
    // A refused connection is the browser's to report; nothing else is.
    expect(complaints.filter((text) => !/WebSocket connection|ERR_CONNECTION/.test(text))).toEqual([]);
  });

  it.each([
    [390, 844],
    [768, 1024],
    [1366, 768],
    [1920, 1080],
  ])('fits a screen of %i × %i without scrolling sideways', async (width, height) => {
    await page.setViewportSize({ width, height });
    await openPage();
    await shows('#agents', /Atendente 20/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
});
