import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/chromium.mjs';
import { startDemo } from '../../scripts/demo-process.mjs';

let demo: Awaited<ReturnType<typeof startDemo>>;
let browser: Browser;
let page: Page;

/** Sixty agents at work: a call is placed every second or so. */
const NEXT_CALL_MS = 30_000;
/** A line stops after eight calls and the company after eighty: ten seconds on two free cores. */
const STOPPED_MS = 120_000;

/** The rules that have blocked an attempt, by the ledger. */
async function blockingRules(): Promise<readonly string[]> {
  const answer = await fetch(`${demo.address}/v1/decisions/counts?by=rule`, {
    headers: { authorization: `Bearer ${demo.token}` },
  });
  const { items } = (await answer.json()) as { items: { name: string; blocked: number }[] };
  return items.map(({ name }) => name);
}

/** Waits until a row of the limits table says both; what the page said instead is in the error. */
async function rowSays(who: string, state: string): Promise<void> {
  const rows = page.locator('#limits tr');
  await rows
    .filter({ hasText: who })
    .filter({ hasText: state })
    .first()
    .waitFor({ state: 'attached', timeout: STOPPED_MS })
    .catch(async (error: unknown) => {
      const told = { limits: await rows.allInnerTexts(), page: await page.locator('body').textContent() };
      throw new Error(`No row says '${who}' and '${state}': ${JSON.stringify(told, null, 1)}`, {
        cause: error,
      });
    });
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
