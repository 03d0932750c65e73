import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/chromium.mjs';
import { COLLECTION_SCRIPT } from '../../src/core/desk/collection-script.js';
import { parseAgentId, parseAttemptId, parseCampaignId, parseGroupId } from '../../src/core/kernel/ids.js';
import { accessibilityFaults } from '../support/accessibility.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { SAMPLE_CONTACT } from '../support/engine-double.js';
import { aDecision, aLedger } from '../support/ledger-samples.js';
import { packagePath } from '../support/package-folder.js';
import { sampleCampaign } from '../support/sample-campaign.js';
import { aBatch, aChain, anOpening, NOON } from '../support/samples.js';
import { until } from '../support/until.js';

/** What the functions that run in the browser use of it. */
declare const document: { querySelectorAll(selector: string): { readonly length: number } };
declare const opener: { readonly document: unknown };
declare const broken: unknown;

const ANA = parseAgentId('ana');
const DEMO = parseCampaignId('demo');
/** Would run, were it ever markup, an address of its own, or a pattern of a replacement. */
const NASTY = '<img src=x onerror="globalThis.broken=1"><script>globalThis.broken=1</script>{valor}$&';
const ODD_LABEL = 'Terceiro <img src=x onerror="broken=1">';
const NASTY_FIELDS = {
  valor: `${NASTY}javascript:alert(1)`,
  [`<b onmouseover="globalThis.broken=1">campo</b>`]: '"><svg onload="globalThis.broken=1">',
};

let bench: ApiBench;
let browser: Browser;
let crm: Server;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];
const asked: string[] = [];

beforeAll(async () => {
  crm = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.referer ?? ''}`.trim());
    response.setHeader('content-type', 'text/html').end('<title>CRM</title>');
  }).listen(0, '127.0.0.1');
  await once(crm, 'listening');
  [bench, browser] = await Promise.all([
    startApiBench({ screensFolder: packagePath('dist/ui') }),
    launchChromium(),
  ]);
  const dispositions = [{ code: 'terceiro', label: ODD_LABEL }] as const;
  await bench.engine.campaigns.save(sampleCampaign('demo', { dispositions }), 0);
  bench.engine.profiles.set(ANA, {
    ...{ id: ANA, name: 'Ana', groupId: parseGroupId('g1'), endpoint: 'SIM/ana', demo: false, active: true },
  });
  await bench.engine.agents.login(ANA, [DEMO]);
});
afterAll(async () => {
  await browser?.close();
  await bench?.close();
  crm.close();
});
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'pt-BR' });
  page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => complaints.push(dialog.message()));
});
afterEach(async () => {
  await context.close();
  expect(complaints.splice(0)).toEqual([]);
});

/** Puts a person on the agent's line. */
function connect(attempt: string, name: string): void {
  const contact = { ...SAMPLE_CONTACT, name, fields: NASTY_FIELDS, debtId: NASTY };
  Object.assign(bench.engine.agentViews.get(ANA) ?? {}, {
    state: 'talking',
    card: {
      attemptId: parseAttemptId(attempt),
      campaignId: DEMO,
      contact,
      decideByMs: null,
      recording: 'on',
    },
  });
  bench.engine.events.emit('agent:moved', { agentId: ANA, campaignIds: [DEMO] } as never);
}

async function openDesk(): Promise<void> {
  await page.addInitScript(() => sessionStorage.setItem('cadencia.agent', 'ana'));
  await page.goto(`${bench.base}/app/agent#token=${bench.secret}`);
}

async function save(steps: readonly object[], popUrl: string): Promise<void> {
  const etag = (await bench.call('GET', '/v1/campaigns/demo/script')).headers.get('etag') ?? '';
  const answer = await bench.call(
    'PUT',
    '/v1/campaigns/demo/script',
    { steps, popUrl },
    { 'if-match': etag },
  );
  expect(answer.status).toBe(200);
}

