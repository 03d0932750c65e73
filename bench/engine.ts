/*
 * The engine on the simulator in real time with every row written to a durable PostgreSQL: how many attempts a second
 * it carries at most, and how late it is at a steady load. Usage: npm run bench:engine [-- --save]
 */
import { type Fate, recordingAnswer, refused } from '../src/adapters/simulator/fate.js';
import type { FateModel } from '../src/adapters/simulator/fate-model.js';
import { SimulatedNetwork } from '../src/adapters/simulator/simulated-network.js';
import { SimulatorMediaServer } from '../src/adapters/simulator/simulator-media-server.js';
import type { Trunk } from '../src/core/campaign/campaign.js';
import { LINE_DEFAULTS, TRUNK_DEFAULTS } from '../src/core/campaign/campaign.js';
import { parseCarrierId, parseE164, parseMediaServerId, parseTrunkId } from '../src/core/kernel/ids.js';
import { makeSeededRng, type Rng } from '../src/core/kernel/rng.js';
import { tuesdayClock } from '../test/support/tuesday-clock.js';
import { compareWithBaseline } from './support/baseline.js';
import { BENCH_CNPJ, EngineOnPostgres } from './support/engine-on-postgres.js';
import { type LoadFigures, measureLoad } from './support/load-meter.js';
import { quantile } from './support/quantile.js';
import { TimedMediaServer } from './support/timed-media-server.js';

const AGENTS = 200;
const CONTACTS = 60_000;
const TALK_MS = 200;
const STEADY_CPS = 100;
const WARM_UP_SECONDS = 3;
const SECONDS = 10;

const carrierId = parseCarrierId('oper');

/** A hundred times faster than people: 35 % persons, 25 % machines, 20 % busy, 20 % invalid, each within 0.2 s. */
class QuickFates implements FateModel {
  readonly #rng: Rng = makeSeededRng('bench');

  fateOf(): Fate {
    const dice = this.#rng.next();
    const afterMs = 50 + Math.floor(150 * this.#rng.next());
    if (dice >= 0.6) {
      return dice < 0.8 ? refused('busy', null, afterMs, 486, 17) : refused('invalid', null, afterMs, 404, 1);
    }
    const person = dice < 0.35;
    const verdict = person ? 'human' : 'machine';
    const answer = recordingAnswer(afterMs, null, { verdict, afterMs: 30, cause: '' });
    return {
      kind: person ? 'person' : 'machine',
      progress: { afterMs: 20, code: 180 },
      refusal: null,
      answer: { ...answer, who: person ? 'client' : null },
    };
  }
}

function trunkOf(cps: number): Trunk {
  const id = parseTrunkId('t1');
  const way = { host: '127.0.0.1', port: 5060, channels: 2000, cps, weight: 1 };
  return { id, carrierId, kind: 'sip', ...TRUNK_DEFAULTS, ...way };
}

function print(title: string, load: LoadFigures, media: TimedMediaServer): void {
  const ms = (value: number): string => value.toFixed(2);
  console.log(
    `${title}: ${(load.attempts / load.seconds).toFixed(0)} attempts/s (${load.attempts} in ${load.seconds.toFixed(1)} s, ` +
      `${load.connected} connected, ${load.abandoned} abandoned), ${load.rowsPerCommit.toFixed(1)} rows a commit of ` +
      `${load.commitP50Ms} ms (p99 ${load.commitP99Ms} ms)\n` +
      `  event→effect p50 ${ms(quantile(media.effects, 0.5))} ms, p99 ${ms(quantile(media.effects, 0.99))} ms ` +
      `(${media.effects.length} events); loop delay p50 ${ms(load.loopP50Ms)} ms, p99 ${ms(load.loopP99Ms)} ms; ` +
      `CPU ${(100 * load.cpuShare).toFixed(0)} % of a core, simulator included\n` +
      `  memory: RSS ${load.rssStartMb.toFixed(0)} → ${load.rssEndMb.toFixed(0)} MiB, peak ${load.rssPeakMb.toFixed(0)} MiB; ` +
      `live heap ${load.heapGrowthMb >= 0 ? '+' : ''}${load.heapGrowthMb.toFixed(1)} MiB`,
  );
}

const clock = tuesdayClock();
const network = new SimulatedNetwork({ clock, rng: makeSeededRng('network'), fates: new QuickFates() });
const media = new TimedMediaServer(
  new SimulatorMediaServer({ network, id: parseMediaServerId('sim') }),
  'amd',
);
const bench = await EngineOnPostgres.create({
  clock,
  media,
  trunk: trunkOf(STEADY_CPS),
  line: { number: parseE164('+551140001000'), ownerCnpj: BENCH_CNPJ, carrierId, ...LINE_DEFAULTS },
  campaign: { mode: 'power', powerRatio: 4 },
  endpoints: Array.from({ length: AGENTS }, (_, n) => `PJSIP/${n}`),
  talkMs: TALK_MS,
  contacts: CONTACTS,
  phoneOf: (n) => `+55119${80_000_000 + n}`,
});
try {
  media.expectsEffect = () => bench.agents.free > 0;
  await bench.open();
  await measureLoad(bench.engine.events, WARM_UP_SECONDS);
  media.clear();
  const steady = await measureLoad(bench.engine.events, SECONDS);
  print(`steady, the carrier lets ${STEADY_CPS} calls a second through`, steady, media);
  const [steadyP50, steadyP99] = [quantile(media.effects, 0.5), quantile(media.effects, 0.99)];
  await bench.engine.saveTrunk(trunkOf(5000));
  await measureLoad(bench.engine.events, WARM_UP_SECONDS);
  media.clear();
  const full = await measureLoad(bench.engine.events, SECONDS);
  print('as fast as it goes', full, media);
  await bench.drain();
  compareWithBaseline('engine', {
    'attempts/s': full.attempts / full.seconds,
    'event→effect p50 ms': steadyP50,
    'event→effect p99 ms': steadyP99,
    'CPU share at 100/s': steady.cpuShare,
    'RSS peak MiB': full.rssPeakMb,
  });
} finally {
  await bench.close();
}
