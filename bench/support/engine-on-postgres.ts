import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '../../src/adapters/embedded-postgres/embedded-postgres.js';
import { migrate } from '../../src/adapters/postgres/migrate.js';
import type { PostgresStores } from '../../src/adapters/postgres/postgres-stores.js';
import {
  CAMPAIGN_DEFAULTS,
  type CampaignSettings,
  type Line,
  type Trunk,
} from '../../src/core/campaign/campaign.js';
import { LISTS } from '../../src/core/compliance/rule-parameters.js';
import {
  type AgentId,
  type CampaignId,
  type MailingId,
  parseAgentId,
  parseCampaignId,
  parseE164,
  parseEngineId,
  parseGroupId,
  parseMailingId,
} from '../../src/core/kernel/ids.js';
import { DEFAULT_RETRY } from '../../src/core/retry/retry-presets.js';
import type { Engine } from '../../src/engine/engine.js';
import type { Clock } from '../../src/ports/clock.js';
import type { MediaServer } from '../../src/ports/media.js';
import { packagePath } from '../../test/support/package-folder.js';
import { makePostgresEngine } from '../../test/support/postgres-engine.js';
import { QuickAgents } from './quick-agents.js';

/** The company that calls. */
export const BENCH_CNPJ = '11444777000161';
export const BENCH_CAMPAIGN: CampaignId = parseCampaignId('bancada');
const ROWS_A_TIME = 5000;

/** What a campaign of the bench differs in. */
export interface BenchCampaign extends Partial<CampaignSettings> {
  readonly id: CampaignId;
  readonly callerCnpj: string;
}

export interface EngineOnPostgresOptions {
  readonly clock: Clock;
  readonly media: MediaServer;
  /** A server that runs already, and is not stopped with the bench; null: one of its own. */
  readonly server?: EmbeddedPostgres | null;
  /** A database of its own on it, which is made. @default the server's */
  readonly database?: string;
  readonly trunks: readonly Trunk[];
  readonly lines: readonly Line[];
  readonly campaigns: readonly BenchCampaign[];
  /** Endpoints of the agents' phones, dealt to the campaigns in turn. */
  readonly endpoints: readonly string[];
  readonly talkMs: number;
  /** Of all campaigns together. */
  readonly contacts: number;
  /** Null: whoever makes the bench fills its lists. */
  readonly phoneOf: ((index: number) => string) | null;
}

/** The engine as it runs in production, on a durable PostgreSQL of its own that goes when the bench ends. */
export class EngineOnPostgres {
  readonly engine: Engine;
  readonly agents: QuickAgents;
  readonly stores: PostgresStores;
  readonly url: string;
  readonly #teams: ReadonlyMap<CampaignId, readonly AgentId[]>;
  readonly #closers: (() => Promise<unknown>)[];

  private constructor(
    parts: Pick<EngineOnPostgres, 'engine' | 'agents' | 'stores' | 'url'>,
    teams: ReadonlyMap<CampaignId, readonly AgentId[]>,
    closers: (() => Promise<unknown>)[],
  ) {
    this.engine = parts.engine;
    this.agents = parts.agents;
    this.stores = parts.stores;
    this.url = parts.url;
    this.#teams = teams;
    this.#closers = closers;
  }

  static async create(options: EngineOnPostgresOptions): Promise<EngineOnPostgres> {
    const { clock } = options;
    const closers: (() => Promise<unknown>)[] = [];
    try {
      const server = options.server ?? (await ownServer(closers));
      const url = await databaseOf(server, options.database);
      await migrate({ url, nowMs: clock.now(), folder: packagePath('migrations') });
      const own = { engineId: parseEngineId('bancada'), clock, media: [options.media] };
      const { stores, engine } = await makePostgresEngine(url, own, closers);
      const teams = await fill(stores, options);
      const agents = new QuickAgents(engine, options.talkMs);
      return new EngineOnPostgres({ engine, agents, stores, url }, teams, closers);
    } catch (error) {
      await closeAll(closers);
      throw error;
    }
  }

  /** Starts the engine, logs the agents in and begins to dial. */
  async open(): Promise<void> {
    const up = new Promise((resolve) => this.engine.events.on('media:up', resolve));
    await this.engine.start();
    await up;
    await this.enter();
    await this.dial(true);
  }

