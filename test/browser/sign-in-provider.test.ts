import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/chromium.mjs';
import { makeSignInProvider } from '../../src/app/server/sign-in-provider.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { freePort } from '../support/foreign-server.js';
import { oidcOf } from '../support/oidc-config.js';
import { CLIENT_SECRET, OpenidProcess } from '../support/openid-process.js';
import { packagePath } from '../support/package-folder.js';
import { addPerson, PASSWORD } from '../support/people.js';

let browser: Browser;
let provider: OpenidProcess;
let bench: ApiBench;

beforeAll(async () => {
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  [browser, provider] = await Promise.all([
    launchChromium(),
    OpenidProcess.start(await freePort(), publicUrl),
  ]);
  const oidc = oidcOf({ issuer: provider.issuer, publicUrl, clientSecret: CLIENT_SECRET });
  bench = await startApiBench(
    { port, screensFolder: packagePath('dist/ui') },
    { signInProvider: makeSignInProvider({ oidc }, Date.now) },
  );
  await addPerson(bench, 'vera', 'auditor');
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await bench?.close();
  await provider?.stop();
});

/** The provider's own pages: who he is, and that he agrees. */
async function passProvider(page: Page, login: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(login);
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

describe('the sign-in page with a provider of identities', () => {
  it('lets in and out by the provider, says why it did not, and keeps passwords', async () => {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'pt-BR' });
    const page = await context.newPage();
    await page.goto(`${bench.base}/app/`);
    const enter = page.getByRole('button', { name: 'Entrar com Diretório' });
    await enter.click();
    await passProvider(page, 'vera');
    await page.getByRole('contentinfo').getByRole('button', { name: 'Sair' }).waitFor();
    expect(page.url()).not.toContain('entry=');
    await page.reload();
    await page.getByRole('contentinfo').getByRole('button', { name: 'Sair' }).click();
    await page.getByRole('button', { name: /yes/i }).click();

    await enter.click();
    await passProvider(page, 'nobody');
    expect(await page.getByRole('alert').textContent()).toContain('ainda não tem usuário aqui');
    expect(page.url()).not.toContain('entry=');

    await provider.stop();
    await page.getByLabel('Usuário').fill('vera');
    await page.getByLabel('Senha').fill(PASSWORD);
    await page.getByRole('button', { name: 'Entrar', exact: true }).click();
    await page.getByRole('contentinfo').getByRole('button', { name: 'Sair' }).waitFor();
    await context.close();
  });
});
