import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/chromium.mjs';
import { accessibilityFaults } from '../support/accessibility.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { packagePath } from '../support/package-folder.js';
import { PASSWORD } from '../support/people.js';

let browser: Browser;
let bench: ApiBench;

beforeAll(async () => {
  [browser, bench] = await Promise.all([
    launchChromium(),
    startApiBench({ screensFolder: packagePath('dist/ui') }),
  ]);
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await bench?.close();
});

it('lets the first admin make himself by the printed link, and tells who comes after him that it is over', async () => {
  const link = `${bench.base}/app/setup#${await bench.server.openSetUpLink()}`;
  const open = async () => {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'pt-BR' });
    const page = await context.newPage();
    await page.goto(link);
    await page.getByRole('heading', { name: 'Primeiro acesso' }).waitFor();
    expect(page.url()).toBe(`${bench.base}/app/`);
    return page;
  };
  const [page, late] = [await open(), await open()];
  expect(await accessibilityFaults(page)).toEqual([]);
  for (const [index, each] of [page, late].entries()) {
    await each.getByLabel('Nome completo').fill('Eva Reis');
    await each.getByLabel('Usuário').fill(index === 0 ? 'Eva' : 'rui');
    await each.getByLabel('Senha', { exact: true }).fill(PASSWORD);
    await each.getByLabel('Repita a senha nova').fill(PASSWORD);
    await each.getByRole('button', { name: 'Criar e entrar' }).click();
    await (index === 0
      ? each.getByRole('contentinfo').getByText('Eva Reis · administração')
      : each.getByText('Este link não vale mais.', { exact: false })
    ).waitFor();
  }
  expect((await bench.stores.users.users()).map(({ id }) => id)).toEqual(['eva']);
});
