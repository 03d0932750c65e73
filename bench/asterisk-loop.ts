/*
 * The whole loop on a real Asterisk with SIPp as the public network and as the agents' phones, beside what the same
 * Asterisk carries for a bare ARI client in the same run: as many agents, calls of the same length, nobody waits.
 * Usage: npm run bench:asterisk [-- --save]
 */
import { performance } from 'node:perf_hooks';
import { readProcessUsage } from '../src/adapters/asterisk-process/process-usage.js';
import { LINE_DEFAULTS, TRUNK_DEFAULTS } from '../src/core/campaign/campaign.js';
import { parseCarrierId, parseE164 } from '../src/core/kernel/ids.js';
import { LAB_TRUNK, makeLabServer } from '../test/support/asterisk-harness.js';
import { startTelephonyLab, type TelephonyLab } from '../test/support/telephony-lab.js';
import { tuesdayClock } from '../test/support/tuesday-clock.js';
import { BareAriClient } from './support/bare-ari-client.js';
import { compareWithBaseline } from './support/baseline.js';
import { BENCH_CNPJ, EngineOnPostgres } from './support/engine-on-postgres.js';
import { measureLoad } from './support/load-meter.js';
import { quantile } from './support/quantile.js';
import { TimedMediaServer } from './support/timed-media-server.js';

const AGENTS = 100;
const TALK_MS = 250;
const WARM_UP_SECONDS = 3;
const SECONDS = 12;
/** Once before and once after ours, so that a machine whose load drifts is met on both sides. */
const BARE_SECONDS = 6;
const APP = 'bancada';

const agentNames = Array.from({ length: AGENTS }, (_, n) => `${2001 + n}`);
/** A person who answers at once (sipp/README.md). */
const phoneOf = (n: number): string => `+551198${String(n).padStart(5, '0')}25`;

interface Figures {
  readonly perSecond: number;
  readonly bridgeP50Ms: number;
  readonly bridgeP95Ms: number;
  /** Share of a core that Asterisk used, and its milliseconds a call: these hold on a busy machine too. */
  readonly asteriskCpu: number;
  readonly cpuMsPerCall: number;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function asteriskCpuMs(lab: TelephonyLab): Promise<number> {
  return (await readProcessUsage(lab.asterisk.pid))?.cpuMs ?? Number.NaN;
}

function figuresOf(calls: number, seconds: number, bridgedMs: readonly number[], cpuMs: number): Figures {
  return {
    perSecond: calls / seconds,
    bridgeP50Ms: quantile(bridgedMs, 0.5),
    bridgeP95Ms: quantile(bridgedMs, 0.95),
    asteriskCpu: cpuMs / 1000 / seconds,
    cpuMsPerCall: cpuMs / calls,
  };
}

/** Each agent has one call after the other; counts those that end within the measured seconds. */
async function bare(lab: TelephonyLab, turn: string): Promise<Figures> {
  const client = await BareAriClient.connect(lab, APP);
  const bridged: number[] = [];
  let calls = 0;
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
    while (on) {
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
      calls += 1;
    }
    await client.request('DELETE', `channels/${agent}`);
    await client.request('DELETE', `bridges/${bridge}`);
  };
  const loops = Promise.all(agentNames.map(agentLoop));
  const window = async (): Promise<Figures> => {
    await pause(WARM_UP_SECONDS * 1000);
    bridged.length = 0;
    const before = calls;
    const cpu = await asteriskCpuMs(lab);
    const began = performance.now();
    await pause(BARE_SECONDS * 1000);
    const seconds = (performance.now() - began) / 1000;
    const done = calls - before;
    on = false;
    return figuresOf(done, seconds, bridged, (await asteriskCpuMs(lab)) - cpu);
  };
  const [figures] = await Promise.all([window(), loops]);
  await client.close();
  return figures;
}

