// Pictures of the agent's page, by an agent with a desk telephone in the demo.
import { join } from 'node:path';

const AGENT = 'ana';
const CAMPAIGN = 'demo';

const SIZES = [
  { suffix: 'pt-br', width: 1366, height: 768, scheme: 'light', language: 'pt-BR' },
  { suffix: 'en-dark', width: 1920, height: 1080, scheme: 'dark', language: 'en' },
];

async function ask({ address, token }, method, path, body) {
  const reply = await fetch(`${address}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  });
  if (!reply.ok) {
    throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
  }
}

/** Ends whatever the agent is in, so that the next picture begins anew. */
async function leave(demo) {
  await ask(demo, 'POST', `/v1/agents/${AGENT}/logout`);
  for (const verb of ['hangup', 'dispose']) {
    const body = verb === 'dispose' ? { disposition: 'sem_acordo' } : undefined;
    await ask(demo, 'POST', `/v1/agents/${AGENT}/${verb}`, body).catch(() => undefined);
  }
}

/** Logs the agent in on his page, lets him get a call, and takes a picture before and in the talk. */
export async function takeAgentScreens(browser, demo, folder) {
  const profile = { name: 'Ana Lima', groupId: 'demo-a', endpoint: `SIM/${AGENT}` };
  await ask(demo, 'PUT', `/v1/agents/${AGENT}`, profile);
  for (const { suffix, width, height, scheme, language } of SIZES) {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: scheme,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const take = async (name) => {
      await page.screenshot({ path: join(folder, `${name}-${suffix}.png`) });
      console.log(`docs/screens/${name}-${suffix}.png`);
    };
    await page.addInitScript(
      ([id, words]) => {
        sessionStorage.setItem('cadencia.agent', id);
        localStorage.setItem('cadencia.language', words);
      },
      [AGENT, language],
    );
    await page.goto(`${demo.address}/app/agent#token=${demo.token}`);
    await page.locator('[data-state="offline"]').waitFor();
    await take('agent-log-in');
    await ask(demo, 'POST', `/v1/agents/${AGENT}/login`, { campaignIds: [CAMPAIGN] });
    await ask(demo, 'POST', `/v1/agents/${AGENT}/ready`);
    await page.locator('[data-state="talking"]').waitFor({ timeout: 120_000 });
    await page.getByRole('button', { name: 'É a pessoa' }).click();
    await page.getByRole('button', { name: 'Confirmou', exact: true }).click();
    await take('agent-talk');
    await leave(demo);
    await page.locator('[data-state="offline"]').waitFor();
    await context.close();
  }
}
