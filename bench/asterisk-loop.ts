/*
 * The whole loop on a real Asterisk with SIPp as the public network and as the agents' phones, beside what the same
 * Asterisk carries for a bare ARI client in the same run: as many agents, calls of the same length, nobody waits. First
 * as fast as each goes, then both at a quarter and at three quarters of what the bare client had. The people called are
 * of Minas Gerais: those of São Paulo would be recorded and told so (R36, R37), which no bare loop does.
 * Asterisk has a core to itself, as a switch has a machine of its own; --together lets everything share all cores.
 * Usage: npm run bench:asterisk [-- --together --save]
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { readProcessUsage } from '../src/adapters/asterisk-process/process-usage.js';
import { EmbeddedPostgres } from '../src/adapters/embedded-postgres/embedded-postgres.js';
import { LINE_DEFAULTS, TRUNK_DEFAULTS, type Trunk } from '../src/core/campaign/campaign.js';
import { parseCarrierId, parseE164 } from '../src/core/kernel/ids.js';
import { LAB_TRUNK, makeLabServer } from '../test/support/asterisk-harness.js';
import { startTelephonyLab, type TelephonyLab } from '../test/support/telephony-lab.js';
import { tuesdayClock } from '../test/support/tuesday-clock.js';
import { BareAriClient } from './support/bare-ari-client.js';
import { compareWithBaseline } from './support/baseline.js';
import { BENCH_CAMPAIGN, BENCH_CNPJ, EngineOnPostgres } from './support/engine-on-postgres.js';
import { measureLoad } from './support/load-meter.js';
import { keepTo } from './support/own-core.js';
import { postgresCpuMs } from './support/postgres-usage.js';
import { quantile } from './support/quantile.js';
import { TimedMediaServer } from './support/timed-media-server.js';

const { values } = parseArgs({
  options: { together: { type: 'boolean', default: false }, save: { type: 'boolean', default: false } },
});
const AGENTS = 160;
const TALK_MS = 250;
const WARM_UP_SECONDS = 3;
const SECONDS = 12;
/** Once before and once after ours, so that a machine whose load drifts is met on both sides. */
const BARE_SECONDS = 6;
const PACED_SECONDS = 12;
const APP = 'bancada';
const NO_LIMIT_CPS = 500;
/** Shares of the bare client's rate, and the longest that 95 % may wait there, in ms. */
const PACED = [
  { share: 0.25, wantedMs: 20 },
  { share: 0.75, wantedMs: 150 },
] as const;
const WANTED_SHARE = 0.9;

const agentNames = Array.from({ length: AGENTS }, (_, n) => `${2001 + n}`);
/** A person who answers at once (sipp/README.md). */
const phoneOf = (n: number): string => `+553198${String(n).padStart(5, '0')}25`;

/** Milliseconds of CPU. */
interface Cpu {
  readonly asterisk: number;
  /** SIPp, as the network and as the telephones. */
  readonly network: number;
  /** This process: the engine, or the bare client. */
  readonly own: number;
  readonly postgres: number;
}

