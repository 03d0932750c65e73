/*
 * The engine on the simulator in real time with every row written to a durable PostgreSQL on the same machine: four
 * companies, three carriers, authenticated lines, the gate on, 2 000 agents.
 *
 * 1. What an attempt costs (CPU of engine and PostgreSQL) on lists of 10 000 and of 10 million contacts, in turns.
 * 2. So many attempts a second for so long, on the long lists: lateness, memory, cost.
 * 3. As fast as it goes, for ten seconds.
 *
 * Usage: npm run bench:engine [-- --seconds 300 --cps 1050 --contacts 10000000 --turns 3 --save]
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EmbeddedPostgres } from '../src/adapters/embedded-postgres/embedded-postgres.js';
import { SimulatedNetwork } from '../src/adapters/simulator/simulated-network.js';
import { SimulatorMediaServer } from '../src/adapters/simulator/simulator-media-server.js';
import { parseMediaServerId } from '../src/core/kernel/ids.js';
import { makeSeededRng } from '../src/core/kernel/rng.js';
import { tuesdayClock } from '../test/support/tuesday-clock.js';
import { compareWithBaseline } from './support/baseline.js';
import { authenticatedLines, campaignsOfCompanies, QuickFates, trunksOf } from './support/big-centre.js';
import { EngineOnPostgres } from './support/engine-on-postgres.js';
import { type LoadFigures, measureLoad } from './support/load-meter.js';
import { fillLists } from './support/long-list.js';
import { postgresCpuMs } from './support/postgres-usage.js';
import { quantile } from './support/quantile.js';
import { bytesAnAttempt, sizesOf } from './support/store-size.js';
import { TimedMediaServer } from './support/timed-media-server.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    cps: { type: 'string', default: '1050' },
    contacts: { type: 'string', default: '10000000' },
    turns: { type: 'string', default: '3' },
    save: { type: 'boolean', default: false },
  },
});
const SECONDS = Number(values.seconds);
const CPS = Number(values.cps);
const MANY = Number(values.contacts);
const FEW = 10_000;
const AGENTS = 2000;
/** Two agents in three are talking while persons are answered at the steady rate. */
const TALK_MS = 3500;
const WARM_UP_SECONDS = 5;
/** Turns of few and many contacts, one after the other, so that both meet the same machine. */
const TURNS = Number(values.turns);
const TURN_CPS = 300;
const TURN_SECONDS = 8;
const PEAK_CPS = 10_000;
const PEAK_SECONDS = 10;
const WANTED = { perSecond: 1000, effectMs: 20, loopMs: 15, memoryMb: 700, ratio: 1.2 };

interface Measured {
  readonly load: LoadFigures;
  /** What an attempt leaves on the disk. */
  readonly kept: string;
  /** CPU of the engine and of PostgreSQL, in ms an attempt. */
  readonly engineMs: number;
  readonly postgresMs: number;
}

const began = performance.now();
const say = (text: string): void =>
  console.log(
    `[${((performance.now() - began) / 1000).toFixed(0)} s, load ${loadavg()[0]?.toFixed(1)}] ${text}`,
  );
const clock = tuesdayClock();

async function makeBench(server: EmbeddedPostgres, database: string, contacts: number) {
  const network = new SimulatedNetwork({ clock, rng: makeSeededRng('network'), fates: new QuickFates() });
  const simulator = new SimulatorMediaServer({ network, id: parseMediaServerId('sim') });
  const media = new TimedMediaServer(simulator, 'amd');
  const campaigns = campaignsOfCompanies();
  const bench = await EngineOnPostgres.create({
    clock,
    media,
    server,
    database,
    trunks: trunksOf(TURN_CPS),
    lines: authenticatedLines(),
    campaigns,
    endpoints: Array.from({ length: AGENTS }, (_, n) => `PJSIP/${n}`),
    talkMs: TALK_MS,
    contacts,
    phoneOf: null,
  });
  const ids = campaigns.map(({ id }) => id);
  const fillMs = performance.now();
  await fillLists(bench.url, ids, contacts, clock.now());
  say(`${contacts} contacts in ${((performance.now() - fillMs) / 1000).toFixed(0)} s`);
  media.expectsEffect = () => bench.agents.free > 0;
  await bench.open();
  await bench.dial(false);
  return { bench, media };
}

