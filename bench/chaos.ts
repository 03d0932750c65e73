/*
 * One server of the product on a real PostgreSQL, Redis and Asterisk with people played by SIPp, while each of them is
 * killed (-9), stopped (SIGSTOP), cut off, slowed and robbed of its disk at moments drawn from a seed. Counts what was
 * lost, doubled or passed its caps, and how long each took to recover; then audits the log and makes its bill. See
 * docs/faults.md. Usage: npm run test:chaos [-- --minutes 30 --seed X --agents 6 --only 'server killed,Redis killed']
 */
import { appendFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { account } from './chaos/account.js';
import { ChaosCentre } from './chaos/chaos-centre.js';
import { type ChaosKind, type ChaosStep, drawSteps } from './chaos/chaos-plan.js';
import { harm, permittedKinds } from './chaos/harms.js';
import { Recovery } from './chaos/recovery.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    agents: { type: 'string', default: '6' },
    only: { type: 'string' },
  },
});
const minutes = Number(values.minutes);
const logs = await mkdtemp(join(tmpdir(), `cadencia-chaos-${values.seed}-`));
const begunMs = performance.now();
const say = (text: string): void => {
  const line = `${((performance.now() - begunMs) / 1000).toFixed(1).padStart(7)} s  ${text}\n`;
  process.stdout.write(line);
  appendFileSync(join(logs, 'run.log'), line);
};
const load = (): string =>
  loadavg()
    .map((one) => one.toFixed(1))
    .join(' ');

/** The first signal ends the run in order; whatever had been begun is ended. */
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => interrupted.abort(new Error(`${signal}: everything is being ended`)));
}

async function takeStep(centre: ChaosCentre, recovery: Recovery, step: ChaosStep): Promise<void> {
  const { signal } = interrupted;
  await pause(step.gapMs, undefined, { signal });
  const kinds = step.harms.map(({ kind }) => kind);
  say(step.harms.map(({ kind, atMs, lastsMs }) => `${kind} at ${atMs} ms for ${lastsMs} ms`).join(' + '));
  const fromMs = Date.now();
  await Promise.all(
    step.harms.map(async (planned) => {
      await pause(planned.atMs);
      await harm(centre, planned);
    }),
  );
  signal.throwIfAborted();
  const seconds = await recovery.watch(kinds, signal, fromMs);
  const { dialled, answered, open } = await recovery.figures();
  say(
    `  ${seconds === null ? 'NOT RECOVERED' : `dials again after ${seconds.toFixed(1)} s`}; ${dialled} calls dialled, ${answered} answered, ${open} open; load ${load()}`,
  );
}

async function run(centre: ChaosCentre): Promise<boolean> {
  const { kinds, not } = await permittedKinds(centre);
  for (const [kind, why] of Object.entries(not)) {
    say(`not checked: ${kind} (${why})`);
  }
  const only = values.only?.split(',') ?? kinds;
  const recovery = new Recovery(centre, say);
  await recovery.watch([], interrupted.signal);
  say('everything works: harm begins');
  const endMs = performance.now() + minutes * 60_000;
  const steps = drawSteps(
    values.seed,
    kinds.filter((kind): kind is ChaosKind => only.includes(kind)),
  );
  for (const step of steps) {
    if (performance.now() >= endMs) {
      break;
    }
    await takeStep(centre, recovery, step);
  }
  say(`harm has ended; load ${load()}`);
  return account(centre, recovery, say);
}

say(`seed ${values.seed}, ${minutes} minutes, logs in ${logs}; load ${load()}`);
let centre: ChaosCentre | null = null;
try {
  centre = await ChaosCentre.start({
    ...{ logs, seed: values.seed, agents: Number(values.agents), signal: interrupted.signal },
    contacts: Math.min(20_000, Math.ceil(500 + minutes * 200)),
  });
  const holds = await run(centre);
  say(
    `${holds ? 'HOLDS' : 'DOES NOT HOLD'}; again: npm run test:chaos -- --minutes ${minutes} --seed ${values.seed}`,
  );
  process.exitCode = holds ? 0 : 1;
} catch (error) {
  say(String(interrupted.signal.aborted ? interrupted.signal.reason : (error as Error).stack));
  process.exitCode = 1;
} finally {
  await centre?.stop();
  say(`ended in order; logs are in ${logs}`);
}
