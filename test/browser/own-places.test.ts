import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/chromium.mjs';
import { parseAgentId, parseAttemptId, parseCampaignId, parseGroupId } from '../../src/core/kernel/ids.js';
import { aScore } from '../conformance/quality-store.js';
import { accessibilityFaults } from '../support/accessibility.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { packagePath } from '../support/package-folder.js';
import { addPerson, PASSWORD } from '../support/people.js';
import { marksBut, PRINTED_FORM } from '../support/quality-form.js';
import { sampleCampaign } from '../support/sample-campaign.js';

const ANA = parseAgentId('ana');

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

/** The application as somebody of his role sees it. */
async function openAs(user: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'pt-BR' });
  const page = await context.newPage();
  await page.goto(`${bench.base}/app/`);
  await page.getByLabel('Usuário').fill(user);
  await page.getByLabel('Senha').fill(PASSWORD);
  await page.getByRole('button', { name: 'Entrar', exact: true }).click();
  await page.getByRole('contentinfo').getByRole('button', { name: 'Sair' }).waitFor();
  return page;
}

describe('the page of an agent', () => {
  it('shows his own scores with what was not kept to, and takes his contest once', async () => {
    const endpoint = 'PJSIP/1';
    const groupId = parseGroupId('g');
    bench.engine.profiles.set(ANA, { id: ANA, name: 'Ana', groupId, endpoint, demo: false, active: true });
    await bench.engine.campaigns.save(sampleCampaign('demo'), 0);
    await bench.engine.agents.login(ANA, [parseCampaignId('demo')]);
    await addPerson(bench, 'ana', 'agent', { agentId: ANA });
    const { quality } = bench.stores;
    await quality.saveForm(PRINTED_FORM, 'vera', 1);
    const atMs = bench.qualityClock.now();
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
