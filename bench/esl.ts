/*
 * The event socket of FreeSWITCH over a fake of it in this process: how many events a second the session takes, whether
 * jobs that are under way make one another slower, and what the adapter adds to a bare client at 50 calls a second, in
 * turns in one run. Absolute figures are this machine's, the fake's own work included; ratios hold elsewhere too.
 * Usage: npm run bench:esl [-- --save]
 */
import { performance } from 'node:perf_hooks';
import { setImmediate as breath } from 'node:timers/promises';
import { SystemClock } from '../src/adapters/clock/system-clock.js';
import { EslSession } from '../src/adapters/freeswitch/esl-session.js';
import { parseE164, parseLegId } from '../src/core/kernel/ids.js';
import { makeSeededRng } from '../src/core/kernel/rng.js';
import { eventFrame, FakeEsl } from '../test/support/fake-esl.js';
import { FakeFreeswitch } from '../test/support/fake-freeswitch.js';
import { FAKE_TRUNK, makeFreeswitchServer } from '../test/support/freeswitch-harness.js';
import { BareEslClient } from './support/bare-esl-client.js';
import { compareWithBaseline } from './support/baseline.js';
import { quantile } from './support/quantile.js';

const EVENTS = 20_000;
const BATCH = 50;
/** Headers of a usual event of a channel. */
const HEADERS = 60;
const ROUNDS = 40;
const JOBS = [0, 1000, 4000] as const;
const CALLS_A_SECOND = 50;
const TURN_SECONDS = 4;
const TURNS = 3;
const ANSWER_MS = 20;

let heard = 0;

async function openSession(fake: FakeEsl): Promise<EslSession> {
  return await new Promise((resolve) => {
    const session = new EslSession(
      {
        server: { host: '127.0.0.1', port: fake.port, password: 'segredo' },
        clock: new SystemClock(),
        rng: makeSeededRng('bench'),
        events: 'CHANNEL_ANSWER',
        commandDeadlineMs: 30_000,
      },
      {
        up: () => resolve(session),
        down: (error) => {
          throw error;
        },
        event: () => {
          heard += 1;
        },
      },
    );
    session.start();
  });
}

/** Events a second, made beforehand. */
async function intake(fake: FakeEsl): Promise<number> {
  const fields = Object.fromEntries(
    Array.from({ length: HEADERS }, (_, n) => [`variable_header_name_${n}`, `value-of-some-length-${n}`]),
  );
  const frame = eventFrame({ 'Event-Name': 'CHANNEL_ANSWER', 'Unique-ID': 'c-1', ...fields });
  const batch = Buffer.from(frame.repeat(BATCH));
  heard = 0;
  const began = performance.now();
  for (let said = 0; said < EVENTS; said += BATCH) {
    fake.sayRaw(batch);
    while (heard < said - 20 * BATCH) await breath();
  }
  while (heard < EVENTS) await breath();
  return (1000 * EVENTS) / (performance.now() - began);
}

/** Jobs that are under way, and the ids they were given. */
async function openJobs(fake: FakeEsl, session: EslSession, count: number) {
  const before = fake.asked.length;
  const jobs = Array.from({ length: count }, () => session.job('originate x', 60_000));
  await Promise.all(jobs.map(({ taken }) => taken));
  const ids = fake.asked.slice(before).flatMap(({ headers }) => headers.get('Job-UUID') ?? []);
  return { ids, results: jobs.map(({ result }) => result) };
}

async function endJobs(
  fake: FakeEsl,
  ids: readonly string[],
  results: readonly Promise<string>[],
): Promise<void> {
  fake.sayRaw(
    ids.map((id) => eventFrame({ 'Event-Name': 'BACKGROUND_JOB', 'Job-UUID': id }, '+OK')).join(''),
  );
  await Promise.all(results);
}

/** Microseconds for each of a batch of jobs that ends while so many more are under way. */
async function jobCost(fake: FakeEsl, session: EslSession, outstanding: number): Promise<number> {
  const held = await openJobs(fake, session, outstanding);
  const took: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { ids, results } = await openJobs(fake, session, BATCH);
    const began = performance.now();
    await endJobs(fake, ids, results);
    took.push((1000 * (performance.now() - began)) / BATCH);
  }
  await endJobs(fake, held.ids, held.results);
  return quantile(took, 0.5);
}

