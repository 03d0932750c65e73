/*
 * Fifty softphones on one Asterisk, all talking at once: each registers by SIP with its secret, is bound at its agent's
 * log-in, gets calls from the engine in power mode, and sends and hears sound (G.711, 50 packets a second each way). Every
 * telephone and every customer must hear the other. Prints registrations, calls, packets, CPU and memory of Asterisk;
 * fails when somebody hears nothing. About a minute each. Usage: npm run prove:softphones [-- phones [seconds]] (plain RTP
 * by UDP), npm run prove:webphones [-- phones [seconds]] (one Chromium: wss, ICE, DTLS-SRTP).
 */
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseAgentId } from '../src/core/kernel/ids.js';
import { AGENT_HZ } from '../test/support/agent-page.js';
import { CUSTOMER_HZ, DeskLab } from '../test/support/desk-lab.js';
import type { ToneCustomer } from '../test/support/tone-customers.js';
import { until } from '../test/support/until.js';
import { CAMPAIGN } from '../test/support/world.js';
import type { BenchPhones } from './support/bench-phones.js';
import { quantile } from './support/quantile.js';
import { UdpPhones } from './support/udp-phones.js';
import { WebPhonesOfPage } from './support/web-phones.js';

const words = process.argv.slice(2);
const web = words.includes('web');
const [phones = 50, seconds = 20] = words.filter((word) => word !== 'web').map(Number);
const LONG_MS = 60_000;
const MIB = 1024 * 1024;
/** Of 9000 that are sent. */
const CLEAR = 2000;
/** Of packets that are due, 50 a second: a telephone below this stutters. */
const MOST = 0.95;
/** A browser with fifty peer connections takes a machine of two cores whole: once is enough. */
const ROUNDS = web ? 1 : 2;

const names = Array.from({ length: phones }, (_, index) => `fone${String(index + 1).padStart(3, '0')}`);
const ids = names.map(parseAgentId);
const desk = await DeskLab.start({
  agents: [],
  softphones: names,
  softphoneKind: web ? 'websocket' : 'udp',
  contacts: phones * (ROUNDS + 2),
  campaign: { mode: 'power' },
});
const { engine, lab } = desk;
const ears: BenchPhones = web
  ? await WebPhonesOfPage.open(lab.httpPort)
  : await UdpPhones.open(AGENT_HZ, CUSTOMER_HZ);

/** Where `count` agents are in the state. */
async function untilAll(state: string): Promise<void> {
  const there = (): number => ids.filter((id) => engine.agents.view(id)?.state === state).length;
  await until(() => there() === phones || `${there()} of ${phones} agents ${state}`, LONG_MS);
}

/** Telephones in a talk, and the customers of it. */
const talking = (): readonly ToneCustomer[] => desk.customers.customers.filter(({ hungUp }) => !hungUp);

async function hearAll(): Promise<void> {
  const deaf = async (): Promise<string | true> => {
    const phonesDeaf = (await ears.look()).filter(({ level }) => level < CLEAR).length;
    const peopleDeaf = talking().filter((person) => person.hears(AGENT_HZ) < CLEAR).length;
    return (
      phonesDeaf + peopleDeaf === 0 ||
      `${phonesDeaf} telephones and ${peopleDeaf} customers that hear nothing`
    );
  };
  await until(deaf, LONG_MS);
}

function arrived(
  name: string,
  people: readonly { readonly packets: number }[],
  before: readonly number[],
  due: number,
): boolean {
  const counts = people.map(({ packets }, index) => packets - (before[index] ?? 0));
  const sum = counts.reduce((total, count) => total + count, 0);
  const least = quantile(counts, 0);
  console.log(
    `${name}: ${sum} packets heard, of ${Math.round(due * people.length)} due; the least one ${least} of ${Math.round(due)}`,
  );
  return least >= due * MOST;
}

try {
  const begunMs = performance.now();
  for (const name of names) {
    const { sipPort: registrarPort } = lab.asterisk.settings;
    await ears.register({ name, password: `segredo-${name}`, registrarPort });
  }
  console.log(`registrations (${ears.kind}): ${phones} in ${(performance.now() - begunMs).toFixed(0)} ms`);
  const loggingInMs = performance.now();
  await Promise.all(ids.map((id) => engine.agents.login(id, [CAMPAIGN])));
  await untilAll('paused');
  console.log(
    `telephones bound: ${(await ears.look()).length} in ${(performance.now() - loggingInMs).toFixed(0)} ms`,
  );
  await engine.campaigns.start(CAMPAIGN);
  let good = true;
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const id of ids) {
      engine.agents.ready(id);
    }
    await untilAll('talking');
    await hearAll();
    const people = talking();
    const counts = (of: readonly { readonly packets: number }[]) => of.map(({ packets }) => packets);
    const before = [counts(await ears.look()), counts(people)];
    const [usage, startedMs] = [await lab.asterisk.usage(), performance.now()];
    await pause(seconds * 1000);
    const [after, lastedMs] = [await lab.asterisk.usage(), performance.now() - startedMs];
    const due = lastedMs / 20;
    console.log(`round ${round}: ${people.length} talks at once, held ${(lastedMs / 1000).toFixed(1)} s`);
    good = arrived('  telephones', await ears.look(), before[0] ?? [], due) && good;
    good = arrived('  customers', people, before[1] ?? [], due) && good;
    const cpu = (100 * ((after?.cpuMs ?? Number.NaN) - (usage?.cpuMs ?? Number.NaN))) / lastedMs;
    console.log(
      `  Asterisk: CPU ${cpu.toFixed(1)} % of a core (${(cpu / phones).toFixed(2)} % a talk), memory ${((after?.residentBytes ?? 0) / MIB).toFixed(0)} MiB; ` +
        `load of the machine ${loadavg()
          .map((one) => one.toFixed(1))
          .join(', ')}`,
    );
    const more = await ears.report?.();
    if (more !== undefined) {
      console.log(`  ${more}`);
    }
    await hearAll();
    for (const id of ids) {
      engine.agents.pause(id, 'descanso');
      engine.agents.hangup(id);
      engine.agents.dispose(id, 'sem_acordo', null);
    }
    await untilAll('paused');
  }
  console.log(
    `calls: ${desk.customers.customers.length}, every tone heard both ways; defects: ${desk.defects.length}`,
  );
  console.log(`no telephone stuttered: ${good ? 'yes' : 'NO (is the machine busy?)'}`);
  process.exitCode = good && desk.defects.length === 0 ? 0 : 1;
} finally {
  await ears.close();
  await desk.stop();
}
