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
/** Where the time goes, one after the other; the row of the call is written in the second. */
const STAGES = ['seen', 'joined', 'sound'] as const;
type Stage = (typeof STAGES)[number];
const STAGE_NAMES: Readonly<Record<Stage, string>> = {
  seen: 'picked up to seen by the engine (SIP, Asterisk, ARI)',
  joined: 'seen to joined (agent chosen, bridge command, both in the bridge)',
  sound: 'joined to heard (RTP, SRTP, jitter buffer, the page’s ear)',
};
/** The page is silent below this. */
const SILENT_DB = -80;
const STILL_MS = 400;

const [calls = 50, reloads = 30] = process.argv.slice(2).map(Number);

function line(name: string, values: readonly number[]): string {
  const figure = (share: number): string => quantile(values, share).toFixed(0);
  return `${name}: p50 ${figure(0.5)} ms, p95 ${figure(0.95)} ms, max ${figure(1)} ms (${values.length})`;
}

/** What is left in the browser's buffer is heard once more after a silence, and would be taken for the next voice. */
async function stillness(page: AgentPage): Promise<void> {
  let sinceMs = performance.now();
  await until(async () => {
    if ((await page.hears(CUSTOMER_HZ)) >= SILENT_DB) {
      sinceMs = performance.now();
    }
    return performance.now() - sinceMs > STILL_MS || 'silence';
  });
}

const desk = await DeskLab.start({
  agents: ['ana'],
  contacts: calls + reloads + 40,
  // One call at a time: another one that answers would be taken for it.
  campaign: { mode: 'power' },
});
const browser = await launchSpeakingChromium();
try {
  const page = await AgentPage.open(browser, desk, 'ana');
  await page.logIn();
  await desk.engine.campaigns.start(CAMPAIGN);
  const audible: number[] = [];
  const stages: Readonly<Record<Stage, number[]>> = { seen: [], joined: [], sound: [] };
  const { agents, events } = desk.engine;
  const marks = { answeredMs: Number.NaN, joinedMs: Number.NaN };
  events.on('call:answered', () => {
    marks.answeredMs = Date.now();
  });
  events.on('call:connected', () => {
    marks.joinedMs = Date.now();
  });
  for (let call = 0; call < calls; call += 1) {
    const before = desk.customers.customers.length;
    const heard = page.listen(CUSTOMER_HZ);
    agents.ready(ANA);
    const heardAtMs = await heard;
    await until(() => desk.customers.customers.length > before || 'a call');
    const pickedUpMs = desk.customers.last?.answeredAtMs ?? Number.NaN;
    audible.push(heardAtMs - pickedUpMs);
    stages.seen.push(marks.answeredMs - pickedUpMs);
    stages.joined.push(marks.joinedMs - marks.answeredMs);
    stages.sound.push(heardAtMs - marks.joinedMs);
    await page.inTalk('talking');
    agents.pause(ANA, 'descanso');
    agents.hangup(ANA);
    agents.dispose(ANA, 'sem_acordo', null);
    await page.inState('paused');
    await stillness(page);
  }
  console.log(line('answer to audible', audible));
  for (const stage of STAGES) {
    console.log(line(`  ${STAGE_NAMES[stage]}`, stages[stage]));
  }

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
