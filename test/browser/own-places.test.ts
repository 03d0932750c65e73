import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  parseAgentId,
  parseAttemptId,
  parseCampaignId,
  parseGroupId,
  parseQueueId,
} from '../../src/core/kernel/ids.js';
import { aStatement } from '../conformance/billing-store.js';
import { aScore } from '../conformance/quality-store.js';
import { aRecording } from '../conformance/recording-store.js';
import { accessibilityFaults } from '../support/accessibility.js';
import { type BenchBrowser, openBenchBrowser } from '../support/bench-browser.js';
import { addPerson, PASSWORD } from '../support/people.js';
import { marksBut, PRINTED_FORM } from '../support/quality-form.js';
import { sampleCampaign } from '../support/sample-campaign.js';

const ANA = parseAgentId('ana');

let opened: BenchBrowser;

beforeAll(async () => {
  opened = await openBenchBrowser();
}, 90_000);
afterAll(() => opened?.close());

/** The application as somebody of his role sees it. */
async function openAs(user: string): Promise<Page> {
  const context = await opened.browser.newContext({
    viewport: { width: 1366, height: 768 },
    locale: 'pt-BR',
  });
  const page = await context.newPage();
  await page.goto(`${opened.bench.base}/app/`);
  await page.getByLabel('Usuário').fill(user);
  await page.getByLabel('Senha').fill(PASSWORD);
  await page.getByRole('button', { name: 'Entrar', exact: true }).click();
  await page.getByRole('contentinfo').getByRole('button', { name: 'Sair' }).waitFor();
  return page;
}

/** Ana at her page, logged in to a campaign. */
async function anaAtWork(): Promise<void> {
  const endpoint = 'PJSIP/1';
  const groupId = parseGroupId('g');
  opened.bench.engine.profiles.set(ANA, {
    id: ANA,
    name: 'Ana',
    groupId,
    endpoint,
    demo: false,
    active: true,
  });
  await opened.bench.engine.campaigns.save(sampleCampaign('demo'), 0);
  await opened.bench.engine.agents.login(ANA, [parseCampaignId('demo')]);
  await addPerson(opened.bench, 'ana', 'agent', { agentId: ANA });
}

describe('the page of an agent', () => {
  beforeAll(anaAtWork);

  it('shows when his own pauses are planned and which he took, without a clock that runs', async () => {
    const page = await openAs('ana');
    const panel = page.getByRole('region', { name: 'Minhas pausas de hoje' });
    await panel.getByText('Nenhuma pausa planejada.').waitFor();
    const at = (clock: string) => Date.parse(`2026-03-10T${clock}:00-03:00`);
    const pauses = [
      { code: 'nr17_10a', startMs: at('09:30'), endMs: at('09:40'), standing: 'taken' },
      { code: 'refeicao', startMs: at('11:00'), endMs: at('11:20'), standing: 'due' },
      { code: 'nr17_10b', startMs: at('12:45'), endMs: at('12:55'), standing: 'later' },
    ] as const;
    const shift = { startMs: at('08:00'), endMs: at('14:20'), rostered: true, pauses, problem: '' };
    opened.bench.engine.pausePlanViews.push(
      { ...shift, agentId: parseAgentId('bia'), pauses: [] },
      { ...shift, agentId: ANA },
    );
    await page.reload();
    await panel.getByRole('row', { name: '11:00–11:20 Refeição' }).waitFor();
    expect((await panel.getByRole('row').allInnerTexts()).map((row) => row.split(/\s+/).join(' '))).toEqual([
      'Horário Pausa Estado',
      '09:30–09:40 Primeira pausa ✓ Feita',
      '11:00–11:20 Refeição ◔ Na hora',
      '12:45–12:55 Segunda pausa ○ Depois',
    ]);
    expect(await panel.getByText('O banheiro não entra aqui.').count()).toBe(1);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.context().close();
  });

  it('shows his own scores with what was not kept to, and takes his contest once', async () => {
    const { quality } = opened.bench.stores;
    await quality.saveForm(PRINTED_FORM, 'vera', 1);
    const atMs = opened.bench.qualityClock.now();
    const marks = marksBut('ethics');
    const mine = aScore('a'.repeat(20), { atMs, marks, fatal: ['ethics'], score: 0, note: 'voz alta' });
    await quality.addScore(mine);
    await quality.addScore(aScore('b'.repeat(20), { atMs, agentId: parseAgentId('bia') }));
    await quality.addScore(
      aScore('c'.repeat(20), { atMs, attemptId: parseAttemptId('t9'), side: 'calibration' }),
    );

    const page = await openAs('ana');
    const panel = page.getByRole('region', { name: 'Minhas notas' });
    await panel.getByRole('button', { name: /^Ver a ficha/ }).click();
    expect(await panel.getByRole('button', { name: /ficha/ }).count()).toBe(1);
    await panel.getByText('ethics (fatal)').waitFor();
    await panel.getByText('voz alta').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await panel.getByLabel('Por que você contesta').fill('foi o cliente que gritou');
    await panel.getByRole('button', { name: 'Contestar' }).click();
    await panel.getByText('contestada, aguarda decisão').waitFor();
    await panel.getByText('Sua contestação: foi o cliente que gritou').waitFor();
    expect(await panel.getByRole('button', { name: 'Contestar' }).count()).toBe(0);
    const decided = { decision: 'refused', decidedBy: 'carla', decidedWhy: 'ouvida de novo' } as const;
    const asked = (await quality.score(mine.id))?.contest;
    await quality.decide({ ...asked!, ...decided, decidedAtMs: atMs });
    await page.reload();
    await panel.getByText('recusada: nota mantida').waitFor();
    await panel.getByRole('button', { name: /^Ver a ficha/ }).click();
    await panel.getByText('Resposta de carla: ouvida de novo').waitFor();
    await page.context().close();
  });
});