type Bench = Awaited<ReturnType<typeof makeBench>>;

async function setCps({ bench }: Bench, cps: number): Promise<void> {
  for (const trunk of trunksOf(cps)) {
    await bench.engine.saveTrunk(trunk);
  }
}

async function measure(one: Bench, seconds: number, server: EmbeddedPostgres): Promise<Measured> {
  one.media.clear();
  const before = await postgresCpuMs(server.pid);
  const sizesBefore = await sizesOf(one.bench.url);
  const load = await measureLoad(one.bench.engine.events, seconds);
  const postgresMs = ((await postgresCpuMs(server.pid)) - before) / load.attempts;
  const kept = bytesAnAttempt(sizesBefore, await sizesOf(one.bench.url), load.attempts);
  return { load, kept, postgresMs, engineMs: (load.cpuShare * load.seconds * 1000) / load.attempts };
}

/** Engine and PostgreSQL of a turn in ms an attempt; what rests meanwhile costs next to nothing. */
async function turn(one: Bench, server: EmbeddedPostgres): Promise<number> {
  await one.bench.dial(true);
  await measureLoad(one.bench.engine.events, 2);
  const { engineMs, postgresMs, load } = await measure(one, TURN_SECONDS, server);
  await one.bench.dial(false);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  say(
    `  ${(load.attempts / load.seconds).toFixed(0)} attempts/s: ${engineMs.toFixed(2)} + ${postgresMs.toFixed(2)} ms an attempt`,
  );
  return engineMs + postgresMs;
}

/** The mean of turns on many contacts over that of turns on few. */
async function costRatio(few: Bench, many: Bench, server: EmbeddedPostgres): Promise<number> {
  let [ofFew, ofMany] = [0, 0];
  for (let round = 0; round < TURNS; round += 1) {
    ofFew += await turn(few, server);
    ofMany += await turn(many, server);
  }
  return ofMany / ofFew;
}

function print(title: string, { load, kept, engineMs, postgresMs }: Measured, media: TimedMediaServer): void {
  const ms = (value: number): string => value.toFixed(2);
  say(
    `${title}: ${(load.attempts / load.seconds).toFixed(0)} attempts/s (${load.attempts} in ${load.seconds.toFixed(1)} s, ` +
      `${load.connected} connected, ${load.abandoned} abandoned), ${load.rowsPerCommit.toFixed(1)} rows a commit of ` +
      `${load.commitP50Ms} ms (p99 ${load.commitP99Ms} ms)\n` +
      `  ${[...load.reasons].map(([reason, n]) => `${reason} ${n}`).join(', ')}\n` +
      `  event→effect p50 ${ms(quantile(media.effects, 0.5))} ms, p99 ${ms(quantile(media.effects, 0.99))} ms ` +
      `(${media.effects.length} events); loop delay p50 ${ms(load.loopP50Ms)} ms, p99 ${ms(load.loopP99Ms)} ms\n` +
      `  CPU an attempt: engine and simulator ${ms(engineMs)} ms, PostgreSQL ${ms(postgresMs)} ms\n` +
      `  bytes an attempt: ${kept}\n` +
      `  memory: RSS ${load.rssStartMb.toFixed(0)} → ${load.rssEndMb.toFixed(0)} MiB, peak ${load.rssPeakMb.toFixed(0)} MiB; ` +
      `live heap ${load.heapGrowthMb >= 0 ? '+' : ''}${load.heapGrowthMb.toFixed(1)} MiB`,
  );
}

