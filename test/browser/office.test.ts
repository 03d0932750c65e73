import { chmodSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../support/accessibility.js';
import { DemoPage } from '../support/demo-page.js';
import { TemporaryFolder } from '../support/temporary-folder.js';
import { silence, tone, wavBytes } from '../support/wav-bytes.js';

/** What the functions that run in the browser use of it. */
declare const document: { readonly documentElement: { readonly scrollWidth: number } };
declare const innerWidth: number;

const DAY_S = 86_400;
const folder = new TemporaryFolder('office');

/** A data folder in which a switch that died days ago has left a recording: found and encrypted at the start. */
function withOldRecording(): readonly string[] {
  chmodSync(folder.path, 0o755);
  const day = join(folder.path, 'data/simulator/recordings/2026-11-09');
  mkdirSync(day, { recursive: true });
  const file = join(day, '20261109-planted.wav');
  writeFileSync(
    file,
    wavBytes([
      [...tone(12), ...silence(12)],
      [...silence(20), ...tone(4)],
    ]),
  );
  const atS = Date.now() / 1000 - 2 * DAY_S;
  utimesSync(file, atS, atS);
  return ['--data-folder', join(folder.path, 'data')];
}

const demo = new DemoPage(/ 4(04|09|03) /, withOldRecording);

async function open(place: string): Promise<void> {
  await demo.page.goto(`${demo.address}/app/${place}#token=${demo.token}`);
}

async function ask<Out>(method: string, path: string, body?: unknown, token = demo.token): Promise<Out> {
  const answer = await fetch(`${demo.address}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as Out;
}

const noOverflow = async () =>
  expect(await demo.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

describe('recordings', () => {
  it('are found, heard by keyboard once a reason is given, and show who listened and why', async () => {
    await open('recordings');
    const { page } = demo;
    await page
      .getByRole('button', { name: /^Abrir gravação/ })
      .first()
      .waitFor({ timeout: 60_000 });
    await page
      .getByRole('button', { name: /^Abrir gravação/ })
      .first()
      .click();
    await page.getByText('2 (cliente e atendente separados)').waitFor();
    await page.getByText('Ninguém ouviu ainda.').waitFor();
    await noOverflow();
    await page.getByLabel('Por que você ouve').fill('monitoria da semana');
    await page.keyboard.press('Enter');
    await page.getByRole('cell', { name: 'monitoria da semana' }).waitFor();
    const slider = page.getByLabel('Posição no som');
    await page.getByRole('button', { name: 'Tocar' }).focus();
    await page.keyboard.press('l');
    expect(Number(await slider.inputValue())).toBeGreaterThan(0);
    await page.keyboard.press('k');
    await page.getByRole('button', { name: 'Pausar' }).waitFor();
    await page.getByLabel('Voz').selectOption('client');
    await page.getByLabel('Velocidade').selectOption('1.5');
    await noOverflow();
    await page.getByLabel('Mínimo (s)').fill('86000');
    await page.getByRole('button', { name: 'Buscar' }).click();
    await page.getByText('Nenhuma gravação assim.', { exact: false }).waitFor();
    const { items } = await ask<{ items: { action: string }[] }>('GET', '/v1/admin-actions');
    expect(items.some(({ action }) => action === 'recording_play')).toBe(true);
  });
});

describe('quality', () => {
  it('has a form from its template and a draw whose commitment is shown before its period ends', async () => {
    await open('quality?tab=forms');
    const { page } = demo;
    await page.getByRole('button', { name: 'Usar o modelo' }).click();
    await page.getByText('Confirmou quem era antes de falar da dívida').waitFor();
    await noOverflow();
    await page.getByRole('button', { name: 'Nova versão de Monitoria de cobrança' }).click();
    await page.getByText('Soma dos pesos: 100 de 100').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('Peso (de 100)').first().fill('15');
    await page.getByText('Soma dos pesos: 95 de 100').waitFor();
    await page.getByRole('button', { name: 'Mais um item em Atitude' }).click();
    await page.getByRole('button', { name: 'Guardar versão' }).click();
    await page.getByText('Falta acertar 2 campos antes de guardar.').waitFor();
    await page.getByLabel('Peso (de 100)').first().fill('20');
    await page.getByLabel('Item', { exact: true }).nth(3).fill('Despediu-se com cordialidade');
    await page.getByLabel('Tipo').nth(3).selectOption('NCG');
    await page.getByLabel('Pontos que tira').nth(3).fill('5');
    await page.getByText('Um item grave tira de 6 a 10 pontos.').waitFor();
    await noOverflow();
    await page.getByLabel('Pontos que tira').nth(3).fill('7,5');
    await page.getByRole('button', { name: 'Guardar versão' }).click();
    await page.getByText(/^Versão 2, por/).waitFor();
    await page.getByText('Despediu-se com cordialidade').waitFor();
    await page.getByRole('button', { name: 'Versões anteriores' }).click();
    await page.getByRole('button', { name: 'Ver a versão 1' }).click();
    await page.getByText('Confirmou quem era antes de falar da dívida').nth(1).waitFor();
    await page.getByRole('button', { name: 'Partir desta, a versão 1' }).click();
    expect(await page.getByLabel('Item', { exact: true }).nth(3).inputValue()).not.toContain('Despediu-se');
    await page.getByRole('button', { name: 'Voltar', exact: true }).click();
    await page.getByRole('tab', { name: 'Sorteios' }).click();
    await page.getByRole('button', { name: 'Marcar sorteio' }).click();
    await page.getByText('Comprometido', { exact: true }).waitFor();
    await noOverflow();
    await page.getByRole('tab', { name: 'Índice (IQA)' }).click();
    await page.getByText('Notas anuladas por contestação: 0').waitFor();
    await open('quality?call=planted');
    await page.getByText('Faltam 15 itens').waitFor();
    await page.getByRole('button', { name: 'O resto está conforme' }).click();
    expect(await page.getByRole('button', { name: 'Dar a nota' }).isEnabled()).toBe(true);
    await page.getByLabel('Por que você ouve').waitFor();
    await noOverflow();
  });
});

/** A token of a person: what is decided bears a name. */
async function tokenOf(label: string): Promise<string> {
  return (await ask<{ secret: string }>('POST', '/v1/tokens', { label, role: 'admin' })).secret;
}

const closedCalls = async () => {
  const { today } = await ask<{ today: { reasons: Record<string, number> } }>(
    'GET',
    '/v1/campaigns/demo/live',
  );
  return Object.values(today.reasons).reduce((sum, count) => sum + count, 0);
};

describe('billing', () => {
  it('leads from a draft to its calls, and corrects one by two persons into a credit', async () => {
    const { page, address } = demo;
    const [ana, bia] = [await tokenOf('ana'), await tokenOf('bia')];
    const enter = (token: string, place: string) => page.goto(`${address}/app/${place}#token=${token}`);
    await expect.poll(closedCalls, { timeout: 90_000 }).toBeGreaterThan(2);
    await enter(ana, 'billing');
    const made = page.getByRole('status').getByRole('link', { name: /^demo-cobranca_.*_v\d+: R\$/ });
    await page.getByRole('button', { name: 'Fazer minuta' }).click();
    await made.click();
    await page.getByText('Cobrança de demonstração,', { exact: false }).first().waitFor();
    const statement = new URL(page.url()).searchParams.get('statement') ?? '';
    await page.getByRole('tab', { name: 'Chamadas' }).click();
    const fates = page.getByRole('table', { name: 'O que foi feito de cada chamada' });
    await fates
      .getByRole('row', { name: /não faturável/ })
      .getByRole('button')
      .first()
      .click();
    await page
      .getByRole('button', { name: /^Prova da chamada/ })
      .first()
      .click();
    await page.getByText('As provas conferem').waitFor();
    await noOverflow();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page
      .getByRole('button', { name: /^Corrigir a chamada/ })
      .first()
      .click();
    await page.getByLabel('Tabulação certa').selectOption('recado');
    await page.getByLabel('Por quê (o que se ouviu)').fill('há uma pessoa na gravação');
    await page.keyboard.press('Enter');
    await page.getByText('Feito.').waitFor();
    await page.getByRole('button', { name: 'Fechar' }).last().click();
    await page.getByRole('button', { name: 'Fechar' }).click();
    await fates.waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Baixar CSV' }).click();
    expect((await download).suggestedFilename()).toBe(`${statement}.csv`);

    await enter(bia, 'billing?tab=corrections&contract=demo-cobranca');
    await page.getByRole('button', { name: /^Confirmar a correção/ }).click();
    await page.getByLabel('Motivo (fica guardado)').fill('ouvi também');
    await page.getByRole('button', { name: 'Confirmar', exact: true }).last().click();
    await page.getByText('Confirmada', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Demonstrativos' }).click();
    await page.getByRole('button', { name: 'Fazer minuta' }).click();
    await made.click();
    await page.getByRole('tab', { name: 'Comparar versões' }).click();
    await page.getByText('Crédito', { exact: true }).first().waitFor();
    await noOverflow();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Andamento' }).click();
    await page.getByText('Contrato demo-cobranca@1').waitFor();
    await page.getByRole('button', { name: 'Enviar para conferência' }).click();
    await page.getByLabel('Motivo (fica guardado)').fill('ensaio');
    await page.keyboard.press('Enter');
    // Its period has not ended: said, with what to do.
    await page.getByText(/DLR_STATE_CONFLICT|make it again afterwards/).waitFor();
  });

  it('has a contract read as tables, refused at its line, rehearsed, and only then put on file', async () => {
    const { page, address } = demo;
    await page.goto(`${address}/app/billing?tab=contracts#token=${await tokenOf('caio')}`);
    await page.getByRole('link', { name: 'demo-cobranca@1' }).click();
    await page.getByRole('cell', { name: '50% de concretizada' }).waitFor();
    await noOverflow();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Escrever nova versão' }).click();
    const text = page.getByLabel('Contrato em texto');
    const shown = await text.inputValue();
    await text.fill(shown.replace(/otherServices: .*/, 'otherServices: sumiu'));
    await page.getByRole('button', { name: 'Verificar' }).click();
    await page.getByText("is 'sumiu', which is no service", { exact: false }).waitFor();
    await page.getByRole('button', { name: /^Ir à linha/ }).click();
    const chosen = await text.evaluate((area) => {
      const { value, selectionStart, selectionEnd } = area as unknown as {
        value: string;
        selectionStart: number;
        selectionEnd: number;
      };
      return value.slice(selectionStart, selectionEnd);
    });
    expect(chosen).toBe('otherServices: sumiu');
    await text.fill(shown.replace(/^version: .*$/m, 'version: "2"').replace('"6.37"', '"7.00"'));
    await page.getByRole('button', { name: 'Verificar' }).click();
    await page.getByRole('button', { name: 'Ensaiar em um período' }).click();
    await page.getByText('Ensaio de demo-cobranca@2', { exact: false }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('Motivo (fica guardado)').fill('reajuste');
    await page.getByRole('button', { name: 'Guardar versão' }).click();
    await page.getByText('demo-cobranca@2 guardado.').waitFor();
    await page.getByRole('link', { name: 'Todos os contratos' }).click();
    await page.getByRole('link', { name: 'demo-cobranca@2' }).waitFor();
  });
});
