import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Registry } from 'prom-client';
import { BullmqJobQueue } from '../../adapters/bullmq/bullmq-job-queue.js';
import { makePostgresJobBackend, migrateJobSchema } from '../../adapters/bullmq/postgres-job-backend.js';
import { makeRedisJobBackend } from '../../adapters/bullmq/redis-job-backend.js';
import { SystemClock } from '../../adapters/clock/system-clock.js';
import { lockDataFolder } from '../../adapters/data-folder/data-folder-lock.js';
import { nodeDigest } from '../../adapters/digest/node-digest.js';
import { EmbeddedPostgres } from '../../adapters/embedded-postgres/embedded-postgres.js';
import { openAtomicFileSink } from '../../adapters/export-file/atomic-file-sink.js';
import { openMailingFile } from '../../adapters/mailing-file/open-mailing-file.js';
import { makeEngineLog } from '../../adapters/pino/engine-log.js';
import type { makeLogger } from '../../adapters/pino/logger.js';
import { migrate } from '../../adapters/postgres/migrate.js';
import { PostgresCoordination } from '../../adapters/postgres/postgres-coordination.js';
import { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { makeEngineMetrics } from '../../adapters/prometheus/engine-metrics.js';
import { makeMetricsServer } from '../../adapters/prometheus/metrics-server.js';
import { RedisCoordination } from '../../adapters/redis/redis-coordination.js';
import { SystemRng } from '../../adapters/rng/system-rng.js';
import { makeTokenBook, type TokenBook } from '../../api/auth/token-book.js';
import { type HttpServer, makeHttpServer } from '../../api/http/http-server.js';
import type { Config } from '../../config/config.js';
import { isCadenciaError, messageOf } from '../../core/kernel/errors.js';
import { parseEngineId } from '../../core/kernel/ids.js';
import { MINUTE, SECOND } from '../../core/kernel/time.js';
import { DEFAULT_RETRY } from '../../core/retry/retry-presets.js';
import { Engine } from '../../engine/engine.js';
import type { Coordination } from '../../ports/coordination.js';
import { JOB_KINDS, type JobQueue } from '../../ports/jobs.js';
import type { MediaServer } from '../../ports/media.js';
import { makeChoreHandlers } from '../chores/chore-handlers.js';
import { Boot } from './boot.js';
import { DEFAULT_DISPOSITIONS } from './default-dispositions.js';
import { openInstallation, readLocalToken, writeLocalToken, writeServerFile } from './installation.js';
import { makeReadiness } from './readiness.js';
import { requireFreePort } from './require-free-port.js';

/** The package's folder, the same from the sources and from the compiled tree. */
export const ROOT_FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../..');

type Log = ReturnType<typeof makeLogger>;

/** What the switch of a run is made of; the server connects and closes the media servers, `stop` ends the rest. */
export interface MediaOfRun {
  readonly servers: readonly MediaServer[];
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly config: Config;
  readonly log: Log;
  /** Gives a start up that is under way; of no effect afterwards. */
  readonly signal: AbortSignal;
  /** Makes the switch; called once the data folder is ours and its stores can be read. */
  readonly media: (parts: MediaParts) => Promise<MediaOfRun>;
}

/** What the switch of a run may use. */
export interface MediaParts {
  readonly clock: SystemClock;
  readonly rng: SystemRng;
  readonly stores: PostgresStores;
}

/** A running Cadência: every part, in the order of their start. */
export interface Server {
  readonly engine: Engine;
  readonly stores: PostgresStores;
  readonly clock: SystemClock;
  readonly rng: SystemRng;
  readonly installationKeyHex: string;
  readonly http: HttpServer;
  readonly metricsAddress: string;
  /** The token of this machine's own commands and of the printed address. */
  readonly localToken: string;
  /** Lets live calls end (up to the configured seconds), then ends every part. Idempotent. */
  drain(): Promise<void>;
  /** Ends every part now; live calls stay on their media servers for the next start. Idempotent. */
  stop(): Promise<void>;
}

/** The product's version, from its package. */
export function productVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(ROOT_FOLDER, 'package.json'), 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : '';
}