describe('an agent’s page', () => {
  it('shows contact fields and script texts as text, whatever they are, and keeps the answers with the attempt', async () => {
    const [first, ...others] = COLLECTION_SCRIPT;
    const nasty = { ...first, text: '<h1>Falo com {nome}?</h1>' };
    const told = others.map((step) =>
      step.id === 'assunto' ? { ...step, text: `${step.text} {valor}<img src=x onerror="broken=1">` } : step,
    );
    await save([nasty, ...told], '');
    connect('t1', NASTY);
    await openDesk();
    await page.getByText(`<h1>Falo com ${NASTY}?</h1>`).waitFor();
    expect(await page.getByText('javascript:', { exact: false }).count()).toBe(0);
    await page.getByRole('button', { name: 'É a pessoa' }).click();
    await page.getByRole('button', { name: 'Confirmou', exact: true }).click();
    await page.locator('[data-step=assunto]').getByText(NASTY_FIELDS.valor).waitFor();
    await page.getByText(Object.keys(NASTY_FIELDS)[1] ?? '', { exact: true }).waitFor();
    await page.getByText(ODD_LABEL).waitFor();
    expect(
      await page.evaluate(() => [
        document.querySelectorAll('img[src=x], svg[onload], b[onmouseover]').length,
        typeof broken,
      ]),
    ).toEqual([0, 'undefined']);
    await until(
      async () => (await bench.stores.scripts.runOf(parseAttemptId('t1')))?.way.length === 3 || 'not kept',
    );
    await page.reload();
    await page.locator('[data-step=assunto]').waitFor();
  });

  it('shows a supervisor’s words as text, and they go when the key says that they were read', async () => {
    connect('t2', 'Maria Souza');
    await openDesk();
    await page.locator('[data-contact]').waitFor();
    await bench.call('POST', '/v1/messages', { to: { kind: 'all' }, text: NASTY });
    await page.getByText(NASTY, { exact: true }).waitFor();
    await page.keyboard.press('Alt+l');
    await page.getByText(NASTY, { exact: true }).waitFor({ state: 'detached' });
    expect(await page.evaluate(() => typeof broken)).toBe('undefined');
  });

  it('has one window of the CRM, opened by the agent, that follows the calls and reads nothing of the page', async () => {
    const { port } = crm.address() as AddressInfo;
    await save(COLLECTION_SCRIPT, `http://127.0.0.1:${port}/c/{contato}?n={nome}`);
    connect('t3', 'Maria & Zé?#');
    await openDesk();
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('button', { name: 'Abrir CRM' }).click(),
    ]);
    await until(() => asked.includes('/c/ct-1?n=Maria%20%26%20Z%C3%A9%3F%23') || 'the CRM was not asked');
    await popup.waitForURL(/\/c\/ct-1\?n=Maria/);
    await expect(popup.evaluate(() => opener.document)).rejects.toThrow('cross-origin');
    connect('t4', 'Rui Lima');
    await until(() => asked.includes('/c/ct-1?n=Rui%20Lima') || 'the window did not follow');
    expect(context.pages()).toHaveLength(2);
  });
});

describe('the editor of scripts', () => {
  it('shows a script as an agent sees it, says by step what the law does not allow, and saves a version', async () => {
    await save(COLLECTION_SCRIPT, '');
    await page.goto(`${bench.base}/app/admin/scripts#token=${bench.secret}`);
    const first = page.getByRole('group', { name: 'Passo 1' });
    const text = first.getByLabel('O que dizer');
    await text.fill('Alô, {nome}? Falo da sua dívida.');
    await page.getByRole('button', { name: 'Salvar' }).click();
    await page.getByText('quem: “dívida” antes de a pessoa confirmar quem é.').waitFor();
    await text.fill('Alô, {nome}?');
    await page.getByText('Alô, Maria Aparecida Souza?').waitFor();
    await page.getByRole('button', { name: 'Salvar' }).click();
    await page.getByText('Tudo salvo.').waitFor();
    const kept = await bench.stores.scripts.newest();
    expect(kept[0]?.steps[0]?.text).toBe('Alô, {nome}?');
    await page.getByRole('button', { name: 'Abrir a versão 1' }).click();
    await page.getByText('Mudanças por salvar.').waitFor();
  });
});

describe('the evidence of a call', () => {
  it('shows what stood on the screen and what was answered, beside the proof', async () => {
    const attemptId = parseAttemptId('t9');
    const [row] = aChain(
      [anOpening('t9', { campaignId: DEMO, decisionId: 'd9', policyVersion: 'brasil-2026@1' })],
      { agentId: ANA },
    );
    const decisions = aLedger([aDecision('d9', { attemptId, campaignId: DEMO, atMs: NOON - 2 })]);
    await bench.stores.attempts.commit(
      aBatch({ decisions, closings: row === undefined ? [] : [{ row, contact: null }] }),
    );
    const [first] = COLLECTION_SCRIPT;
    const [branch] = first?.branches ?? [];
    const way = [
      { step: first?.id ?? '', answer: branch?.label ?? '' },
      { step: branch?.to ?? '', answer: null },
    ];
    await bench.stores.scripts.keepRun({
      ...{ attemptId, campaignId: DEMO, version: 0, agentId: ANA, way, atMs: NOON },
    });
    const found = { contacts: [], decisions: [], facts: [] };
    const attempts = [{ attempt_id: 't9', reason: 'promise', phone: '+5511987654321', t_dial: NOON }];
    await page.route('**/v1/persons/export', (route) => route.fulfill({ json: { ...found, attempts } }));
    await page.goto(`${bench.base}/app/compliance#token=${bench.secret}`);
    await page.getByRole('tab', { name: 'Busca e evidência' }).click();
    await page.getByLabel('CPF ou telefone').fill('+5511987654321');
    await page.getByLabel('Motivo').fill('auditoria');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Ver: Evidência da tentativa t9' }).click();
    await page.getByText('As provas conferem').waitFor();
    const table = page.getByRole('table', { name: 'Roteiro, versão 0' });
    await table.getByText(first?.text ?? '', { exact: true }).waitFor();
    await table.getByRole('cell', { name: branch?.label ?? '', exact: true }).waitFor();
    await table.getByText('terminou aqui').waitFor();
    await page.getByText('pessoa não confirmada').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
