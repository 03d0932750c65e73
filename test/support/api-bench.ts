import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import { pdfOfTables } from '../../src/adapters/statement-file/pdf-sheets.js';
import { xlsxStatement } from '../../src/adapters/statement-file/xlsx-statement.js';
import { fetchWebhook } from '../../src/adapters/webhook/fetch-webhook.js';
import { makeSecretBox } from '../../src/api/auth/secret-box.js';
import { makeTokenBook, type TokenBook } from '../../src/api/auth/token-book.js';
import type { ApiDeps } from '../../src/api/http/api-deps.js';
import { type HttpServer, makeHttpServer } from '../../src/api/http/http-server.js';
import { presetDocuments } from '../../src/app/billing/billing-documents.js';
import { contractText } from '../../src/app/billing/contract-text.js';
import { makePolicySource } from '../../src/app/server/policy-source.js';
import { EMPTY_HEAD } from '../../src/core/access/audit-entry.js';
import { CadenciaError } from '../../src/core/kernel/errors.js';
import { parseEngineId } from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { DAY } from '../../src/core/kernel/time.js';
import { CarrierDesk } from '../../src/engine/carrier-desk.js';
import { rehearseContract } from '../../src/engine/contract-rehearsal.js';
import { ContractShelf } from '../../src/engine/contract-shelf.js';
import { FeedDesk } from '../../src/engine/feed-desk.js';
import { InboundBook } from '../../src/engine/inbound-book.js';
import { InboundSettingsDesk } from '../../src/engine/inbound-settings-desk.js';
import { makeIndicators } from '../../src/engine/indicator-maker.js';
import { IntakeDesk } from '../../src/engine/intake-desk.js';
import { OverrideDesk } from '../../src/engine/override-desk.js';
import { PolicyBook } from '../../src/engine/policy-book.js';
import { PolicyDesk } from '../../src/engine/policy-desk.js';
import { QualityDesk } from '../../src/engine/quality-desk.js';
import type { RecordingDesk } from '../../src/engine/recording-desk.js';
import { StatementDesk } from '../../src/engine/statement-desk.js';
import type { JobView } from '../../src/ports/jobs.js';
import type { MailingReject, MailingSummary } from '../../src/ports/mailing-store.js';
import type { AdminAction } from '../../src/ports/person-store.js';
import type { StoredToken, TokenStore } from '../../src/ports/token-store.js';
import { type EngineDouble, makeEngineDouble } from './engine-double.js';
import { type ManualClock, makeManualClock, realClock } from './manual-clock.js';
import { packagePath } from './package-folder.js';
import { makeRecordingDesk } from './recording-parts.js';
import { SAMPLE_NEW_CAMPAIGN } from './sample-campaign.js';