/** Milliseconds from asking for each call to its answer, at a steady pace. */
async function paced(call: (n: number) => Promise<void>): Promise<number[]> {
  const took: number[] = [];
  const running: Promise<void>[] = [];
  const began = performance.now();
  for (let n = 0; n < CALLS_A_SECOND * TURN_SECONDS; n += 1) {
    const dueMs = (1000 * n) / CALLS_A_SECOND;
    const waitMs = began + dueMs - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, waitMs)));
    const askedMs = performance.now();
    running.push(call(n).then(() => void took.push(performance.now() - askedMs)));
  }
  await Promise.all(running);
  return took;
}

async function compareClients(): Promise<{ bare: number[]; adapter: number[] }> {
  const fake = await FakeFreeswitch.start(() => ({ ringMs: 5, answerMs: ANSWER_MS }));
  const bareClient = await BareEslClient.connect(fake.esl.port, 'segredo');
  const server = makeFreeswitchServer(fake.esl.port);
  const answered = new Map<string, () => void>();
  await new Promise<void>((resolve) => {
    server.onEvent((event) => {
      if (event.kind === 'resync') resolve();
      if (event.kind === 'answered') answered.get(event.legId)?.();
    });
    void server.start();
  });
  const figures = { bare: [] as number[], adapter: [] as number[] };
  const number = parseE164('+5511987650000');
  for (let turn = 0; turn < TURNS; turn += 1) {
    figures.bare.push(
      ...(await paced(async (n) => {
        const uuid = `b-${turn}-${n}`;
        await bareClient.call(uuid, 'sofia/gateway/operadora/5511987650000');
        bareClient.end(uuid);
      })),
    );
    figures.adapter.push(
      ...(await paced(async (n) => {
        const legId = parseLegId(`c-${turn}-${n}`);
        const up = new Promise<void>((resolve) => answered.set(legId, resolve));
        const target = { kind: 'phone', number, trunkId: FAKE_TRUNK } as const;
        await server.originate({ legId, target, callerId: '', ringTimeoutMs: 20_000, amd: false, tags: {} });
        await up;
        answered.delete(legId);
        server.hangup(legId, 'normal').catch(() => undefined);
      })),
    );
  }
  bareClient.close();
  await server.close();
  await fake.close();
  return figures;
}

const fake = await FakeEsl.start();
fake.answer = ({ headers }) => ({ reply: `+OK Job-UUID: ${headers.get('Job-UUID')}` });
const session = await openSession(fake);
const rates = [await intake(fake), await intake(fake), await intake(fake)];
const perSecond = quantile(rates, 0.5);
console.log(`events of ${HEADERS} headers: ${Math.round(perSecond)} a second (goal 5000)`);
await jobCost(fake, session, 1000);
const costs: number[] = [];
for (const outstanding of JOBS) costs.push(await jobCost(fake, session, outstanding));
const [alone = Number.NaN, thousand = Number.NaN, many = Number.NaN] = costs;
console.log(
  `a job that ends: ${JOBS.map((jobs, n) => `${costs[n]?.toFixed(0)} µs beside ${jobs}`).join(', ')} under way: ` +
    `×${(thousand / alone).toFixed(2)} and ×${(many / alone).toFixed(2)}`,
);
const beside = await openJobs(fake, session, 1000);
const busy = quantile([await intake(fake), await intake(fake), await intake(fake)], 0.5);
await endJobs(fake, beside.ids, beside.results);
console.log(
  `events beside 1000 jobs under way: ${Math.round(busy)} a second, ×${(busy / perSecond).toFixed(2)}`,
);
session.close();
await fake.close();

const { bare, adapter } = await compareClients();
const [bareP95, adapterP95] = [quantile(bare, 0.95), quantile(adapter, 0.95)];
const line = (name: string, samples: readonly number[]): string =>
  `${name} p50 ${quantile(samples, 0.5).toFixed(1)} p95 ${quantile(samples, 0.95).toFixed(1)} p99 ${quantile(samples, 0.99).toFixed(1)} ms`;
console.log(
  `${CALLS_A_SECOND} calls a second, answered after ${ANSWER_MS} ms: ${line('bare', bare)}; ${line('adapter', adapter)}; ` +
    `the adapter adds ${(adapterP95 - bareP95).toFixed(1)} ms at p95 (goal below 5), ×${(adapterP95 / bareP95).toFixed(2)}`,
);
compareWithBaseline('esl', { eventsPerSecond: perSecond, jobMicros: thousand, adapterP95Ms: adapterP95 });
process.exitCode =
  Math.min(perSecond, busy) >= 5000 && adapterP95 - bareP95 < 5 && thousand / alone < 2 ? 0 : 1;
