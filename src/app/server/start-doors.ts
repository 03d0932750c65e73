import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { SystemClock } from '../../adapters/clock/system-clock.js';
import { nodeDigest } from '../../adapters/digest/node-digest.js';
import type { makeLogger } from '../../adapters/pino/logger.js';
import { PostgresPersonStore } from '../../adapters/postgres/postgres-person-store.js';
import type { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { makeEngineMetrics } from '../../adapters/prometheus/engine-metrics.js';
import { makeMetricsServer } from '../../adapters/prometheus/metrics-server.js';
import { LOCAL_LABEL } from '../../api/auth/local-token.js';
import { makeTokenBook, type TokenBook } from '../../api/auth/token-book.js';
import type { ApiDeps, CadenceParts } from '../../api/http/api-deps.js';
import { type HttpServer, makeHttpServer } from '../../api/http/http-server.js';
import type { Config } from '../../config/config.js';
import { parseEngineId } from '../../core/kernel/ids.js';
import { MINUTE, SECOND } from '../../core/kernel/time.js';
import { DEFAULT_RETRY } from '../../core/retry/retry-presets.js';
import type { ArchiveDesk } from '../../engine/archive-desk.js';
import type { AuditWatch } from '../../engine/audit-watch.js';
import { CarrierDesk } from '../../engine/carrier-desk.js';
import type { Engine } from '../../engine/engine.js';
import type { ExpiryDesk } from '../../engine/expiry-desk.js';
import type { InboundSettingsDesk } from '../../engine/inbound-settings-desk.js';
import { PersonDesk } from '../../engine/person-desk.js';
import type { PolicyBook } from '../../engine/policy-book.js';
import type { PolicyDesk } from '../../engine/policy-desk.js';
import { QualityDesk } from '../../engine/quality-desk.js';
import type { RecordingDesk } from '../../engine/recording-desk.js';
import type { RetentionDesk } from '../../engine/retention-desk.js';
import type { RetentionTerms } from '../../engine/retention-terms.js';
import type { Clock } from '../../ports/clock.js';
import type { Coordination } from '../../ports/coordination.js';
import type { JobQueue } from '../../ports/jobs.js';
import type { ServerCertificate } from '../../ports/server-certificate.js';
import type { WebPhones } from '../../ports/web-phones.js';
import { makeIndicatorThread } from '../billing/indicator-thread.js';
import type { ReportDesk } from '../reports/report-desk.js';
import type { Boot } from './boot.js';
import { DEFAULT_DISPOSITIONS } from './default-dispositions.js';
import { HouseWatch } from './house-watch.js';
import { readLocalToken, writeLocalToken, writeServerFile } from './installation.js';
import { makePolicySource } from './policy-source.js';
import { productVersion, ROOT_FOLDER } from './product.js';
import { makeReadiness } from './readiness.js';
import type { SharedFolder } from './shared-folder.js';
import { makeSignInProvider } from './sign-in-provider.js';
import { startAudit } from './start-audit.js';
import { startFloor } from './start-floor.js';
import { makeIntakeDesk } from './start-intake.js';
import { startSharedFolder } from './start-shared-folder.js';
import { makeStatementDoor } from './statement-door.js';

type Log = ReturnType<typeof makeLogger>;

interface DoorParts {
  readonly engine: Engine;
  readonly stores: PostgresStores;
  readonly jobs: JobQueue;
  readonly coordination: Coordination;
  readonly clock: Clock;
  readonly policies: PolicyDesk;
  readonly policyBook: PolicyBook;
  readonly inbound: InboundSettingsDesk;
  readonly installationKeyHex: string;
  readonly webPhones: WebPhones | null;
  readonly certificate: ServerCertificate | null;
  readonly recordings: RecordingDesk;
  readonly retention: RetentionDesk;
  readonly expiry: ExpiryDesk;
  readonly archive: ArchiveDesk;
  readonly terms: RetentionTerms;
  /** Until when the days of the call log are made. */
  readonly daysReadyUntilMs: () => number;
  /** Of the database, for threads with connections of their own. */
  readonly url: string;
  readonly reports: ReportDesk;
}

interface Doors {
  readonly http: HttpServer;
  readonly metricsAddress: string;
  readonly localToken: string;
}

const systemClock = new SystemClock();

/** API, live page and metrics: the last to open, the first to close. */
export async function startDoors(config: Config, boot: Boot, log: Log, parts: DoorParts): Promise<Doors> {
  const { engine, stores, jobs, clock } = parts;
  const tokens = makeTokenBook(stores.tokens, () => clock.now());
  const localToken = await localTokenOf(config.dataFolder, tokens);
  const floor = await startFloor(boot, log, parts);
  const auditWatch = await startAudit(config, boot, log, { ...parts, auditLog: stores.auditLog });
  const http = await boot.start('HTTP server', 20 * SECOND, async () => {
    const server = await makeHttpServer({
      engine,
      events: engine.events,
      clock,
      tokens,
      users: stores.users,
      auditLog: stores.auditLog,
      auditWatch,
      doorNowMs: () => systemClock.now(),
      installationKeyHex: parts.installationKeyHex,
      signInProvider: makeSignInProvider(config, () => systemClock.now()),
      agents: stores.agents,
      peers: peersOf(config, parts),
      messages: { store: stores.messages, bell: parts.coordination },
      campaigns: stores.campaigns,
      mailings: stores.mailings,
      lists: stores.lists,
      jobs,
      proof: {
        callLog: stores.callLog,
        ledger: stores.ledger,
        ladders: stores.ladders,
        digest: nodeDigest,
        policyOf: makePolicySource(stores.policies),
      },
      persons: personDesk(parts),
      recordings: recordingDoor(parts),
      quality: { store: stores.quality, desk: qualityDesk(parts) },
      retention: parts.retention,
      expiry: parts.expiry,
      archive: parts.archive,
      policies: parts.policies,
      cadence: cadenceParts(parts),
      carriers: carrierDesk(log, parts),
      inbound: parts.inbound,
      configuredTrunks: new Set(config.trunks.map(({ id }) => id)),
      webPhones: parts.webPhones,
      ...makeStatementDoor(stores, clock, parts),
      indicators: makeIndicatorThread(parts.url),
      intake: makeIntakeDesk(parts),
      reports: parts.reports,
      readiness: makeReadiness(engine, stores),
      floor,
      pauseCodes: stores.pauseCodes,
      switches: stores.switches,
      scripts: stores.scripts,
      newCampaign: { retry: DEFAULT_RETRY, dispositions: DEFAULT_DISPOSITIONS },
      log,
      options: doorOptions(config, parts),
    });
    await server.start();
    const takeBack = await tellDoor(config, parts, server.address());
    return { value: server, stop: () => takeBack().then(() => server.close()) };
  });
  await writeServerFile(config.dataFolder, http.localAddress());
  const shared = await startSharedFolder(config, boot, log, parts);
  const metricsAddress = await startMetrics(config, boot, parts, { http, floor, auditWatch, shared });
  return { http, metricsAddress, localToken };
}

function peersOf({ engine: { id } }: Config, { engine, stores }: DoorParts): ApiDeps['peers'] {
  return {
    engineId: parseEngineId(id),
    list: () => stores.estates.list(),
    isThere: (engineId) => engine.isThere(engineId),
  };
}

/** Tells the other servers where they reach this one, if that is anywhere in particular. What it resolves with takes it back. */
async function tellDoor(
  config: Config,
  { stores }: DoorParts,
  address: string,
): Promise<() => Promise<void>> {
  const { ownUrl, host } = config.http;
  const engineId = parseEngineId(config.engine.id);
  await stores.estates.tellDoor(engineId, ownUrl || (['0.0.0.0', '::'].includes(host) ? null : address));
  return () => stores.estates.tellDoor(engineId, null).catch(() => undefined);
}

function doorOptions({ http, phones, sharedFolder }: Config, { certificate }: DoorParts): ApiDeps['options'] {
  return {
    host: http.host,
    port: http.port,
    sharedFolder,
    pageFolder: join(ROOT_FOLDER, 'web/live'),
    screensFolder: join(ROOT_FOLDER, 'dist/ui'),
    version: productVersion(),
    certificate,
    trustedProxies: http.trustedProxies,
    ice: { ...phones, turnSeconds: (phones.turnMinutes * MINUTE) / SECOND },
  };
}

function personDesk({ stores, clock, installationKeyHex }: DoorParts): PersonDesk {
  const store = new PostgresPersonStore(stores.database, nodeDigest);
  return new PersonDesk({ store, clock, digest: nodeDigest, installationKeyHex });
}

function carrierDesk(log: Log, { stores, clock }: DoorParts): CarrierDesk {
  const onFailed = (message: string): void =>
    log.warn({ message }, 'A past day of calls could not be counted');
  return new CarrierDesk({ log: stores.carriers, clock, onFailed });
}

function recordingDoor({ stores, recordings, terms, clock }: DoorParts): ApiDeps['recordings'] {
  const keptMs = (): number => clock.now() - terms.bounds().recordingsBeforeMs;
  return { store: stores.recordings, desk: recordings, keptMs };
}

/** Its address. */
async function startMetrics(config: Config, boot: Boot, parts: DoorParts, counted: Counted): Promise<string> {
  return boot.start('Metrics', 10 * SECOND, async () => {
    const registry = new Registry();
    const house = new HouseWatch(config, parts.stores.database, () => systemClock.now());
    await house.read();
    const metrics = makeEngineMetrics({
      registry,
      events: parts.engine.events,
      version: productVersion(),
      read: () => readings(parts, counted, house),
    });
    const server = makeMetricsServer(metrics, config.metrics.host, config.metrics.port);
    await server.start();
    const stop = (): Promise<void> => {
      metrics.close();
      return server.close();
    };
    return { value: server.address(), stop };
  });
}

function cadenceParts({ stores, policyBook, clock }: DoorParts): CadenceParts {
  return {
    store: stores.cadence,
    contacts: stores.contacts,
    policyOf: (id) => policyBook.find(id, clock.now()),
  };
}

function qualityDesk({ stores, clock, policyBook }: DoorParts): QualityDesk {
  return new QualityDesk({
    store: stores.quality,
    recordings: stores.recordings,
    clock,
    digest: nodeDigest,
    calendar: () => policyBook.calendar,
    makeSeed: () => randomBytes(32).toString('hex'),
  });
}

/** What has figures of its own beside the engine. */
interface Counted {
  readonly http: Pick<HttpServer, 'screens'>;
  readonly floor: { readonly overrides: { readonly standing: number } };
  readonly auditWatch: Pick<AuditWatch, 'standing'>;
  readonly shared: Pick<SharedFolder, 'apart'>;
}

/** What is read at a scrape; a job store that is away must not cost the other figures. */
async function readings(
  { engine, jobs, daysReadyUntilMs }: DoorParts,
  { http, floor, auditWatch, shared }: Counted,
  house: HouseWatch,
) {
  const view = engine.view();
  return {
    campaigns: engine.campaigns.views(),
    trunks: view.trunks,
    limits: engine.limits(),
    queues: engine.queues(),
    nowMs: view.nowMs,
    media: engine.switches
      .views()
      .map(({ id, up, state }) => ({ id, up, inService: state === 'in_service' })),
    dialing: view.dialing,
    unwritten: view.unwritten,
    screens: http.screens(),
    overrides: floor.overrides.standing,
    house: {
      ...house.latest(),
      auditBroken: auditWatch.standing().broken !== null,
      filesApart: shared.apart,
    },
    daysReadyUntilMs: daysReadyUntilMs(),
    storeSlow: view.storeSlow,
    // The queue dates its jobs by the machine's own clock.
    oldestJobMs: await jobs.oldestWaitingMs(systemClock.now()).catch(() => 0),
  };
}

/** The token this machine's commands use: kept beside the data for its owner only, hashed in the database. */
async function localTokenOf(folder: string, tokens: TokenBook): Promise<string> {
  const kept = await readLocalToken(folder);
  if (kept !== null && (await tokens.verify(kept)) !== null) {
    return kept;
  }
  const { secret } = await tokens.issue(LOCAL_LABEL, 'admin');
  await writeLocalToken(folder, secret);
  return secret;
}
