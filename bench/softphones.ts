/*
 * Fifty softphones on one Asterisk, all talking at once: each registers by SIP with its secret, is bound at its agent's
 * log-in, gets calls from the engine in power mode, and sends and hears sound (G.711, 50 packets a second each way). Every
 * telephone and every customer must hear the other's tone. Prints registrations, calls, packets, CPU and memory of
 * Asterisk; fails when somebody hears nothing. About a minute. Usage: npm run prove:softphones [-- phones [seconds]]
 */
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseAgentId } from '../src/core/kernel/ids.js';
import { AGENT_HZ } from '../test/support/agent-page.js';
import { CUSTOMER_HZ, DeskLab } from '../test/support/desk-lab.js';
import { register } from '../test/support/registering-phones.js';
import { type ToneCustomer, ToneCustomers } from '../test/support/tone-customers.js';
import { until } from '../test/support/until.js';
import { CAMPAIGN } from '../test/support/world.js';
import { quantile } from './support/quantile.js';

const [phones = 50, seconds = 20] = process.argv.slice(2).map(Number);
const LONG_MS = 60_000;
const MIB = 1024 * 1024;
/** Of 9000 that are sent. */
const CLEAR = 2000;
/** Of packets that are due, 50 a second: a telephone below this stutters. */
const MOST = 0.95;
const ROUNDS = 2;

const names = Array.from({ length: phones }, (_, index) => `fone${String(index + 1).padStart(3, '0')}`);
const ids = names.map(parseAgentId);
const ears = await ToneCustomers.open(AGENT_HZ);
const desk = await DeskLab.start({
  agents: [],
  softphones: names,
  contacts: phones * (ROUNDS + 2),
  campaign: { mode: 'power' },
});
const { engine, lab } = desk;

/** Where `count` agents are in the state. */
async function untilAll(state: string): Promise<void> {
  const there = (): number => ids.filter((id) => engine.agents.view(id)?.state === state).length;
  await until(() => there() === phones || `${there()} of ${phones} agents ${state}`, LONG_MS);
}

/** Telephones in a talk, and the customers of it. */
const talking = (): readonly ToneCustomer[] => desk.customers.customers.filter(({ hungUp }) => !hungUp);

async function hearAll(): Promise<void> {
  const deaf = (): number =>
    ears.customers.filter((ear) => !ear.hungUp && ear.hears(CUSTOMER_HZ) < CLEAR).length +
    talking().filter((person) => person.hears(AGENT_HZ) < CLEAR).length;
  await until(() => deaf() === 0 || `${deaf()} who hear nothing`, LONG_MS);
}

function packetsOf(people: readonly ToneCustomer[]): number[] {
  return people.map(({ packets }) => packets);
}

function arrived(
  name: string,
  people: readonly ToneCustomer[],
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
    await register({
      name,
      password: `segredo-${name}`,
      registrarPort: lab.asterisk.settings.sipPort,
      contactPort: ears.port,
    });
  }
  console.log(`registrations: ${phones} in ${(performance.now() - begunMs).toFixed(0)} ms`);
  const loggingInMs = performance.now();
  await Promise.all(ids.map((id) => engine.agents.login(id, [CAMPAIGN])));
  await untilAll('paused');
  console.log(
    `telephones bound: ${ears.customers.length} in ${(performance.now() - loggingInMs).toFixed(0)} ms`,
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
    const before = [packetsOf(ears.customers), packetsOf(people)];
    const [usage, startedMs] = [await lab.asterisk.usage(), performance.now()];
    await pause(seconds * 1000);
    const [after, lastedMs] = [await lab.asterisk.usage(), performance.now() - startedMs];
    const due = lastedMs / 20;
    console.log(`round ${round}: ${people.length} talks at once, held ${(lastedMs / 1000).toFixed(1)} s`);
    good = arrived('  telephones', ears.customers, before[0] ?? [], due) && good;
    good = arrived('  customers', people, before[1] ?? [], due) && good;
    const cpu = (100 * ((after?.cpuMs ?? Number.NaN) - (usage?.cpuMs ?? Number.NaN))) / lastedMs;
    console.log(
      `  Asterisk: CPU ${cpu.toFixed(1)} % of a core (${(cpu / phones).toFixed(2)} % a talk), memory ${((after?.residentBytes ?? 0) / MIB).toFixed(0)} MiB; ` +
        `load of the machine ${loadavg()
          .map((one) => one.toFixed(1))
          .join(', ')}`,
    );
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
  await desk.stop();
  ears.close();
}