  /** Logs the agents in. */
  async enter(): Promise<void> {
    for (const [campaignId, team] of this.#teams) {
      await this.agents.enter(team, campaignId);
    }
  }

  /** Logs the agents out: their telephones are free for others. */
  leave(): void {
    for (const team of this.#teams.values()) {
      this.agents.leave(team);
    }
  }

  /** Begins or rests the dialling of every campaign. */
  async dial(on: boolean): Promise<void> {
    const { campaigns } = this.engine;
    for (const id of this.#teams.keys()) {
      await (on ? campaigns.start(id) : campaigns.pause(id));
    }
  }

  /** Ends dialling and lets the calls end. */
  drain(): Promise<void> {
    return this.engine.drain(10_000);
  }

  close(): Promise<void> {
    return closeAll(this.#closers);
  }
}

async function ownServer(closers: (() => Promise<unknown>)[]): Promise<EmbeddedPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'cadencia-bench-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  // As root the server has an account of its own, which must reach the folder.
  await chmod(folder, 0o755);
  const server = await EmbeddedPostgres.start({ folder });
  closers.push(() => server.stop());
  return server;
}

/** The server's own database, or a further one that is made. */
async function databaseOf(server: EmbeddedPostgres, name: string | undefined): Promise<string> {
  if (name === undefined) {
    return server.url;
  }
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(`create database ${client.escapeIdentifier(name)}`).finally(() => client.end());
  return Object.assign(new URL(server.url), { pathname: name }).href;
}

/** Everything but the engine; gives each campaign's agents. */
async function fill(
  stores: PostgresStores,
  options: EngineOnPostgresOptions,
): Promise<ReadonlyMap<CampaignId, readonly AgentId[]>> {
  const { campaigns, trunks, lines, endpoints, clock } = options;
  for (const trunk of trunks) {
    await stores.campaigns.saveTrunk(trunk);
  }
  for (const line of lines) {
    await stores.campaigns.saveLine(line);
  }
  for (const list of LISTS) {
    await stores.lists.declareNotApplicable(list, 'the bench', clock.now());
  }
  const teams = new Map<CampaignId, AgentId[]>();
  for (const campaign of campaigns) {
    const settings: CampaignSettings = {
      ...CAMPAIGN_DEFAULTS,
      name: 'Bancada',
      dispositions: [],
      retry: DEFAULT_RETRY,
      ...campaign,
    };
    await stores.campaigns.save(settings, 'draft', 0);
    await stores.mailings.create(mailingOf(campaign.id), campaign.id, 'bancada', clock.now());
    teams.set(campaign.id, []);
  }
  for (const [index, endpoint] of endpoints.entries()) {
    const id = parseAgentId(`b${index}`);
    const groupId = parseGroupId('g1');
    await stores.agents.save({ id, name: id, groupId, endpoint, demo: true, active: true });
    teams.get(campaigns[index % campaigns.length]?.id ?? BENCH_CAMPAIGN)?.push(id);
  }
  await addContacts(stores, options);
  return teams;
}

/** The one list of a campaign of the bench. */
export function mailingOf(campaignId: CampaignId): MailingId {
  return parseMailingId(campaignId);
}

async function addContacts(stores: PostgresStores, options: EngineOnPostgresOptions): Promise<void> {
  const { campaigns, contacts, phoneOf, clock } = options;
  const each = phoneOf === null ? 0 : Math.ceil(contacts / campaigns.length);
  for (const [place, { id }] of campaigns.entries()) {
    for (let from = 0; phoneOf !== null && from < each; from += ROWS_A_TIME) {
      const rows = Array.from({ length: Math.min(ROWS_A_TIME, each - from) }, (_, at) => {
        const index = place * each + from + at;
        return {
          key: `k${index}`,
          line: index + 2,
          name: `Contato ${index}`,
          cpfHash: `cpf-${index}`,
          debtId: `d${index}`,
          segment: '',
          municipality: '',
          addressUf: '',
          phones: [parseE164(phoneOf(index))],
          fields: {},
          priority: 0,
          salt: index.toString(16).padStart(32, '0'),
        };
      });
      await stores.mailings.addRows(mailingOf(id), id, rows, clock.now());
    }
  }
}

async function closeAll(closers: (() => Promise<unknown>)[]): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    await close();
  }
}