/** Starts the parts in the order of their dependencies; when one fails those before it are ended and it is named. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { log, signal } = options;
  const boot = new Boot((text) => log.warn(text), signal);
  try {
    return await startParts(options, boot);
  } catch (error) {
    await boot.stop();
    throw error;
  }
}

async function startParts({ config, log, media, signal }: ServerOptions, boot: Boot): Promise<Server> {
  const clock = new SystemClock();
  const rng = new SystemRng();
  const installation = await boot.start('Data folder', 10 * SECOND, async () => {
    const opened = await openInstallation(config.dataFolder);
    const lock = await lockDataFolder(config.dataFolder);
    return { value: opened, stop: () => lock.release() };
  });
  await requireFreePort(config.http.host, config.http.port, 'http.port');
  await requireFreePort(config.metrics.host, config.metrics.port, 'metrics.port');
  const url = await startDatabase(config, boot, log, clock, signal);
  const stores = await boot.start('Stores', 20 * SECOND, async () => {
    const opened = new PostgresStores({ url, poolSize: config.database.pool });
    await opened.partitions.prepare(clock.now());
    return { value: opened, stop: () => opened.close() };
  });
  const coordination = await startCoordination(config, boot, url);
  const jobs = await startJobs(config, boot, url);
  const switchOfRun = await boot.start('Media servers', 10 * MINUTE, async () => {
    const made = await media({ clock, rng, stores });
    return { value: made, stop: () => made.stop() };
  });
  const engine = await startEngine(config, boot, {
    stores,
    coordination,
    clock,
    rng,
    servers: switchOfRun.servers,
  });
  const engineLog = makeEngineLog(engine.events, log);
  const doors = await startDoors(config, boot, log, { engine, stores, jobs, clock });
  await startChores(config, jobs, stores, engine, installation.keyHex, clock);
  let ending: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    ending ??= boot.stop().then(() => engineLog.close());
    return ending;
  };
  return {
    engine,
    stores,
    clock,
    rng,
    installationKeyHex: installation.keyHex,
    http: doors.http,
    metricsAddress: doors.metricsAddress,
    localToken: doors.localToken,
    drain: () => engine.drain(config.engine.drainSeconds * SECOND).then(stop),
    stop,
  };
}

/** The database's URL, once it answers and has this program's schema; one that is away is waited for, aloud. */
async function startDatabase(
  config: Config,
  boot: Boot,
  log: Log,
  clock: SystemClock,
  signal: AbortSignal,
): Promise<string> {
  const { url: configured } = config.database;
  const url =
    configured !== null && !config.database.embedded
      ? configured
      : await boot.start('PostgreSQL', 2 * MINUTE, async () => {
          const embedded = await EmbeddedPostgres.start({
            folder: config.dataFolder,
            log: (text) => log.info(text),
          });
          return { value: embedded.url, stop: () => embedded.stop() };
        });
  for (let first = true; ; first = false) {
    try {
      const applied = await migrate({ url, nowMs: clock.now() });
      if (applied.length > 0) {
        log.info({ migrations: applied.length }, 'database schema brought up to date');
      }
      return url;
    } catch (error) {
      if (!isCadenciaError(error, 'DLR_DATABASE_DOWN')) {
        throw error;
      }
      signal.throwIfAborted();
      if (first) {
        log.error(`${messageOf(error)} Waiting for it; Ctrl-C gives up.`);
      }
      await new Promise((resolve) => clock.setTimer(2 * SECOND, () => resolve(undefined)));
    }
  }
}

function startCoordination(config: Config, boot: Boot, url: string): Promise<Coordination> {
  return boot.start('Coordination', 20 * SECOND, async () => {
    const made =
      config.redisUrl === undefined
        ? new PostgresCoordination({ url })
        : new RedisCoordination({ url: config.redisUrl });
    return { value: made, stop: () => made.close() };
  });
}

function startJobs(config: Config, boot: Boot, url: string): Promise<JobQueue> {
  return boot.start('Job queue', 60 * SECOND, async () => {
    if (config.redisUrl === undefined) {
      await migrateJobSchema(url);
    }
    const backend =
      config.redisUrl === undefined
        ? makePostgresJobBackend(url, JOB_KINDS.length)
        : makeRedisJobBackend(config.redisUrl);
    const queue = new BullmqJobQueue(backend);
    return { value: queue, stop: () => queue.close() };
  });
}

interface EngineParts {
  readonly stores: PostgresStores;
  readonly coordination: Coordination;
  readonly clock: SystemClock;
  readonly rng: SystemRng;
  readonly servers: readonly MediaServer[];
}

