/*
 * What campaigns cost an engine that dials none of them: a round of leases of all in one question beside one question
 * each, on PostgreSQL and on Redis, turn about; then an idle engine on PostgreSQL with as many campaigns, its share of a
 * core. Usage: npm run bench:leases [-- --campaigns 300,1000 --seconds 20]
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SystemClock } from '../src/adapters/clock/system-clock.js';
import { EmbeddedPostgres } from '../src/adapters/embedded-postgres/embedded-postgres.js';
import { PostgresCoordination } from '../src/adapters/postgres/postgres-coordination.js';
import { RedisCoordination } from '../src/adapters/redis/redis-coordination.js';
import { SystemRng } from '../src/adapters/rng/system-rng.js';
import { SeededFateModel } from '../src/adapters/simulator/seeded-fate-model.js';
import { SimulatedNetwork } from '../src/adapters/simulator/simulated-network.js';
import { SimulatorMediaServer } from '../src/adapters/simulator/simulator-media-server.js';
import { parseCampaignId, parseMediaServerId } from '../src/core/kernel/ids.js';
import type { Coordination } from '../src/ports/coordination.js';
import { QUICK_PEOPLE } from '../test/support/quick-people.js';
import { TestRedis } from '../test/support/redis.js';
import { BENCH_CNPJ, EngineOnPostgres } from './support/engine-on-postgres.js';
import { quantile } from './support/quantile.js';

const { values } = parseArgs({
  options: {
    campaigns: { type: 'string', default: '300,1000' },
    seconds: { type: 'string', default: '20' },
  },
});
const SECONDS = Number(values.seconds);
const TURNS = 9;
const LEASE_MS = 5000;
/** What begins with a start is over by then. */
const SETTLED_MS = 5000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const clock = new SystemClock();

/** Milliseconds of the clock and of CPU. */
async function timed(run: () => Promise<unknown>): Promise<readonly [number, number]> {
  const [startedMs, cpu] = [performance.now(), process.cpuUsage()];
  await run();
  const { user, system } = process.cpuUsage(cpu);
  return [performance.now() - startedMs, (user + system) / 1000];
}

/** A renewal of so many leases in one question, beside one question each. */
async function rounds(store: string, coordination: Coordination, count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, place) => `campaign:${place}`);
  const batch = () => coordination.acquireLeases(names, 'e1', clock.now(), LEASE_MS);
  const each = () =>
    Promise.all(names.map((name) => coordination.acquireLease(name, 'e1', clock.now(), LEASE_MS)));
  await batch();
  await each();
  const [one, many]: [number[][], number[][]] = [[], []];
  for (let turn = 0; turn < TURNS; turn += 1) {
    one.push([...(await timed(batch))]);
    many.push([...(await timed(each))]);
  }
  const tell = (all: number[][]): string => {
    const [p50, most] = [0.5, 1].map((share) =>
      quantile(
        all.map(([ms = 0]) => ms),
        share,
      ),
    );
    const cpu = quantile(
      all.map(([, ms = 0]) => ms),
      0.5,
    );
    return `${p50?.toFixed(1)} ms (most ${most?.toFixed(1)}), ${cpu.toFixed(1)} ms of CPU`;
  };
  say(`${count} leases on ${store}: in one question ${tell(one)}; one question each ${tell(many)}`);
}

async function idle(server: EmbeddedPostgres, count: number): Promise<void> {
  const network = new SimulatedNetwork({
    clock,
    rng: new SystemRng(),
    fates: new SeededFateModel('leases', QUICK_PEOPLE),
  });
  const bench = await EngineOnPostgres.create({
    ...{ clock, server, database: `idle_${count}`, trunks: [], lines: [], endpoints: [], talkMs: 0 },
    media: new SimulatorMediaServer({ network, id: parseMediaServerId('sim') }),
    campaigns: Array.from({ length: count }, (_, place) => ({
      id: parseCampaignId(`c${place}`),
      callerCnpj: BENCH_CNPJ,
    })),
    contacts: 0,
    phoneOf: null,
  });
  try {
    const [startMs] = await timed(() => bench.engine.start());
    await pause(SETTLED_MS);
    const [ms, cpuMs] = await timed(() => pause(SECONDS * 1000));
    say(
      `idle engine with ${count} campaigns: ${((100 * cpuMs) / ms).toFixed(1)} % of a core; its start took ${(startMs / 1000).toFixed(1)} s`,
    );
  } finally {
    await bench.close();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'cadencia-leases-'));
// As root the server has an account of its own, which must reach the folder.
await chmod(folder, 0o755);
const server = await EmbeddedPostgres.start({ folder });
const redis = await TestRedis.start();
try {
  const counts = values.campaigns.split(',').map(Number);
  for (const count of counts) {
    await idle(server, count);
  }
  await idle(server, 1);
  const url = Object.assign(new URL(server.url), { pathname: 'idle_1' }).href;
  const stores = {
    PostgreSQL: new PostgresCoordination({ url }),
    Redis: new RedisCoordination({ url: redis.url }),
  };
  for (const count of counts) {
    for (const [store, coordination] of Object.entries(stores)) {
      await rounds(store, coordination, count);
    }
  }
  await Promise.all(Object.values(stores).map((store) => store.close()));
} finally {
  await redis.stop();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
