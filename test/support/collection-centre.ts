import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { openMailingFile } from '../../src/adapters/mailing-file/open-mailing-file.js';
import type { PostgresStores } from '../../src/adapters/postgres/postgres-stores.js';
import { type ImportMailingResult, importMailing } from '../../src/app/chores/import-mailing.js';
import { DEFAULT_DISPOSITIONS } from '../../src/app/server/default-dispositions.js';
import type { CallLogRow } from '../../src/core/call-log/call-log-row.js';
import {
  CAMPAIGN_DEFAULTS,
  type CampaignSettings,
  LINE_DEFAULTS,
  TRUNK_DEFAULTS,
} from '../../src/core/campaign/campaign.js';
import { LISTS } from '../../src/core/compliance/rule-parameters.js';
import {
  type AgentId,
  parseAgentId,
  parseCampaignId,
  parseCarrierId,
  parseE164,
  parseEngineId,
  parseGroupId,
  parseMailingId,
} from '../../src/core/kernel/ids.js';
import { DAY } from '../../src/core/kernel/time.js';
import { REASONS, type Reason } from '../../src/core/outcome/outcome.js';
import { DEFAULT_RETRY } from '../../src/core/retry/retry-presets.js';
import type { RetryRule, RetryRules } from '../../src/core/retry/retry-rules.js';
import type { Engine } from '../../src/engine/engine.js';
import type { Clock } from '../../src/ports/clock.js';
import type { MediaEvent, MediaServer } from '../../src/ports/media.js';
import { LAB_TRUNK, makeLabServer } from './asterisk-harness.js';
import { makePostgresEngine } from './postgres-engine.js';
import { startTelephonyLab, type TelephonyLab } from './telephony-lab.js';
import { TestDatabases } from './test-database.js';
import { tuesdayClock } from './tuesday-clock.js';

export const CAMPAIGN = parseCampaignId('cobranca');
const CARRIER = parseCarrierId('operadora');
/** The company that calls. */
const CALLER_CNPJ = '11444777000161';
const LINE = parseE164('+551130304040');
const FIRST_PHONE = 2001;

/** 300 contacts take two minutes, most of it their own ringing and talking; nothing is awaited longer than this. */
const PHASE_LIMIT_MS = 300_000;

/** As shipped, but nobody is due again on the same day: each contact is dialled once in a test. */
const ONCE_A_DAY: RetryRules = {
  ...DEFAULT_RETRY,
  byReason: Object.fromEntries(
    REASONS.map((reason) => [reason, { ...DEFAULT_RETRY.byReason[reason], delayMs: DAY }]),
  ) as Record<Reason, RetryRule>,
};

/** What a media server said, with the time by this process's monotonic clock. */
export interface HeardEvent {
  readonly event: MediaEvent;
  readonly monotonicMs: number;
}

export interface CentreOptions {
  /** The group of each agent; their telephones are SIPp's. */
  readonly groups: readonly string[];
  readonly campaign?: Partial<CampaignSettings>;
  /** Settings of PostgreSQL, `name=value`. */
  readonly databaseSettings?: readonly string[];
  /** @default 60 */
  readonly callsPerSecond?: number;
}

/** A collection centre of real parts: engine, PostgreSQL, Asterisk, and SIPp as public network and telephones. */
export class CollectionCentre {
  readonly lab: TelephonyLab;
  readonly databaseUrl: string;
  readonly stores: PostgresStores;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly agentIds: readonly AgentId[];
  /** Everything the media server said, in order. */
  readonly heard: HeardEvent[];
  /** What should never happen: the engine's own reports of defects and of a store that failed. */
  readonly defects: string[] = [];
  readonly #stopAll: () => Promise<void>;
  #closedCalls = 0;

  private constructor(
    parts: Pick<
      CollectionCentre,
      'lab' | 'databaseUrl' | 'stores' | 'engine' | 'clock' | 'agentIds' | 'heard'
    >,
    stopAll: () => Promise<void>,
  ) {
    this.lab = parts.lab;
    this.databaseUrl = parts.databaseUrl;
    this.stores = parts.stores;
    this.engine = parts.engine;
    this.clock = parts.clock;
    this.agentIds = parts.agentIds;
    this.heard = parts.heard;
    this.#stopAll = stopAll;
    this.engine.events.on('engine:defect', ({ where, message }) => this.defects.push(`${where}: ${message}`));
    this.engine.events.on('store:failed', ({ operation, code }) =>
      this.defects.push(`${operation}: ${code}`),
    );
    this.engine.events.on('call:closed', () => {
      this.#closedCalls += 1;
    });
  }

  /** Starts every part; `prepare` sees the database before the engine does. */
  static async start(
    options: CentreOptions,
    prepare: (databaseUrl: string) => Promise<void> = async () => {},
  ): Promise<CollectionCentre> {
    const closers: (() => Promise<unknown>)[] = [];
    const stopAll = async (): Promise<void> => {
      for (const close of closers.splice(0).reverse()) {
        await close();
      }
    };
    try {
      const phones = options.groups.map((_, index) => String(FIRST_PHONE + index));
      const lab = await startTelephonyLab({ agents: phones });
      closers.push(() => lab.stop());
      const databases = await TestDatabases.start({
        durable: true,
        settings: options.databaseSettings ?? [],
      });
      closers.push(() => databases.stop());
      const databaseUrl = await databases.create();
      await prepare(databaseUrl);
      const clock = tuesdayClock();
      const heard: HeardEvent[] = [];
      const media = [listenTo(makeLabServer(lab, { clock }), heard)];
      const own = { engineId: parseEngineId('e1'), clock, media };
      const { stores, engine } = await makePostgresEngine(databaseUrl, own, closers);
      const agentIds = phones.map((phone) => parseAgentId(`atendente-${phone}`));
      await fill(stores, options, agentIds, phones);
      const mediaUp = new Promise<void>((resolve) => {
        engine.events.on('media:up', () => resolve());
      });
      await engine.start();
      await mediaUp;
      return new CollectionCentre({ lab, databaseUrl, stores, engine, clock, agentIds, heard }, stopAll);
    } catch (error) {
      await stopAll();
      throw error;
    }
  }