async function whole(lab: TelephonyLab): Promise<Figures & { readonly effects: readonly number[] }> {
  const clock = tuesdayClock();
  const media = new TimedMediaServer(makeLabServer(lab, { clock }), 'answered');
  const carrierId = parseCarrierId('oper');
  const bench = await EngineOnPostgres.create({
    clock,
    media,
    trunk: {
      id: LAB_TRUNK,
      carrierId,
      kind: 'sip',
      host: '127.0.0.1',
      port: 5060,
      channels: 500,
      cps: 500,
      weight: 1,
      ...TRUNK_DEFAULTS,
    },
    line: { number: parseE164('+551130304040'), ownerCnpj: BENCH_CNPJ, carrierId, ...LINE_DEFAULTS },
    campaign: { mode: 'power', powerRatio: 1, amd: false },
    endpoints: agentNames.map((name) => `PJSIP/${name}`),
    talkMs: TALK_MS,
    contacts: 20_000,
    phoneOf,
  });
  try {
    media.expectsEffect = () => bench.agents.free > 0;
    await bench.open();
    await measureLoad(bench.engine.events, WARM_UP_SECONDS);
    media.clear();
    const cpu = await asteriskCpuMs(lab);
    const load = await measureLoad(bench.engine.events, SECONDS);
    const used = (await asteriskCpuMs(lab)) - cpu;
    const figures = figuresOf(load.attempts, load.seconds, media.bridged, used);
    const effects = [...media.effects];
    console.log(
      `engine: loop delay p99 ${load.loopP99Ms.toFixed(1)} ms, CPU ${(100 * load.cpuShare).toFixed(0)} % of a core, ` +
        `RSS ${load.rssStartMb.toFixed(0)} → ${load.rssEndMb.toFixed(0)} MiB, ${load.connected} of ${load.attempts} connected, ` +
        `${load.abandoned} abandoned, commits of ${load.commitP50Ms} ms`,
    );
    await bench.drain();
    return { ...figures, effects };
  } finally {
    await bench.close();
  }
}

function print(title: string, figures: Figures): void {
  const { perSecond, bridgeP50Ms, bridgeP95Ms, asteriskCpu, cpuMsPerCall } = figures;
  console.log(
    `${title}: ${perSecond.toFixed(1)} calls/s; answered → both bridged p50 ${bridgeP50Ms.toFixed(1)} ms, ` +
      `p95 ${bridgeP95Ms.toFixed(1)} ms; Asterisk used ${(100 * asteriskCpu).toFixed(0)} % of a core, ` +
      `${cpuMsPerCall.toFixed(1)} ms a call`,
  );
}

const lab = await startTelephonyLab({ agents: agentNames, rtpPorts: 1600 });
try {
  const before = await bare(lab, 'before');
  print('a bare ARI client, before', before);
  const ours = await whole(lab);
  print('Cadência', ours);
  const after = await bare(lab, 'after');
  print('a bare ARI client, after', after);
  const share = ours.perSecond / ((before.perSecond + after.perSecond) / 2);
  const cost = ours.cpuMsPerCall / ((before.cpuMsPerCall + after.cpuMsPerCall) / 2);
  const spread = Math.abs(before.perSecond - after.perSecond) / Math.max(before.perSecond, after.perSecond);
  console.log(
    `Cadência carries ${share.toFixed(2)} of what this Asterisk carries for a bare client and costs it ` +
      `${cost.toFixed(2)} times as much a call; the bare client's two turns differ by ${(100 * spread).toFixed(0)} %; ` +
      `event→effect p50 ${quantile(ours.effects, 0.5).toFixed(2)} ms, p99 ${quantile(ours.effects, 0.99).toFixed(2)} ms`,
  );
  compareWithBaseline('asterisk', {
    'Asterisk: share of its limit': share,
    "Asterisk: cost a call, bare client's = 1": cost,
    'Asterisk: calls/s': ours.perSecond,
    'Asterisk: bridged p50 ms': ours.bridgeP50Ms,
  });
} finally {
  await lab.stop();
}