interface Figures {
  /** Calls whose two legs were joined. */
  readonly perSecond: number;
  readonly bridgeP50Ms: number;
  readonly bridgeP95Ms: number;
  /** A call's; these hold on a busy machine too. */
  readonly cpu: Cpu;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function cpuMs({ asterisk, customers, phones }: TelephonyLab, whole: Whole | null): Promise<Cpu> {
  const of = async (pid: number): Promise<number> => (await readProcessUsage(pid))?.cpuMs ?? Number.NaN;
  const { user, system } = process.cpuUsage();
  return {
    asterisk: await of(asterisk.pid),
    network: (await of(customers.pid)) + (await of(phones.pid)),
    own: (user + system) / 1000,
    postgres: whole === null ? 0 : await postgresCpuMs(whole.server.pid),
  };
}

function figuresOf(seconds: number, bridgedMs: readonly number[], [before, after]: [Cpu, Cpu]): Figures {
  const calls = bridgedMs.length;
  return {
    perSecond: calls / seconds,
    bridgeP50Ms: quantile(bridgedMs, 0.5),
    bridgeP95Ms: quantile(bridgedMs, 0.95),
    cpu: {
      asterisk: (after.asterisk - before.asterisk) / calls,
      network: (after.network - before.network) / calls,
      own: (after.own - before.own) / calls,
      postgres: (after.postgres - before.postgres) / calls,
    },
  };
}

/** Lets so many through a second, evenly; null: as they come. */
function paceOf(perSecond: number | null): () => Promise<void> {
  let nextMs = performance.now();
  return async () => {
    if (perSecond !== null) {
      nextMs = Math.max(nextMs + 1000 / perSecond, performance.now());
      await pause(nextMs - performance.now());
    }
  };
}

/** Each agent has one call after the other; counts those that are joined within the measured seconds. */
async function bare(
  lab: TelephonyLab,
  turn: string,
  perSecond: number | null = null,
  measured = BARE_SECONDS,
): Promise<Figures> {
  const slot = paceOf(perSecond);
  const client = await BareAriClient.connect(lab, APP);
  const bridged: number[] = [];
  let number = 0;
  let on = true;
  const agentLoop = async (name: string): Promise<void> => {
    const agent = `${turn}-agent-${name}`;
    const bridge = `${turn}-bridge-${name}`;
    const up = client.event('StasisStart', agent);
    await client.request('POST', `channels/${agent}`, { endpoint: `PJSIP/${name}`, app: APP });
    await up;
    await client.request('POST', `bridges/${bridge}`, { type: 'mixing' });
    await client.request('POST', `bridges/${bridge}/addChannel`, { channel: agent });
    for (await slot(); on; await slot()) {
      number += 1;
      const channel = `${turn}-${number}`;
      const answered = client.event('StasisStart', channel);
      const gone = client.event('ChannelDestroyed', channel);
      await client.request('POST', `channels/${channel}`, {
        endpoint: `PJSIP/${phoneOf(number)}@operadora`,
        app: APP,
        timeout: '25',
        callerId: '551130304040',
      });
      await answered;
      const answeredMs = performance.now();
      await client.request('POST', `bridges/${bridge}/addChannel`, {
        channel,
        inhibitConnectedLineUpdates: 'true',
      });
      bridged.push(performance.now() - answeredMs);
      await pause(TALK_MS);
      await client.request('DELETE', `channels/${channel}`);
      await gone;
    }
    await client.request('DELETE', `channels/${agent}`);
    await client.request('DELETE', `bridges/${bridge}`);
  };
  const loops = Promise.all(agentNames.map(agentLoop));
  const window = async (): Promise<Figures> => {
    await pause(WARM_UP_SECONDS * 1000);
    bridged.length = 0;
    const cpu = await cpuMs(lab, null);
    const began = performance.now();
    await pause(measured * 1000);
    const seconds = (performance.now() - began) / 1000;
    const done = [...bridged];
    on = false;
    return figuresOf(seconds, done, [cpu, await cpuMs(lab, null)]);
  };
  const [figures] = await Promise.all([window(), loops]);
  await client.close();
  return figures;
}

const carrierId = parseCarrierId('oper');

function trunkOf(cps: number): Trunk {
  const way = { host: '127.0.0.1', port: 5060, channels: 500, cps, weight: 1 };
  return { id: LAB_TRUNK, carrierId, kind: 'sip', ...TRUNK_DEFAULTS, ...way };
}

interface Whole {
  readonly server: EmbeddedPostgres;
  readonly bench: EngineOnPostgres;
  readonly media: TimedMediaServer;
}

async function openWhole(lab: TelephonyLab, server: EmbeddedPostgres): Promise<Whole> {
  const clock = tuesdayClock();
  const media = new TimedMediaServer(makeLabServer(lab, { clock }), 'answered');
  const bench = await EngineOnPostgres.create({
    clock,
    media,
    server,
    trunks: [trunkOf(NO_LIMIT_CPS)],
    lines: [{ number: parseE164('+551130304040'), ownerCnpj: BENCH_CNPJ, carrierId, ...LINE_DEFAULTS }],
    campaigns: [{ id: BENCH_CAMPAIGN, callerCnpj: BENCH_CNPJ, mode: 'power', powerRatio: 1, amd: false }],
    endpoints: agentNames.map((name) => `PJSIP/${name}`),
    talkMs: TALK_MS,
    contacts: 20_000,
    phoneOf,
  });
  media.expectsEffect = () => bench.agents.free > 0;
  await bench.open();
  return { server, bench, media };
}

/** Ours, at so many calls a second. */
async function whole(lab: TelephonyLab, one: Whole, cps: number, measured: number) {
  const { bench, media } = one;
  await bench.engine.saveTrunk(trunkOf(cps));
  await measureLoad(bench.engine.events, WARM_UP_SECONDS);
  media.clear();
  const cpu = await cpuMs(lab, one);
  const load = await measureLoad(bench.engine.events, measured);
  const figures = figuresOf(load.seconds, media.bridged, [cpu, await cpuMs(lab, one)]);
  const effects = [...media.effects];
  const ms = (share: number): string => quantile(effects, share).toFixed(2);
  console.log(
    `  engine: event→effect p50 ${ms(0.5)} ms, p99 ${ms(0.99)} ms; loop delay p99 ${load.loopP99Ms.toFixed(1)} ms, ` +
      `CPU ${(100 * load.cpuShare).toFixed(0)} % of a core, RSS ${load.rssStartMb.toFixed(0)} → ` +
      `${load.rssEndMb.toFixed(0)} MiB, ${load.connected} of ${load.attempts} connected, ${load.abandoned} abandoned, ` +
      `commits of ${load.commitP50Ms} ms, ${[...load.reasons].map(([reason, n]) => `${reason} ${n}`).join(', ')}`,
  );
  return figures;
}

/** Calls end, and the telephones that stand ready are hung up: they cost a switch as much as a call each. */
async function rest({ bench }: Whole): Promise<void> {
  await bench.dial(false);
  await pause(2000);
  bench.leave();
  await pause(1000);
}

function print(title: string, figures: Figures): void {
  const { perSecond, bridgeP50Ms, bridgeP95Ms, cpu } = figures;
  const ms = (value: number): string => value.toFixed(1);
  console.log(
    `${title}: ${perSecond.toFixed(1)} calls/s; answered → both bridged p50 ${bridgeP50Ms.toFixed(1)} ms, ` +
      `p95 ${bridgeP95Ms.toFixed(1)} ms; CPU a call: Asterisk ${ms(cpu.asterisk)} ms, network and telephones ` +
      `${ms(cpu.network)}, this process ${ms(cpu.own)}, PostgreSQL ${ms(cpu.postgres)} (load ${ms(loadavg()[0] ?? 0)})`,
  );
}

const judge = (what: string, value: number, sign: '≤' | '≥', wanted: number): void =>
  console.log(
    `${(sign === '≤' ? value <= wanted : value >= wanted) ? 'HOLDS' : 'DOES NOT HOLD'}: ${what} ${value.toFixed(2)} (${sign} ${wanted})`,
  );

const lab = await startTelephonyLab({ agents: agentNames, rtpPorts: 1600 });
const folder = await mkdtemp(join(tmpdir(), 'cadencia-bench-'));
// As root the server has an account of its own, which must reach the folder.
await chmod(folder, 0o755);
const server = await EmbeddedPostgres.start({ folder });
try {
  if (!values.together) {
    const others = [process.pid, server.pid, lab.customers.pid, lab.phones.pid];
    const apart =
      keepTo('0', lab.asterisk.pid) && others.every((pid) => keepTo(`1-${cpus().length - 1}`, pid));
    console.log(
      apart
        ? 'Asterisk has the first core to itself, everything else the others'
        : 'not checked with Asterisk on a core of its own: taskset not found',
    );
  }
  const before = await bare(lab, 'before');
  print('a bare ARI client, before', before);
  const engine = await openWhole(lab, server);
  const ours = await whole(lab, engine, NO_LIMIT_CPS, SECONDS);
  print('Cadência', ours);
  await rest(engine);
  const after = await bare(lab, 'after');
  print('a bare ARI client, after', after);
  const limit = (before.perSecond + after.perSecond) / 2;
  const share = ours.perSecond / limit;
  const cost = ours.cpu.asterisk / ((before.cpu.asterisk + after.cpu.asterisk) / 2);
  const spread = Math.abs(before.perSecond - after.perSecond) / Math.max(before.perSecond, after.perSecond);
  console.log(
    `Cadência carries ${share.toFixed(2)} of what this Asterisk carries for a bare client and costs it ` +
      `${cost.toFixed(2)} times as much a call; the bare client's two turns differ by ${(100 * spread).toFixed(0)} %`,
  );
  const paced: {
    readonly title: string;
    readonly p95Ms: number;
    readonly wantedMs: number;
    readonly cost: number;
  }[] = [];
  for (const { share: part, wantedMs } of PACED) {
    const title = `at ${100 * part} % of the bare client's rate`;
    await engine.bench.enter();
    await engine.bench.dial(true);
    const own = await whole(lab, engine, Math.round(part * limit), PACED_SECONDS);
    print(`Cadência ${title}`, own);
    await rest(engine);
    const bareOne = await bare(lab, `p${part}`, part * limit);
    print(`a bare ARI client ${title}`, bareOne);
    paced.push({ title, p95Ms: own.bridgeP95Ms, wantedMs, cost: own.cpu.asterisk / bareOne.cpu.asterisk });
  }
  await engine.bench.drain();
  await engine.bench.close();
  judge("share of the bare client's calls", share, '≥', WANTED_SHARE);
  for (const { title, p95Ms, wantedMs, cost: pacedCost } of paced) {
    judge(`answered → both bridged p95 ms ${title}`, p95Ms, '≤', wantedMs);
    console.log(`  Asterisk's CPU a call there: ${pacedCost.toFixed(2)} times the bare client's`);
  }
  compareWithBaseline('asterisk', {
    'Asterisk: share of its limit': share,
    "Asterisk: cost a call, bare client's = 1": cost,
    'Asterisk: calls/s': ours.perSecond,
    'Asterisk: bridged p50 ms': ours.bridgeP50Ms,
  });
} finally {
  await lab.stop();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