/** A real server on a free port over doubles of what is behind it. */
export interface ApiBench {
  readonly server: HttpServer;
  readonly engine: EngineDouble;
  readonly tokens: TokenBook;
  readonly tokenId: string;
  readonly secret: string;
  readonly base: string;
  readonly dataFolder: string;
  readonly jobs: Map<string, JobView>;
  readonly enqueued: { readonly kind: string; readonly data: Readonly<Record<string, unknown>> }[];
  readonly mailings: Map<string, MailingSummary>;
  readonly rejects: MailingReject[];
  /** Call log and ledger of the server. */
  readonly stores: MemoryStores;
  readonly recordings: RecordingDesk;
  /** The time of quality monitoring, moved by the test. */
  readonly qualityClock: ManualClock;
  /** What was asked of the desk of persons. */
  readonly asked: object[];
  readonly notReady: string[];
  readonly logged: string[];
  /** fetch with the token. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

const NOTHING_TO_DROP = { dropped: false, rowsBeforeMs: 0, days: [], confirmation: '', archives: [] };
const NOTHING_COUNTED = { contacts: 0, attempts: 0, decisions: 0, facts: 0 };
/** Half a year. */
const KEPT_MS = 180 * DAY;
const NOTHING_TO_FORGET = {
  dryRun: true,
  clearBeforeMs: 0,
  recordingsBeforeMs: 0,
  anonymised: { attempts: 0, decisions: 0, contacts: 0 },
  recordingDays: [],
};

export function makeTokenStoreDouble(): TokenStore & { readonly rows: StoredToken[] } {
  const rows: StoredToken[] = [];
  return {
    rows,
    list: async () => rows,
    save: async (token) => void rows.push(token),
    async revoke(id) {
      const index = rows.findIndex((row) => row.id === id);
      const row = rows[index];
      if (row !== undefined) {
        rows[index] = { ...row, revoked: true };
      }
    },
  };
}

/** The jobs and mailings behind the server: maps the test fills. */
function makeChores(
  bench: Pick<ApiBench, 'jobs' | 'enqueued' | 'mailings' | 'rejects'>,
): Pick<ApiDeps, 'jobs' | 'mailings'> {
  const refuse = async (): Promise<never> => {
    throw new Error('not asked by the API');
  };
  return {
    jobs: {
      async enqueue(kind, data) {
        bench.enqueued.push({ kind, data });
        const id = `job-${bench.enqueued.length}`;
        const job: JobView = {
          id,
          kind,
          state: 'waiting',
          progress: null,
          result: null,
          error: null,
          createdAtMs: 1,
        };
        bench.jobs.set(id, job);
        return job;
      },
      find: async (id) => bench.jobs.get(id) ?? null,
      list: async (limit) => [...bench.jobs.values()].reverse().slice(0, limit),
      waitFor: refuse,
      work: refuse,
      oldestWaitingMs: async () => 0,
      close: async () => {},
    },
    mailings: {
      create: refuse,
      addRows: refuse,
      addRejects: refuse,
      finish: refuse,
      savedMapping: refuse,
      saveMapping: refuse,
      find: async (id) => bench.mailings.get(id) ?? null,
      list: async (campaignId) => [...bench.mailings.values()].filter((row) => row.campaignId === campaignId),
      rejects: async (_id, afterLine, limit) =>
        bench.rejects.filter((row) => row.line > afterLine).slice(0, limit),
    },
  };
}

export async function startApiBench(
  change: Partial<ApiDeps['options']> = {},
  /** Real parts in the place of doubles. */
  real: Partial<ApiDeps> = {},
): Promise<ApiBench> {
  const engine = makeEngineDouble();
  const tokens = makeTokenBook(makeTokenStoreDouble(), () => Date.now());
  const { token, secret } = await tokens.issue('test', 'admin');
  const policyStore = new MemoryStores().policies;
  const policies = new PolicyDesk({ store: policyStore, book: new PolicyBook(), clock: realClock });
  const dataFolder = mkdtempSync(join(tmpdir(), 'cadencia-api-'));
  const behind = {
    jobs: new Map<string, JobView>(),
    enqueued: [] as { kind: string; data: Readonly<Record<string, unknown>> }[],
    mailings: new Map<string, MailingSummary>(),
    rejects: [] as MailingReject[],
  };
  const stores = new MemoryStores();
  const inbound = new InboundSettingsDesk({
    store: stores.inboundStore,
    book: new InboundBook({
      store: stores.inboundStore,
      clock: realClock,
      calendar: () => new PolicyBook().calendar,
    }),
    clock: realClock,
    hasCampaign: (id) => engine.campaignViews.has(id),
    tell: async () => {},
  });
  const qualityClock = makeManualClock();
  const recordings = await makeRecordingDesk(dataFolder, stores, engine.events);
  const asked: object[] = [];
  const reads: AdminAction[] = [];
  const persons: ApiDeps['persons'] = {
    export: async (...args) => {
      asked.push(['export', ...args]);
      return { contacts: [], attempts: [], decisions: [], facts: [] };
    },
    erase: async (...args) => {
      asked.push(['erase', ...args]);
      return { contacts: 1, attempts: 2, decisions: 3, facts: 0 };
    },
    actions: async () => [],
    plays: async (id) =>
      reads.filter(({ action, subject }) => action === 'recording_play' && subject === id).reverse(),
    noteRead: async (...args) => {
      asked.push(['noteRead', ...args]);
      reads.push({ atMs: qualityClock.now(), ...args[0], counts: NOTHING_COUNTED });
    },
  };
  const overrides = new OverrideDesk({
    store: stores.floor,
    clock: realClock,
    rng: makeSeededRng('overrides'),
    campaigns: engine.campaigns,
    onTrouble: (what) => logged.push(what),
  });
  const whatIf: ApiDeps['floor']['whatIf'] = async (id) => {
    throw new CadenciaError('DLR_NOT_FOUND', { detail: `There is no campaign '${id}' to reckon with.` });
  };
  const notReady: string[] = [];
  const logged: string[] = [];
  const note = (fields: object, text: string): void =>
    void logged.push(
      `${text} ${JSON.stringify(fields, (_, value) => (value instanceof Error ? value.stack : value))}`,
    );
  const server = await makeHttpServer({
    engine,
    events: engine.events,
    clock: realClock,
    tokens,
    users: stores.users,
    auditLog: { page: async () => [] },
    auditWatch: {
      standing: () => ({ seen: EMPTY_HEAD, broken: null }),
      verify: async () => ({ entries: 0, head: EMPTY_HEAD, broken: [], brokenCount: 0 }),
    },
    doorNowMs: () => Date.now(),
    installationKeyHex: 'ab'.repeat(32),
    signInProvider: null,
    ...makeChores(behind),
    lists: stores.lists,
    policies,
    configuredTrunks: new Set(['do-arquivo']),
    agents: {
      list: async () => [...engine.profiles.values()],
      find: async (id) => engine.profiles.get(id) ?? null,
      save: async () => {},
      listSessions: async () => [],
      findSession: async () => null,
      saveSession: async () => true,
      writeSessions: async () => [],
      listHolds: async () => [],
      hold: async () => {},
      release: async () => {},
      async *readReleases() {},
    },
    peers: { engineId: parseEngineId('e1'), list: async () => [], isThere: async () => false },
    messages: { store: stores.messages, bell: new MemoryCoordination() },
    campaigns: {
      list: async () => [...engine.stored.values()],
      changedSince: async () => [],
      find: async (id) => engine.stored.get(id) ?? null,
      save: async () => 0,
      listTrunks: async () => [...engine.trunks.values()],
      saveTrunk: async () => 1,
      listLines: async () => [...engine.lines.values()],
      saveLine: async () => 1,
      dialingStopped: async () => false,
      keepDialingStop: async () => {},
    },
    proof: {
      callLog: stores.callLog,
      ledger: stores.ledger,
      ladders: stores.ladders,
      digest: nodeDigest,
      policyOf: makePolicySource(stores.policies),
    },
    persons,
    recordings: {
      store: stores.recordings,
      desk: recordings,
      keptMs: () => KEPT_MS,
    },
    quality: {
      store: stores.quality,
      desk: new QualityDesk({
        store: stores.quality,
        recordings: stores.recordings,
        clock: qualityClock,
        digest: nodeDigest,
        calendar: () => new PolicyBook().calendar,
        makeSeed: () => '5e'.repeat(32),
      }),
    },
    archive: {
      state: async () => ({
        days: [],
        rowsBeforeMs: null,
        clearBeforeMs: 0,
        recordingsBeforeMs: 0,
        archived: [],
      }),
      verify: async () => [],
      restore: async () => [],
    },
    expiry: {
      rehearse: async () => NOTHING_TO_DROP,
      drop: async () => ({ ...NOTHING_TO_DROP, dropped: true }),
    },
    retention: {
      rehearse: async () => NOTHING_TO_FORGET,
      run: async () => ({ ...NOTHING_TO_FORGET, dryRun: false }),
    },
    cadence: {
      store: stores.cadence,
      contacts: stores.contacts,
      policyOf: (id) => new PolicyBook().find(id, Date.now()),
    },
    carriers: new CarrierDesk({
      log: stores.carriers,
      clock: realClock,
      onFailed: (what) => logged.push(what),
    }),
    inbound,
    webPhones: null,
    statements: new StatementDesk({
      store: stores.billing,
      presets: presetDocuments,
      callLog: stores.callLog,
      clock: realClock,
      newId: () => randomUUID(),
    }),
    contractText,
    rehearse: (order) =>
      rehearseContract(order, {
        store: stores.billing,
        contracts: new ContractShelf(stores.billing, presetDocuments),
        log: stores.billingLog,
        digest: nodeDigest,
        row: () => undefined,
      }),
    xlsx: xlsxStatement,
    indicators: (order) => makeIndicators(order, stores.callLog),
    reports: {
      list: async () => [
        ...(['', '11222333000181', '99888777000166'] as const).map((creditor) => ({
          ...{
            id: `diario${creditor.slice(0, 2)}`,
            title: 'Diário',
            every: 'day' as const,
            hour: 6,
            creditor,
          },
          ...{ mailTo: [], webhook: false, folder: '/packs', tables: [], forms: [], due: [], periods: [] },
          lists: ['opt_outs' as const],
          made: ['2026-10-05'],
        })),
      ],
      pathOf: async (pack, period, name) => join(dataFolder, 'reports', pack, period, name),
      runNow: (pack, day) => makeChores(behind).jobs.enqueue('make-report', { pack, day }),
    },
    intake: new IntakeDesk({
      store: stores.intake,
      mailings: stores.mailings,
      clock: realClock,
      digest: nodeDigest,
      installationKeyHex: 'ab'.repeat(32),
      newSalt: () => 'cd'.repeat(32),
      hasCampaign: async (id) => engine.stored.has(id),
      requireContract: async (id) => {
        if (id !== 'telecobranca') {
          throw new CadenciaError('DLR_NOT_FOUND', { detail: `There is no contract '${id}'.` });
        }
      },
      onAdded: () => undefined,
    }),
    pdf: pdfOfTables,
    feeds: new FeedDesk({
      store: stores.feeds,
      webhook: fetchWebhook,
      clock: realClock,
      digest: nodeDigest,
      box: makeSecretBox('ab'.repeat(32), 'feeds'),
      newSecretHex: () => 'ef'.repeat(32),
    }),
    readiness: async () => notReady,
    pauseCodes: stores.pauseCodes,
    switches: { list: async () => [...engine.switchSettings.values()] },
    scripts: stores.scripts,
    floor: { store: stores.floor, overrides, whatIf },
    newCampaign: SAMPLE_NEW_CAMPAIGN,
    log: { info: note, warn: note, error: note },
    options: {
      host: '127.0.0.1',
      port: 0,
      sharedFolder: dataFolder,
      pageFolder: packagePath('web/live'),
      screensFolder: dataFolder,
      version: '0.1.0',
      ...change,
    },
    ...real,
  });
  await server.start();
  const base = server.address();
  return {
    server,
    engine,
    tokens,
    tokenId: token.id,
    secret,
    base,
    dataFolder,
    ...behind,
    stores,
    recordings,
    qualityClock,
    asked,
    notReady,
    logged,
    call: (method, path, body, headers = {}) =>
      fetch(base + path, {
        method,
        headers: {
          authorization: `Bearer ${secret}`,
          ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
      }),
    async close() {
      await server.close();
      await recordings.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