function startEngine(config: Config, boot: Boot, parts: EngineParts): Promise<Engine> {
  return boot.start('Engine', 60 * SECOND, async () => {
    const { stores, coordination, clock, rng, servers } = parts;
    const engine = new Engine({
      engineId: parseEngineId(config.engine.id),
      clock,
      rng,
      digest: nodeDigest,
      attempts: stores.attempts,
      contacts: stores.contacts,
      campaigns: stores.campaigns,
      agents: stores.agents,
      coordination,
      media: servers,
    });
    await engine.start();
    return { value: engine, stop: () => engine.close() };
  });
}

interface DoorParts {
  readonly engine: Engine;
  readonly stores: PostgresStores;
  readonly jobs: JobQueue;
  readonly clock: SystemClock;
}

interface Doors {
  readonly http: HttpServer;
  readonly metricsAddress: string;
  readonly localToken: string;
}

async function startDoors(config: Config, boot: Boot, log: Log, parts: DoorParts): Promise<Doors> {
  const { engine, stores, jobs, clock } = parts;
  const tokens = makeTokenBook(stores.tokens, () => clock.now());
  const localToken = await localTokenOf(config.dataFolder, tokens);
  const version = productVersion();
  const http = await boot.start('HTTP server', 20 * SECOND, async () => {
    const server = await makeHttpServer({
      engine,
      events: engine.events,
      clock,
      tokens,
      agents: stores.agents,
      campaigns: stores.campaigns,
      mailings: stores.mailings,
      jobs,
      readiness: makeReadiness(engine, stores),
      newCampaign: { retry: DEFAULT_RETRY, dispositions: DEFAULT_DISPOSITIONS },
      log,
      options: {
        host: config.http.host,
        port: config.http.port,
        dataFolder: config.dataFolder,
        pageFolder: join(ROOT_FOLDER, 'web/live'),
        version,
      },
    });
    await server.start();
    return { value: server, stop: () => server.close() };
  });
  await writeServerFile(config.dataFolder, http.address());
  const metricsAddress = await boot.start('Metrics', 10 * SECOND, async () => {
    const registry = new Registry();
    const metrics = makeEngineMetrics({
      registry,
      events: engine.events,
      version,
      read: () => readings(parts, http),
    });
    const server = makeMetricsServer(metrics, config.metrics.host, config.metrics.port);
    await server.start();
    const stop = (): Promise<void> => {
      metrics.close();
      return server.close();
    };
    return { value: server.address(), stop };
  });
  return { http, metricsAddress, localToken };
}

/** What is read at a scrape; a job store that is away must not cost the other figures. */
async function readings({ engine, jobs, clock }: DoorParts, http: HttpServer) {
  const view = engine.view();
  return {
    campaigns: engine.campaigns.views(),
    trunks: view.trunks,
    media: view.media,
    dialing: view.dialing,
    unwritten: view.unwritten,
    screens: http.screens(),
    oldestJobMs: await jobs.oldestWaitingMs(clock.now()).catch(() => 0),
  };
}

/** The token this machine's commands use: kept beside the data for its owner only, hashed in the database. */
async function localTokenOf(folder: string, tokens: TokenBook): Promise<string> {
  const kept = await readLocalToken(folder);
  if (kept !== null && (await tokens.verify(kept)) !== null) {
    return kept;
  }
  const { secret } = await tokens.issue('local');
  await writeLocalToken(folder, secret);
  return secret;
}

async function startChores(
  config: Config,
  jobs: JobQueue,
  stores: PostgresStores,
  engine: Engine,
  keyHex: string,
  clock: SystemClock,
): Promise<void> {
  const handlers = makeChoreHandlers({
    imports: {
      store: stores.mailings,
      digest: nodeDigest,
      installationKeyHex: keyHex,
      openFile: openMailingFile,
      newSalt: () => randomBytes(16).toString('hex'),
      nowMs: () => clock.now(),
      onAdded: (campaignId) => engine.campaigns.contactsAdded(campaignId),
    },
    reader: stores.callLog,
    digest: nodeDigest,
    dataFolder: config.dataFolder,
    openSink: openAtomicFileSink,
  });
  for (const kind of JOB_KINDS) {
    await jobs.work(kind, handlers[kind]);
  }
}