async function sustained(one: Bench, server: EmbeddedPostgres): Promise<Measured> {
  await setCps(one, CPS);
  await one.bench.dial(true);
  await measureLoad(one.bench.engine.events, WARM_UP_SECONDS);
  let closed = 0;
  const unlisten = one.bench.engine.events.on('call:closed', () => {
    closed += 1;
  });
  const slices = setInterval(() => {
    const { rss, heapUsed } = process.memoryUsage();
    say(
      `  ${closed} attempts, RSS ${(rss / 2 ** 20).toFixed(0)} MiB, heap ${(heapUsed / 2 ** 20).toFixed(0)} MiB`,
    );
  }, 30_000);
  const figures = await measure(one, SECONDS, server);
  clearInterval(slices);
  unlisten();
  return figures;
}

function judge(figures: Measured, effectMs: number, ratio: number): void {
  const { load } = figures;
  const perSecond = load.attempts / load.seconds;
  const lines: readonly (readonly [string, number, string, number, boolean])[] = [
    ['attempts/s', perSecond, '≥', WANTED.perSecond, perSecond >= WANTED.perSecond],
    ['event→effect p99 ms', effectMs, '≤', WANTED.effectMs, effectMs <= WANTED.effectMs],
    ['loop delay p99 ms', load.loopP99Ms, '≤', WANTED.loopMs, load.loopP99Ms <= WANTED.loopMs],
    ['RSS peak MiB', load.rssPeakMb, '<', WANTED.memoryMb, load.rssPeakMb < WANTED.memoryMb],
    [`cost at ${MANY} / at ${FEW} contacts`, ratio, '≤', WANTED.ratio, ratio <= WANTED.ratio],
  ];
  for (const [name, value, sign, wanted, met] of lines) {
    console.log(`${met ? 'HOLDS' : 'DOES NOT HOLD'}: ${name} ${value.toFixed(2)} (${sign} ${wanted})`);
  }
}

const folder = await mkdtemp(join(tmpdir(), 'cadencia-bench-'));
// As root the server has an account of its own, which must reach the folder.
await chmod(folder, 0o755);
const server = await EmbeddedPostgres.start({ folder });
const open: Bench[] = [];
try {
  const few = await makeBench(server, 'few', FEW);
  open.push(few);
  const many = await makeBench(server, 'many', MANY);
  open.push(many);
  const ratio = await costRatio(few, many, server);
  say(`an attempt costs ${ratio.toFixed(2)} times on ${MANY} contacts what it costs on ${FEW}`);
  await few.bench.close();
  open.splice(0, 1);
  const steady = await sustained(many, server);
  print(`steady for ${SECONDS} s, carriers let ${CPS} calls a second through`, steady, many.media);
  const effectMs = quantile(many.media.effects, 0.99);
  const effectP50Ms = quantile(many.media.effects, 0.5);
  await setCps(many, PEAK_CPS);
  await measureLoad(many.bench.engine.events, WARM_UP_SECONDS);
  const peak = await measure(many, PEAK_SECONDS, server);
  print('as fast as it goes', peak, many.media);
  await many.bench.drain();
  judge(steady, effectMs, ratio);
  compareWithBaseline('engine', {
    'sustained attempts/s': steady.load.attempts / steady.load.seconds,
    'attempts/s': peak.load.attempts / peak.load.seconds,
    'event→effect p50 ms': effectP50Ms,
    'event→effect p99 ms': effectMs,
    'loop delay p99 ms': steady.load.loopP99Ms,
    'engine CPU ms an attempt': steady.engineMs,
    'PostgreSQL CPU ms an attempt': steady.postgresMs,
    'cost ratio of many contacts': ratio,
    'RSS peak MiB': steady.load.rssPeakMb,
  });
} finally {
  for (const { bench } of open.reverse()) {
    await bench.close();
  }
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