describe('the screens of a creditor', () => {
  it('show his own campaigns, recordings and statements, and nothing else', async () => {
    const { engine, stores } = opened.bench;
    const cnpj = '11222333000181';
    for (const [side, creditorCnpj] of [
      ['ours', cnpj],
      ['theirs', '99888777000166'],
    ] as const) {
      const campaignId = parseCampaignId(side);
      const contractId = `k-${side}`;
      await engine.campaigns.save(sampleCampaign(side, { creditorCnpj, contractId }), 0);
      await stores.recordings.keep(aRecording(`t-${side}`, { campaignId, recordingId: `20260310-${side}` }));
      const statement = {
        id: `${contractId}_2026-10_v1`,
        contractId,
        jobId: `j-${side}`,
        state: 'review',
      } as const;
      await stores.billing.addStatement(aStatement(1, statement), null);
    }
    const view = engine.campaignViews.get(parseCampaignId('ours'));
    Object.assign(view ?? {}, {
      abandonCap: 0.03,
      today: {
        ...view?.today,
        attempts: 120,
        answered: 40,
        connected: 18,
        abandoned: 2,
        outcomes: { concretizada: 38, nao_contato: 82 },
        reasons: { no_agreement: 7, machine: 40, busy: 35 },
      },
    });
    await addPerson(opened.bench, 'banco', 'creditor', { creditorCnpj: cnpj });

    const page = await openAs('banco');
    const menu = page.getByRole('navigation', { name: 'Telas' });
    expect(await menu.getByRole('link').allTextContents()).toEqual([
      'Minhas campanhas',
      'Gravações',
      'Extratos',
    ]);
    await page.getByText('10,0%, acima do teto').waitFor();
    expect(await page.getByText('Campanha theirs').count()).toBe(0);
    await page.getByRole('heading', { name: 'Resultados de hoje: Campanha ours' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    await menu.getByRole('link', { name: 'Gravações' }).click();
    const found = page.getByRole('button', { name: /^Abrir a gravação/ });
    await found.first().waitFor();
    expect(await found.count()).toBe(1);
    await found.click();
    await page.getByLabel('Por que você ouve').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    await menu.getByRole('link', { name: 'Extratos' }).click();
    const statement = page.getByRole('link', { name: /k-ours/ });
    await statement.waitFor();
    expect(await page.getByText('k-theirs').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.context().close();
  });
});

describe('the day of a queue, for who looks after it', () => {
  const at = (clock: string) => Date.parse(`2026-03-10T${clock}:00-03:00`);
  const HALF_HOURS = Array.from({ length: 24 }, (_, index) => {
    const fromMs = at('08:00') + index * 1_800_000;
    const promised = index === 4 || index === 5 ? 45 : 10;
    const past = index < 6;
    return {
      ...{ fromMs, promised, expected: past ? null : promised * 1.2 },
      came: past ? promised + 3 : null,
    };
  });

  it('says how many agents are kept from the dialer and why, and each half hour in figures', async () => {
    const { bench } = opened;
    await addPerson(bench, 'sara', 'supervisor');
    const queue = { id: parseQueueId('divida'), name: 'Dívida', goalShare: 0.9, goalSeconds: 10 };
    bench.engine.outlookViews.push({
      ...queue,
      ...{ agents: 9, talking: 2, kept: [ANA] },
      need: {
        ...{ needed: 4, callsPerHour: 61.5, cautiousPerHour: 70.2, handleMs: 95_000, patienceMs: 60_000 },
        ...{ serviceLevel: 0.93, holds: true, atMs: at('11:05') },
      },
      day: { pace: 1.2, halfHours: HALF_HOURS },
    });
    bench.engine.queueViews.push({
      ...queue,
      ...{ open: true, waiting: 0, longestSinceMs: null, talking: 2, agents: 9, free: 1, needed: 4 },
      ...{ expectedWaitMs: 0, serviceLevel: null },
      today: {
        ...{ offered: 0, answeredInTime: 0, answeredLate: 0, abandoned: 0, abandonedShort: 0 },
        ...{ callbacks: 0, messages: 0 },
      },
    });
    const page = await openAs('sara');
    await page.getByRole('link', { name: 'Operação', exact: true }).first().click();
    await page.getByRole('link', { name: 'Previsão do dia' }).focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('region', { name: 'Dívida' });
    await panel.getByText('Guardados agora').waitFor();
    await panel.getByText(/espera 61,5 chamadas por hora.*conta com 70,2.*Com 4 agentes, 93%/).waitFor();
    await panel.getByText('A meta se mantém').waitFor();
    await panel.getByText('Guardados: Ana').waitFor();
    const rows = (await panel.getByRole('row').allInnerTexts()).map((row) =>
      row.split(/\s+/).join(' ').trim(),
    );
    expect(rows).toContain('10:00 45 – 48');
    expect(rows).toContain('11:00 10 12 –');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Voltar à operação' }).click();
    await page.getByRole('heading', { name: 'Agentes' }).waitFor();
  });
});
