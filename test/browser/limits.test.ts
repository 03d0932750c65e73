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
  const answer = await fetch(`${demo.address}/v1/decisions/counts?by=rule`, {
    headers: { authorization: `Bearer ${demo.token}` },
  });
  const { items } = (await answer.json()) as { items: { name: string; blocked: number }[] };
  const rules = items.map(({ name }) => name);
  expect(rules).toContain('R03');
  await expect.poll(async () => (await page.locator('#blocked').textContent()) ?? '').toContain('R01');
}, 300_000);
