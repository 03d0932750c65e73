import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { DemoPage } from '../support/demo-page.js';
import { until } from '../support/until.js';

/** What the functions that run in the browser use of it. */
declare const document: { readonly documentElement: { readonly scrollWidth: number } };
declare const innerWidth: number;

const demo = new DemoPage(/ 4\d\d /);
/** Layout Instability (WICG): what moved though nobody touched anything, as shares of the window. */
const WATCH_SHIFTS = `window.shifts = []; new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, sources } of list.getEntries()) if (!hadRecentInput)
    window.shifts.push({ value, moved: sources.map(({ node, previousRect: was, currentRect: is }) =>
      \`\${node?.outerHTML ?? node?.textContent ?? 'gone'}: \${JSON.stringify({ was, is })}\`) });
}).observe({ type: 'layout-shift' });`;
let page: Page;

beforeEach(() => {
  ({ page } = demo);
});

async function open(place: string): Promise<void> {
  await page.goto(`${demo.address}/app/${place}#token=${demo.token}`);
}

async function ask<Out>(path: string): Promise<Out> {
  const headers = { authorization: `Bearer ${demo.token}` };
  return (await (await fetch(`${demo.address}${path}`, { headers })).json()) as Out;
}

const noOverflow = async () =>
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

describe('the floor', () => {
  it('lets a supervisor listen to a talk in one click, whisper and leave, and it is on file', async () => {
    await open('floor');
    const talking = page.getByRole('row').filter({ hasText: 'Em conversa' }).first();
    await talking.waitFor({ timeout: 60_000 });
    await noOverflow();
    const name = (await talking.getByRole('rowheader').textContent()) ?? '';
    await talking.getByRole('button', { name: `Ouvir ${name}`, exact: true }).click();
    await page.getByLabel('Telefone de mesa').fill('PJSIP/sup1');
    await page.getByRole('button', { name: 'Ouvir por este telefone' }).click();
    await page.getByText(`Você ouve ${name}`).waitFor();
    await page.getByRole('button', { name: 'Sussurrar' }).click();
    await page.getByText(`Você fala com ${name}`).waitFor();
    await page.getByText('ouvido por local').waitFor();
    await page.getByRole('button', { name: 'Deixar de ouvir' }).click();
    await page.getByText('Ninguém. Clique em Ouvir').waitFor();
    const { items } = await ask<{ items: { action: string; who: string }[] }>('/v1/admin-actions');
    expect(items.some(({ action, who }) => action === 'call_heard' && who === 'local')).toBe(true);
  });

  it('pauses an agent with a reason, writes to him, and says what is refused', async () => {
    await open('floor');
    const agent = page.getByRole('row').filter({ hasText: 'Atendente 3' }).first();
    await agent.getByRole('button', { name: 'Agir sobre' }).click();
    const pause = page.getByRole('button', { name: 'Pôr em pausa' });
    expect(await pause.isDisabled()).toBe(true);
    await page.getByLabel('Mensagem para').fill('Fale com a supervisão');
    await page.getByRole('button', { name: 'Enviar' }).click();
    await page.getByText('Enviada a 1 agentes.').waitFor();
    await agent.getByRole('button', { name: 'Agir sobre' }).click();
    await page.getByLabel('Motivo').fill('reunião de equipe');
    await pause.click();
    await page.getByText('pedido feito').waitFor();
  });

  it('writes to a group by the keyboard, and shows who has not read it', async () => {
    await open('floor');
    await page.getByRole('rowheader').first().waitFor();
    await page.getByRole('button', { name: 'Recados' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Para').selectOption({ index: 1 });
    await dialog.getByLabel('Recado', { exact: true }).fill('Reunião às 15h na sala 2');
    await page.keyboard.press('Enter');
    // The list of those sent before is there at once, and this one with the next answer.
    const sent = dialog.getByRole('listitem').filter({ hasText: 'Reunião às 15h na sala 2' });
    await sent.getByText(/^lido por 0 de \d+$/).waitFor();
    await sent.getByText(/^(Quem não leu \(\d+\)|Falta ler: Atendente.*)$/).press('Enter');
    await sent
      .getByText(/Atendente \d+/)
      .first()
      .waitFor();
    await noOverflow();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('keeps its order while data come in, until the reader asks for the gravest first', async () => {
    await open('floor');
    const names = () => page.getByRole('rowheader').allInnerTexts();
    await page.getByRole('rowheader').first().waitFor();
    const before = await names();
    await page.getByRole('row').filter({ hasText: 'Em conversa' }).first().waitFor();
    expect((await names()).slice(0, 5)).toEqual(before.slice(0, 5));
    await page.getByRole('button', { name: 'Mais graves primeiro' }).click();
    await page.getByRole('button', { name: 'Por nome' }).click();
    expect((await names()).slice(0, 5)).toEqual(before.slice(0, 5));
  });

  it.each(['', 'floor', 'pacing'])('moves nothing on /app/%s while data come in', async (place) => {
    let messages = 0;
    const count = (): void => {
      messages += 1;
    };
    page.on('websocket', (socket) => socket.on('framereceived', count));
    await open(place);
    await page.getByRole('heading').first().waitFor();
    await until(() => messages >= 3 || 'the first messages of the live socket');
    await page.waitForLoadState('networkidle');
    await page.evaluate(WATCH_SHIFTS);
    const before = messages;
    await until(() => messages >= before + 8 || 'eight messages of the live socket', 30_000);
    expect(await page.evaluate('window.shifts')).toEqual([]);
    await noOverflow();
  });

  it('draws of many agents those in sight, and the last one once it is scrolled to', async () => {
    await open('floor');
    const table = page.getByRole('table', { name: 'Agentes' });
    await table.getByRole('rowheader').first().waitFor();
    const last = table.locator(`[aria-rowindex="${await table.getAttribute('aria-rowcount')}"]`);
    expect(await last.count()).toBe(0);
    await table.evaluate((element) => element.parentElement?.scrollTo(0, 1_000_000));
    await last.waitFor();
    expect(await table.locator('[aria-rowindex="2"]').count()).toBe(0);
  });

  it('shows on the wall a few large figures without names', async () => {
    await page.setViewportSize({ width: 1920, height: 1080 });
    await open('floor/wallboard');
    await page.getByText('Abandono hoje').waitFor();
    await noOverflow();
    expect(await page.getByText(/Atendente \d/).count()).toBe(0);
    await page.getByRole('link', { name: 'Sair do painel' }).click();
    await page.getByRole('heading', { name: 'Agentes' }).waitFor();
  });
});

describe('pacing', () => {
  it('refuses a knob by its rule, says what a change would do, applies it for a while and undoes it', async () => {
    await open('pacing');
    const cap = page.getByLabel('Teto de abandono');
    await cap.fill('9');
    await page.getByText('Fora da faixa: de 0 a 5. R27').waitFor();
    await cap.fill('1');
    await page.getByRole('button', { name: 'Ver o efeito' }).click();
    await page.getByText(/sorteios de \d+ min/).waitFor();
    expect(await page.getByText(/\d+,\d% a \d+,\d%/).count()).toBeGreaterThan(1);
    await noOverflow();
    await page.getByLabel('Motivo').fill('hora do almoço');
    await page.getByRole('button', { name: 'Aplicar por 30 min' }).click();
    await page.getByText('volta em').waitFor();
    await page.getByRole('button', { name: 'Desfazer' }).click();
    await page.getByText('desfeito por local').waitFor();
    await page.getByText('Por quê').waitFor();
  });
});

describe('compliance', () => {
  it('shows each rule with its source, and gives an export with the hash of what came', async () => {
    await open('compliance');
    await page.getByRole('cell', { name: /Despacho Decisório Anatel 22\/2024/ }).waitFor();
    await page.getByLabel('Filtrar').fill('R13');
    await page.getByRole('rowheader', { name: /R13/ }).first().waitFor();
    await noOverflow();
    await page.getByRole('tab', { name: 'Exportações' }).click();
    await page.getByRole('button', { name: 'Exportar' }).click();
    await page.getByRole('button', { name: 'Baixar e conferir' }).first().click();
    await page.getByText(/^[0-9a-f]{64}$/).waitFor();
  });

  it('finds a person by number, and shows why a call was allowed, rule by rule, with its proof', async () => {
    const { items } = await ask<{ items: { phone: string }[] }>('/v1/decisions?allowed=true&limit=1');
    await open('compliance');
    await page.getByRole('tab', { name: 'Busca e evidência' }).click();
    await page.getByLabel('CPF ou telefone').fill(items[0]?.phone ?? '');
    await page.getByLabel('Motivo').fill('pedido do titular');
    await page.getByRole('button', { name: 'Buscar' }).click();
    await page
      .getByRole('button', { name: /Evidência da tentativa/ })
      .last()
      .click();
    await page.getByText('As provas conferem').waitFor();
    await page.getByText('Número que existe').first().waitFor();
    await noOverflow();
  });
});
