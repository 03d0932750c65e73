// Pictures of the agent's page, by an agent with a desk telephone in the demo.
import { join } from 'node:path';
import { openSized, SIZES } from './app-screens.mjs';
import { takePicture } from './take-picture.mjs';

const AGENT = 'ana';
const CAMPAIGN = 'demo';

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

/** What the pictures show. */
export const AGENT_SCREENS = new Map([
  ['agent-log-in', 'Atendimento: entrada'],
  ['agent-talk', 'Atendimento: em conversa'],
]);

/** Logs the agent in on his page, lets him get a call, and takes a picture before and in the talk. */
export async function takeAgentScreens(browser, demo, folder) {
  const profile = { name: 'Ana Lima', groupId: 'demo-a', endpoint: `SIM/${AGENT}` };
  await ask(demo, 'PUT', `/v1/agents/${AGENT}`, profile);
  for (const size of SIZES) {
    const page = await openSized(browser, size);
    const take = (name) => takePicture(page, join(folder, `${name}-${size.suffix}.webp`));
    await page.addInitScript((id) => sessionStorage.setItem('cadencia.agent', id), AGENT);
    await page.goto(`${demo.address}/app/agent#token=${demo.token}`);
    await page.locator('[data-state="offline"]').waitFor();
    await take('agent-log-in');
    await ask(demo, 'POST', `/v1/agents/${AGENT}/login`, { campaignIds: [CAMPAIGN] });
    await ask(demo, 'POST', `/v1/agents/${AGENT}/ready`);
    await page.locator('[data-state="talking"]').waitFor({ timeout: 120_000 });
    for (const branch of ['É a pessoa', 'Confirmou']) {
      await page.getByRole('button', { name: branch, exact: true }).click();
    }
    await take('agent-talk');
    await leave(demo);
    await page.locator('[data-state="offline"]').waitFor();
    await page.context().close();
  }
}
