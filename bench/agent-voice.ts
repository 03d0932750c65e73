/*
 * What an agent at his page hears, on the real Asterisk with a real browser: from a customer's answer to his voice in the
 * page, and from a reload of the page in the middle of a call to the voice being back. Everything on this machine: the
 * customer is a tone, the page's telephone a headless Chromium whose ear looks every 3 ms.
 *
 * Usage: npm run bench:voice [-- calls [reloads]]. Prints, asserts nothing.
 */

import { loadavg } from 'node:os';
import { parseAgentId } from '../src/core/kernel/ids.js';
import { AgentPage, launchSpeakingChromium } from '../test/support/agent-page.js';
import { CUSTOMER_HZ, DeskLab } from '../test/support/desk-lab.js';
import { until } from '../test/support/until.js';
import { CAMPAIGN } from '../test/support/world.js';
import { quantile } from './support/quantile.js';

const ANA = parseAgentId('ana');
/** The page is silent below this. */
const SILENT_DB = -80;

const [calls = 50, reloads = 30] = process.argv.slice(2).map(Number);

function line(name: string, values: readonly number[]): string {
  const figure = (share: number): string => quantile(values, share).toFixed(0);
  return `${name}: p50 ${figure(0.5)} ms, p95 ${figure(0.95)} ms, max ${figure(1)} ms (${values.length})`;
}

const desk = await DeskLab.start({ agents: ['ana'], contacts: calls + reloads + 40 });
const browser = await launchSpeakingChromium();
try {
  const page = await AgentPage.open(browser, desk, 'ana');
  await page.logIn();
  await desk.engine.campaigns.start(CAMPAIGN);
  const audible: number[] = [];
  const { agents } = desk.engine;
  for (let call = 0; call < calls; call += 1) {
    const before = desk.customers.customers.length;
    const heard = page.listen(CUSTOMER_HZ);
    agents.ready(ANA);
    const heardAtMs = await heard;
    await until(() => desk.customers.customers.length > before || 'a call');
    audible.push(heardAtMs - (desk.customers.last?.answeredAtMs ?? Number.NaN));
    await page.inTalk('talking');
    agents.pause(ANA, 'descanso');
    agents.hangup(ANA);
    agents.dispose(ANA, 'sem_acordo', null);
    await page.inState('paused');
    await until(async () => (await page.hears(CUSTOMER_HZ)) < SILENT_DB || 'silence');
  }
  console.log(line('answer to audible', audible));

  agents.ready(ANA);
  await page.inTalk('talking');
  const back: number[] = [];
  for (let reload = 0; reload < reloads; reload += 1) {
    await until(async () => (await page.hears(CUSTOMER_HZ)) > -60 || 'the voice');
    const startedMs = Date.now();
    await page.page.reload({ waitUntil: 'commit' });
    back.push((await page.listen(CUSTOMER_HZ)) - startedMs);
    await page.inTalk('talking');
  }
  console.log(line('reload to voice back', back));
  const load = loadavg().map((one) => one.toFixed(1));
  console.log(`load of the machine, its own work included: ${load.join(', ')} (1, 5, 15 min)`);
  console.log(`customer kept: ${desk.customers.last?.hungUp === false}, defects: ${desk.defects.length}`);
} finally {
  await browser.close();
  await desk.stop();
}
