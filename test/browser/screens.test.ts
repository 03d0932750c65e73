import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/chromium.mjs';
import { startDemo } from '../../scripts/demo-process.mjs';

/** What the functions that run in the browser use of it. */
declare const document: {
  readonly activeElement: { readonly textContent: string | null } | null;
  readonly documentElement: { readonly scrollWidth: number; readonly lang: string };
};

const CHOSEN = 'quatro cavalos no pasto';
/** A name that would be a picture and a script, were it not shown as text. */
const ODD_NAME = '<img src=x onerror="document.title=1"> & Sara';

let demo: { readonly address: string; readonly token: string; stop(): Promise<void> };
let browser: Browser;
const contexts: BrowserContext[] = [];
/** What the browsers complained of; an answer of 401 is how a page learns that its session is over. */
const complaints: string[] = [];

async function newPage(width = 1366, height = 768): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'pt-BR' });
  contexts.push(context);
  const page = await context.newPage();
  page.on('pageerror', (error) => void complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('401')) {
      complaints.push(message.text());
    }
  });
  return page;
}

async function openAsAdmin(path = '/app/', width?: number, height?: number): Promise<Page> {
  const page = await newPage(width, height);
  await page.goto(`${demo.address}${path}#token=${demo.token}`);
  await page.getByRole('button', { name: 'Parada de emergência' }).waitFor();
  return page;
}

beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemo(), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
  expect(complaints.splice(0)).toEqual([]);
});

/** The head is read at a glance: its menu takes one line on a laptop too. */
async function linesOfMenu(page: Page): Promise<number> {
  const links = await page.getByRole('navigation', { name: 'Telas' }).getByRole('link').all();
  const boxes = await Promise.all(links.map((link) => link.boundingBox()));
  expect(boxes.length).toBeGreaterThan(6);
  return new Set(boxes.map((box) => box?.y)).size;
}

describe('the screens', () => {
  it.each([
    [1366, 768],
    [1920, 1080],
  ])('fit %i × %i, say everything in both languages, and keep what was chosen', async (width, height) => {
    const page = await openAsAdmin('/app/', width, height);
    for (const screen of ['Agora', 'Administração', 'Usuários', 'Minha conta']) {
      await page.getByRole('link', { name: screen, exact: true }).click();
      await page.locator('[aria-current="page"]', { hasText: screen }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
    expect(await linesOfMenu(page)).toBe(1);
    await page.getByLabel('Idioma').selectOption('en');
    await page.reload();
    await page.getByRole('link', { name: 'My account' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });

  it('stop all dialling by keyboard alone, with a reason, and give the focus back', async () => {
    const page = await openAsAdmin();
    const stop = page.getByRole('button', { name: 'Parada de emergência' });
    await stop.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Parada de emergência');
    await page.keyboard.press('Enter');
    await page.keyboard.type('ensaio');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Tudo parado').waitFor();
    await page.getByRole('button', { name: 'Retomar discagem' }).click();
    await page.getByText('Discando', { exact: true }).waitFor();
  });

  it('let a person in by a given password, to his own screens, and out the moment he is blocked', async () => {
    const admin = await openAsAdmin('/app/admin/users');
    await admin.getByRole('tab', { name: 'Equipes' }).click();
    await admin.getByRole('button', { name: 'Nova equipe' }).click();
    await admin.getByLabel('Código da equipe').fill('norte');
    await admin.getByLabel('Nome').fill('Norte');
    await admin.getByLabel('(demo-001)').check();
    await admin.getByRole('button', { name: 'Salvar' }).click();
    await admin.getByRole('tab', { name: 'Usuários' }).click();
    await admin.getByRole('button', { name: 'Novo usuário' }).click();
    await admin.getByLabel('Nome de acesso').fill('sara');
    await admin.getByLabel('Nome', { exact: true }).fill(ODD_NAME);
    await admin.getByLabel('Papel').selectOption('supervisor');
    await admin.getByLabel('Norte').check();
    await admin.getByRole('button', { name: 'Salvar' }).click();
    const given = (await admin.getByText(/^(\w{4}-){3}\w{4}$/).textContent()) ?? '';
    await admin.getByRole('button', { name: 'Fechar' }).click();
    await admin.getByRole('cell', { name: ODD_NAME, exact: true }).waitFor();

    const page = await newPage();
    await page.goto(`${demo.address}/app/admin/users`);
    await page.getByLabel('Usuário').fill('sara');
    await page.getByLabel('Senha').fill('errada');
    await page.keyboard.press('Enter');
    await page.getByText('Não deu para entrar').waitFor();
    await page.getByLabel('Senha').fill(given);
    await page.keyboard.press('Enter');
    await page.getByLabel('Senha atual').fill(given);
    await page.getByLabel('Senha nova', { exact: true }).fill(CHOSEN);
    await page.getByLabel('Repita').fill(CHOSEN);
    await page.keyboard.press('Enter');
    await page.getByText('ou não é para o seu papel').waitFor();
    expect(await page.getByRole('link', { name: 'Usuários' }).count()).toBe(0);
    await page.getByText(`${ODD_NAME} · supervisão`).waitFor();
    await page.getByRole('link', { name: 'Agora' }).click();
    await page.getByText('de 1 conectados').waitFor();

    await admin.getByRole('button', { name: `Bloquear ${ODD_NAME}` }).click();
    await page.getByLabel('Usuário').waitFor();
    await page.getByLabel('Usuário').fill('sara');
    await page.getByLabel('Senha').fill(CHOSEN);
    await page.keyboard.press('Enter');
    await page.getByText('Não deu para entrar').waitFor();
    expect(await page.title()).toBe('Cadência');
  });
});
