import { SystemClock } from '../../adapters/clock/system-clock.js';
import { lockDataFolder } from '../../adapters/data-folder/data-folder-lock.js';
import { nodeDigest } from '../../adapters/digest/node-digest.js';
import { makeEngineLog } from '../../adapters/pino/engine-log.js';
import type { makeLogger } from '../../adapters/pino/logger.js';
import type { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { SystemRng } from '../../adapters/rng/system-rng.js';
import { makeSecretBox } from '../../api/auth/secret-box.js';
import type { HttpServer } from '../../api/http/http-server.js';
import type { Config } from '../../config/config.js';
import type { Trunk } from '../../core/campaign/campaign.js';
import { suppressedNumber } from '../../core/compliance/facts/suppressed-number.js';
import { parseEngineId } from '../../core/kernel/ids.js';
import { MINUTE, SECOND } from '../../core/kernel/time.js';
import { Engine } from '../../engine/engine.js';
import type { EngineNames } from '../../engine/engine-presence.js';
import type { InboundBook } from '../../engine/inbound-book.js';
import type { PolicyBook } from '../../engine/policy-book.js';
import { SuppressingFactStore } from '../../engine/suppressing-fact-store.js';
import type { Clock } from '../../ports/clock.js';
import type { Coordination } from '../../ports/coordination.js';
import type { JobQueue } from '../../ports/jobs.js';
import type { MediaServer } from '../../ports/media.js';
import type { SipWatch } from '../../ports/sip-watch.js';
import type { WebPhones } from '../../ports/web-phones.js';
import type { ReportDesk } from '../reports/report-desk.js';
import { configuredTies } from '../telephony/configured-ties.js';
import { Boot } from './boot.js';
import { openInstallation } from './installation.js';
import { requireFreePort } from './require-free-port.js';
import { startCertificate } from './start-certificate.js';
import { startChores } from './start-chores.js';
import { startClock } from './start-clock.js';
import { keepDaysAhead, startDatabase, startStores } from './start-database.js';
import { startDoors } from './start-doors.js';
import { sealFeedKeys, startFeeds } from './start-feeds.js';
import { startInbound } from './start-inbound.js';
import { startIntake } from './start-intake.js';
import { startPolicies } from './start-policies.js';
import { startCoordination, startJobs, startNames } from './start-queues.js';
import { makeReportDesk, startReports } from './start-reports.js';
import { startKeeping } from './start-retention.js';
import { untilStoresAnswer } from './until-stores-answer.js';

type Log = ReturnType<typeof makeLogger>;

/** What the switch of a run is made of; the server connects and closes the media servers, `stop` ends the rest. */
export interface MediaOfRun {
  readonly servers: readonly MediaServer[];
  /** Sees SIP between servers and carriers; where nobody does, left out. */
  readonly sip?: SipWatch;
  /** Agents' pages as telephones of the first server; null where none takes them. */
  readonly webPhones: WebPhones | null;
  /** Where they write recordings; the configuration's folder goes before it. */
  readonly recordingsFolder?: string;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly config: Config;
  readonly log: Log;
  /** Gives a start up that is under way; of no effect afterwards. */
  readonly signal: AbortSignal;
  /** Kinds of the trunks the caller adds once the server runs, beside those the database has. */
  readonly trunkKinds: readonly Trunk['kind'][];
  /** Makes the switch; called once the data folder is ours and its stores can be read. */
  readonly media: (parts: MediaParts) => Promise<MediaOfRun>;
}

/** What the switch of a run may use. */
export interface MediaParts {
  readonly clock: Clock;
  readonly rng: SystemRng;
  readonly stores: PostgresStores;
}

/** A running Cadência: every part, in the order of their start. */
export interface Server {
  readonly engine: Engine;
  readonly stores: PostgresStores;
  readonly clock: Clock;
  /** The clock is a demo's: its time is not the real one. */
  readonly shiftedClock: boolean;
  readonly coordination: Coordination;
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

/**
 * Starts the parts in the order of their dependencies; when one fails those before it are ended and it is named. Where it
 * failed because a store went away under the start, everything is started anew once that is back.
 */
export function startServer(options: ServerOptions): Promise<Server> {
  const { log, signal } = options;
  return untilStoresAnswer(log, signal, async () => {
    const boot = new Boot((text) => log.warn(text), signal);
    try {
      return await startParts(options, boot);
    } catch (error) {
      await boot.stop();
      throw error;
    }
  });
}

function startDataFolder({ dataFolder }: Config, boot: Boot) {
  return boot.start('Data folder', 10 * SECOND, async () => {
    const opened = await openInstallation(dataFolder);
    const lock = await lockDataFolder(dataFolder);
    return { value: opened, stop: () => lock.release() };
  });
}

async function requireFreePorts({ http, metrics }: Config): Promise<void> {
  await requireFreePort(http.host, http.port, 'http.port');
  await requireFreePort(metrics.host, metrics.port, 'metrics.port');
}

/** What all other parts stand on: the data folder, the ports, the certificate, the database. */
async function startGround({ config, log, signal }: ServerOptions, boot: Boot, system: SystemClock) {
  const installation = await startDataFolder(config, boot);
  await requireFreePorts(config);
  const certificate = await startCertificate(config, boot, (text) => log.warn(text));
  const url = await startDatabase(config, boot, log, system, signal);
  return { installation, certificate, url, stores: await startStores(config, boot, url) };
}

async function startParts(options: ServerOptions, boot: Boot): Promise<Server> {
  const { config, log, media } = options;
  const system = new SystemClock();
  const rng = new SystemRng();
  const { installation, certificate, url, stores } = await startGround(options, boot, system);
  const stored = await stores.campaigns.listTrunks();
  const { clock, shifted } = await startClock(boot, log, {
    store: stores.demoClock,
    system,
    trunkKinds: [...stored.map(({ kind }) => kind), ...options.trunkKinds],
  });
  const daysReadyUntilMs = await keepDaysAhead(boot, log, stores, clock);
  const coordination = await startCoordination(config, boot, url);
  const names = await startNames(config, boot, url, coordination);
  const jobs = await startJobs(config, boot, url);
  const policies = await startPolicies(boot, log, stores.policies, clock);
  const common = {
    stores,
    coordination,
    clock,
    policies: policies.book,
    installationKeyHex: installation.keyHex,
  };
  const inbound = await startInbound(boot, log, common);
  const switchOfRun = await startMedia(media, boot, { clock, rng, stores });
  const engine = await startEngine(config, boot, log, {
    ...common,
    names,
    shifted,
    rng,
    inbound: inbound.book,
    media: switchOfRun,
  });
  const keeping = await startKeeping(config, boot, log, {
    ...common,
    events: engine.events,
    switchFolder: switchOfRun.recordingsFolder ?? '',
  });
  await sealFeedKeys(log, stores.feeds, makeSecretBox(installation.keyHex, 'feeds'));
  const reports = makeReportDesk(config, jobs, clock, url, stores);
  const doors = await startDoors(config, boot, log, {
    ...common,
    engine,
    jobs,
    policies: policies.desk,
    policyBook: policies.book,
    inbound: inbound.deskOf(engine),
    webPhones: switchOfRun.webPhones,
    certificate,
    url,
    ...keeping,
    daysReadyUntilMs,
    reports,
  });
  await startSlowParts(config, boot, log, { ...common, engine, jobs, url, reports });
  return {
    engine,
    stores,
    coordination,
    clock,
    shiftedClock: shifted,
    rng,
    installationKeyHex: installation.keyHex,
    ...doors,
    drain: () => engine.drain(config.engine.drainSeconds * SECOND).then(() => boot.stop()),
    stop: () => boot.stop(),
  };
}

function startMedia(make: ServerOptions['media'], boot: Boot, parts: MediaParts): Promise<MediaOfRun> {
  return boot.start('Media servers', 10 * MINUTE, async () => {
    const made = await make(parts);
    return { value: made, stop: () => made.stop() };
  });
}

interface SlowParts {
  readonly stores: PostgresStores;
  readonly engine: Engine;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  readonly installationKeyHex: string;
  readonly url: string;
  readonly reports: ReportDesk;
}

/** What works beside the calls: chores, feeds out and in, reports. */
async function startSlowParts(config: Config, boot: Boot, log: Log, parts: SlowParts): Promise<void> {
  const { stores, engine, jobs, clock, installationKeyHex, url, reports } = parts;
  await startChores(config, jobs, stores, engine, installationKeyHex, clock, url, reports);
  await startFeeds(boot, log, { feeds: stores.feeds, jobs, clock });
  await startIntake(config, boot, log, parts);
  await startReports(boot, log, reports);
}

interface EngineParts {
  readonly stores: PostgresStores;
  readonly coordination: Coordination;
  readonly names: EngineNames;
  readonly clock: Clock;
  readonly shifted: boolean;
  readonly rng: SystemRng;
  readonly policies: PolicyBook;
  readonly inbound: InboundBook;
  readonly installationKeyHex: string;
  readonly media: Pick<MediaOfRun, 'servers' | 'sip'>;
}

function startEngine(config: Config, boot: Boot, log: Log, parts: EngineParts): Promise<Engine> {
  return boot.start('Engine', 60 * SECOND, async () => {
    const { stores, coordination, names, clock, shifted, rng, policies, inbound, installationKeyHex } = parts;
    const { servers, sip } = parts.media;
    const engine = new Engine({
      engineId: parseEngineId(config.engine.id),
      clock,
      shiftedClock: shifted,
      rng,
      digest: nodeDigest,
      attempts: stores.attempts,
      contacts: stores.contacts,
      mailings: stores.mailings,
      campaigns: stores.campaigns,
      agents: stores.agents,
      facts: new SuppressingFactStore(stores.facts, (phone) =>
        suppressedNumber(phone, installationKeyHex, nodeDigest),
      ),
      lists: stores.lists,
      policies,
      callLog: stores.callLog,
      coordination,
      names,
      usage: stores.usage,
      cadence: stores.cadence,
      pacing: stores.pacing,
      personalCallbacks: stores.personalCallbacks,
      quartiles: stores.quartiles,
      lineWatchStore: stores.lineWatchStore,
      ladders: stores.ladders,
      lineWatch: { mode: config.engine.lineWatch, restDays: config.engine.lineRestDays },
      switches: stores.switches,
      testCalls: stores.testCalls,
      estates: stores.estates,
      personalGraceMs: config.engine.personalCallbackGraceMinutes * MINUTE,
      outsideTalkLimitMs: config.engine.outsideTalkLimitMinutes * MINUTE,
      inbound,
      inboundStore: stores.inboundStore,
      media: servers,
      ties: configuredTies(config, servers),
      ...(sip === undefined ? {} : { sip }),
    });
    // Before it starts: a switch that is away is told of once, and may be before the start is over.
    const engineLog = makeEngineLog(engine.events, log);
    await engine.start();
    return { value: engine, stop: () => engine.close().then(() => engineLog.close()) };
  });
}