  /** Writes the lines as a CSV file and imports it as a user's upload is imported. */
  async importMailing(name: string, header: string, lines: readonly string[]): Promise<ImportMailingResult> {
    const path = join(this.lab.runFolder, `${name}.csv`);
    await writeFile(path, `${[header, ...lines].join('\r\n')}\r\n`);
    return importMailing(
      { mailingId: parseMailingId(name), campaignId: CAMPAIGN, name: `${name}.csv`, path, mapping: {} },
      {
        store: this.stores.mailings,
        digest: nodeDigest,
        installationKeyHex: '5a'.repeat(32),
        openFile: openMailingFile,
        newSalt: () => randomBytes(16).toString('hex'),
        nowMs: () => this.clock.now(),
        onAdded: (campaignId) => this.engine.campaigns.contactsAdded(campaignId),
      },
      { id: `import-${name}`, report: async () => {}, signal: new AbortController().signal },
    );
  }

  /** Resolves once so many calls are closed since the start and their rows are on the disk. */
  async closedCalls(count: number): Promise<void> {
    await this.#eventually(
      'call:closed',
      () => this.#closedCalls >= count,
      () =>
        `${this.#closedCalls} of ${count} calls closed; ${JSON.stringify(this.engine.campaigns.view(CAMPAIGN))}`,
    );
    await this.#eventually(
      'store:committed',
      () => this.engine.view().unwritten === 0,
      () => `${this.engine.view().unwritten} rows unwritten`,
    );
  }

  /** Resolves once so many calls have left. */
  async dialedCalls(count: number): Promise<void> {
    const dialed = (): number => this.engine.campaigns.view(CAMPAIGN)?.today.attempts ?? 0;
    await this.#eventually(
      'call:dialed',
      () => dialed() >= count,
      () => `${dialed()} of ${count} calls dialled`,
    );
  }

  /** The call log as it is in the database. */
  async rows(): Promise<readonly CallLogRow[]> {
    const rows: CallLogRow[] = [];
    for await (const row of this.stores.callLog.read({ campaignId: CAMPAIGN })) {
      rows.push(row);
    }
    return rows;
  }

  /** Idempotent. */
  stop(): Promise<void> {
    return this.#stopAll();
  }

  #eventually(
    event: 'call:closed' | 'call:dialed' | 'store:committed',
    reached: () => boolean,
    awaited: () => string,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(deadline);
        unlisten();
      };
      const look = (): void => {
        if (reached()) {
          settle();
          resolve();
        }
      };
      const deadline = setTimeout(() => {
        settle();
        reject(new Error(`Still awaited after ${PHASE_LIMIT_MS} ms: ${awaited()}`));
      }, PHASE_LIMIT_MS);
      const unlisten = this.engine.events.on(event, look);
      look();
    });
  }
}

/** The engine is a server's only listener; this hears what it hears. */
function listenTo<Server extends MediaServer>(server: Server, heard: HeardEvent[]): Server {
  const onEvent = server.onEvent.bind(server);
  server.onEvent = (listener) => {
    onEvent((event) => {
      heard.push({ event, monotonicMs: performance.now() });
      listener(event);
    });
  };
  return server;
}

async function fill(
  stores: PostgresStores,
  options: CentreOptions,
  agentIds: readonly AgentId[],
  phones: readonly string[],
): Promise<void> {
  await stores.campaigns.saveTrunk({
    id: LAB_TRUNK,
    carrierId: CARRIER,
    kind: 'sip',
    host: '127.0.0.1',
    port: 5060,
    channels: 200,
    cps: options.callsPerSecond ?? 60,
    weight: 1,
    ...TRUNK_DEFAULTS,
  });
  await stores.campaigns.saveLine({
    ...LINE_DEFAULTS,
    number: LINE,
    ownerCnpj: CALLER_CNPJ,
    carrierId: CARRIER,
  });
  for (const list of LISTS) {
    await stores.lists.declareNotApplicable(list, 'the tests', Date.now());
  }
  const settings: CampaignSettings = {
    ...CAMPAIGN_DEFAULTS,
    id: CAMPAIGN,
    name: 'Cobrança',
    callerCnpj: CALLER_CNPJ,
    dispositions: DEFAULT_DISPOSITIONS,
    retry: ONCE_A_DAY,
    ringTimeoutMs: 15_000,
    ...options.campaign,
  };
  await stores.campaigns.save(settings, 'draft', 0);
  for (const [index, id] of agentIds.entries()) {
    const profile = {
      id,
      name: id,
      groupId: parseGroupId(options.groups[index] ?? ''),
      endpoint: `PJSIP/${phones[index]}`,
      demo: false,
      active: true,
    };
    await stores.agents.save(profile);
  }
}
