import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { accessibilityFaults } from '../support/accessibility.js';
import { DemoPage } from '../support/demo-page.js';

vi.setConfig({ testTimeout: 90_000 });

/** What the function that runs in the browser uses of it. */
declare const document: { readonly documentElement: { readonly scrollWidth: number } };
declare const innerWidth: number;

const demo = new DemoPage(/ 4\d\d /);
/** Signatures of what arrived, by kind of event. */
const heard: { readonly kind: string; readonly signature: string }[] = [];
let answer = 204;
const receiver = createServer((request, response) => {
  request.resume().on('end', () => {
    heard.push({
      kind: String(request.headers['cadencia-event']),
      signature: String(request.headers['cadencia-signature']),
    });
    response.writeHead(answer).end();
  });
});
let url = '';

beforeAll(async () => {
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/crm`;
});
afterAll(() => {
  receiver.closeAllConnections();
  receiver.close();
});

async function open(place: string): Promise<void> {
  await demo.page.goto(`${demo.address}/app/${place}#token=${demo.token}`);
}

it('makes a receiver, shows its key once, tries it, rotates its key and shows what was delivered', async () => {
  await open('admin/feeds');
  const { page } = demo;
  await page.getByRole('button', { name: 'Novo receptor' }).click();
  await page.getByLabel('Nome').fill('crm');
  await page.getByLabel('Endereço (URL)').fill('crm');
  await page.getByText('Escreva um endereço http ou https.').waitFor();
  await page.getByLabel('Endereço (URL)').fill(url);
  await page.getByLabel('Tentativa encerrada').check();
  await page.getByRole('button', { name: 'Salvar' }).click();
  const key = page.getByLabel('Chave (HMAC-SHA-256, hexadecimal)');
  const first = await key.inputValue();
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Já copiei' }).click();
  await page.getByRole('button', { name: 'Testar crm' }).click();
  await page.getByText(/^crm respondeu 204 em/).waitFor();

  await page.getByRole('button', { name: 'Trocar chave de crm' }).click();
  await page.getByLabel('Horas em que as duas assinam').fill('2');
  await page.getByRole('button', { name: 'Trocar chave', exact: true }).last().click();
  await key.waitFor();
  expect(await key.inputValue()).not.toBe(first);
  await page.getByRole('button', { name: 'Já copiei' }).click();
  await page.getByText(/2 assinam até/).waitFor();
  expect(await page.content()).not.toContain(first);
  await page.getByRole('button', { name: 'Testar crm' }).click();
  await vi.waitFor(() => {
    const tests = heard.filter(({ kind }) => kind === 'feed.test');
    expect(tests.map(({ signature }) => signature.split(',').length)).toEqual([1, 2]);
  }, 30_000);

  await page.getByText('Entregando', { exact: true }).waitFor({ timeout: 60_000 });
  const rows = page.getByRole('table', { name: 'Últimas tentativas' }).getByText(/^attempt\.closed:/);
  await rows.first().waitFor({ timeout: 60_000 });
  expect(await accessibilityFaults(page)).toEqual([]);

  answer = 503;
  await page.getByText(/^Falhando desde/).waitFor({ timeout: 60_000 });
  answer = 204;
});

it('makes a report pack of yesterday when asked, and saves its files', async () => {
  await open('admin/reports');
  const { page } = demo;
  await page.getByText('Diário da operação').first().waitFor();
  await page.getByRole('button', { name: 'Fazer agora' }).click();
  const pdf = page.getByRole('button', { name: /^report\.pdf de / });
  await pdf.waitFor({ timeout: 60_000 });
  expect(await accessibilityFaults(page)).toEqual([]);
  const [file] = await Promise.all([page.waitForEvent('download'), pdf.click()]);
  expect(file.suggestedFilename()).toMatch(/^operacao-\d{4}-\d{2}-\d{2}-report\.pdf$/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.getByRole('button', { name: 'Períodos de Conformidade da semana' }).click();
  await page.getByRole('heading', { name: 'Conformidade da semana', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Fazer agora' }).click();
  await page.getByRole('button', { name: /^report\.html de .* – / }).waitFor({ timeout: 60_000 });
});

it('shows what other systems told, and each refused row with its reason', async () => {
  const rows = [
    { key: 'b1', debt_id: 'D-1', since: '2026-10-05T09:12:00-03:00' },
    { key: 'b2', debt_id: '', since: '2026-10-05T09:12:00-03:00' },
  ];
  const told = await fetch(`${demo.address}/v1/intake/debts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${demo.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ rows }),
  });
  expect(told.status).toBe(200);
  await open('admin/feeds');
  const { page } = demo;
  await page.getByRole('tab', { name: 'Entrada' }).click();
  await page.getByText('anotados 1, recusados 1').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: /^Ver recusadas de/ }).click();
  await page.getByText(/debt_missing/).waitFor();
});
