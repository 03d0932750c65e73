import type { Locator } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { accessibilityFaults } from '../support/accessibility.js';
import { DemoPage } from '../support/demo-page.js';
import { loadedBy } from '../support/loaded-page.js';

vi.setConfig({ testTimeout: 120_000 });

const demo = new DemoPage(/ 4\d\d /);
/** So that a check that sees nothing is seen. */
const NAMELESS = '<button type="button"></button>';

async function open(): Promise<void> {
  await demo.page.goto(`${demo.address}/app/#token=${demo.token}`);
  await demo.page.getByRole('button', { name: 'Parada de emergência' }).waitFor();
}

/** The screen that is open, and each of its tabs. */
async function faultsOfScreen(place: string): Promise<string[]> {
  const { page } = demo;
  const found = (await accessibilityFaults(page)).map((fault) => `${place}: ${fault}`);
  const tabs = page.getByRole('tab');
  for (let at = 0; at < (await tabs.count()); at += 1) {
    await loadedBy(page, () => tabs.nth(at).click());
    const name = await tabs.nth(at).textContent();
    found.push(...(await accessibilityFaults(page)).map((fault) => `${place}, ${name}: ${fault}`));
  }
  return found;
}

const linksOf = (links: Locator): Promise<string[]> =>
  links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));

it('finds no fault of WCAG A and AA on any screen, light and dark', async () => {
  await open();
  const { page } = demo;
  const places = await linksOf(page.locator('nav a[href^="/app"]'));
  expect(places.length).toBeGreaterThan(5);
  const found: string[] = [];
  for (const [at, place] of places.entries()) {
    await loadedBy(page, () => page.locator(`nav a[href="${place}"]`).first().click());
    // A screen of places shows their links: they come next.
    const below = await linksOf(page.locator(`nav a[href^="${place}/"]`));
    places.splice(at + 1, 0, ...below.filter((one) => !places.includes(one)));
    found.push(...(await faultsOfScreen(place)));
  }
  expect([...new Set(found)]).toEqual([]);
});

it('finds none on a menu that is written, with a call to it played beside', async () => {
  await open();
  const { page } = demo;
  await page.goto(`${demo.address}/app/admin/queues`);
  await page.getByRole('tab', { name: 'Menus (URA)' }).click();
  await page.getByRole('button', { name: 'Novo menu' }).click();
  await page.getByRole('heading', { name: 'Ensaio' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
});

it('would say so of a button without a name', async () => {
  await open();
  await demo.page.evaluate((text) => document.body.insertAdjacentHTML('beforeend', text), NAMELESS);
  expect(await accessibilityFaults(demo.page)).toEqual([expect.stringContaining('button-name')]);
});

/** What the function that runs in the browser uses of it. */
declare const document: { readonly body: { insertAdjacentHTML(where: string, text: string): void } };
