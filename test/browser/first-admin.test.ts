import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults } from '../support/accessibility.js';
import { type BenchBrowser, openBenchBrowser } from '../support/bench-browser.js';
import { PASSWORD } from '../support/people.js';

let opened: BenchBrowser;

beforeAll(async () => {
  opened = await openBenchBrowser();
}, 90_000);
afterAll(() => opened?.close());

it('lets the first admin make himself by the printed link, and tells who comes after him that it is over', async () => {
  const link = `${opened.bench.base}/app/setup#${await opened.bench.server.openSetUpLink()}`;
  const open = async () => {
    const context = await opened.browser.newContext({
      viewport: { width: 1366, height: 768 },
      locale: 'pt-BR',
    });
    const page = await context.newPage();
    await page.goto(link);
    await page.getByRole('heading', { name: 'Primeiro acesso' }).waitFor();
    expect(page.url()).toBe(`${opened.bench.base}/app/`);
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
  expect((await opened.bench.stores.users.users()).map(({ id }) => id)).toEqual(['eva']);
});
