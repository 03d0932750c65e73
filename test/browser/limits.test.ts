import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/chromium.mjs';
import { startDemo } from '../../scripts/demo-process.mjs';

declare const document: {
  querySelectorAll(selector: string): Iterable<{ readonly textContent: string | null }>;
};

let demo: Awaited<ReturnType<typeof startDemo>>;
let browser: Browser;
let page: Page;

/** Sixty agents at work: a call is placed every second or so. */
const NEXT_CALL_MS = 30_000;

/** The rules that have blocked an attempt, by the ledger. */
async function blockingRules(): Promise<readonly string[]> {
  const answer = await fetch(`${demo.address}/v1/decisions/counts?by=rule`, {
    headers: { authorization: `Bearer ${demo.token}` },
  });
  const { items } = (await answer.json()) as { items: { name: string; blocked: number }[] };
  return items.map(({ name }) => name);
}

/** Waits until a row of the limits table says both. */
async function rowSays(who: string, state: string): Promise<void> {
  await page.waitForFunction(
    ([name, word]) =>
      [...document.querySelectorAll('#limits tr')].some(
        ({ textContent }) => textContent?.includes(name ?? '') && textContent.includes(word ?? ''),
      ),
    [who, state] as const,
    { timeout: 240_000 },
  );
}

beforeAll(async () => {
  browser = await launchChromium();
  demo = await startDemo(['--towards-limits', '--agents', '60']);
  page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  await page.goto(`${demo.address}/#token=${demo.token}`);
});

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

it('a demo towards the limits shows the line stopped, the company stopped, and the traffic at the other carrier', async () => {
  await rowSays('+551140030001', 'Parada');
  await rowSays('11222333 · demo · STFC', 'Parada');
  await rowSays('11222333 · demo-b · STFC', 'Dentro');
  expect(await page.locator('#limits tr').first().isVisible()).toBe(true);
  // A line is stopped before the next call asks for it, and the page hears of the block a moment later still.
  await expect.poll(blockingRules, { timeout: NEXT_CALL_MS }).toContain('R03');
  await expect
    .poll(async () => (await page.locator('#blocked').textContent()) ?? '', { timeout: NEXT_CALL_MS })
    .toContain('R01');
}, 300_000);
