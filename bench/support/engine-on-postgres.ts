import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

export interface EngineOnPostgresOptions {
  readonly clock: Clock;
  readonly media: MediaServer;
  readonly trunk: Trunk;
  readonly line: Line;
  readonly campaign: Partial<CampaignSettings>;
  /** Endpoints of the agents' phones. */
  readonly endpoints: readonly string[];
  readonly talkMs: number;
  readonly contacts: number;
  readonly phoneOf: (index: number) => string;
}

/** The engine as it runs in production, on a durable PostgreSQL of its own that goes when the bench ends. */
export class EngineOnPostgres {
  readonly engine: Engine;
  readonly agents: QuickAgents;
  readonly stores: PostgresStores;
  readonly #agentIds: readonly AgentId[];
  readonly #closers: (() => Promise<unknown>)[];

  private constructor(
    engine: Engine,
    agents: QuickAgents,
    stores: PostgresStores,
    agentIds: readonly AgentId[],
    closers: (() => Promise<unknown>)[],
  ) {
    this.engine = engine;
    this.agents = agents;
    this.stores = stores;
    this.#agentIds = agentIds;
    this.#closers = closers;
  }

  static async create(options: EngineOnPostgresOptions): Promise<EngineOnPostgres> {
    const { clock } = options;
    const folder = await mkdtemp(join(tmpdir(), 'cadencia-bench-'));
    const closers: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
    try {
      // As root the server has an account of its own, which must reach the folder.
      await chmod(folder, 0o755);
      const server = await EmbeddedPostgres.start({ folder });
      closers.push(() => server.stop());
      await migrate({ url: server.url, nowMs: clock.now(), folder: packagePath('migrations') });
      const own = { engineId: parseEngineId('bancada'), clock, media: [options.media] };
      const { stores, engine } = await makePostgresEngine(server.url, own, closers);
      const agentIds = await fill(stores, options);
      const agents = new QuickAgents(engine, options.talkMs);
      return new EngineOnPostgres(engine, agents, stores, agentIds, closers);
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
    await this.agents.enter(this.#agentIds, BENCH_CAMPAIGN);
    await this.engine.campaigns.start(BENCH_CAMPAIGN);
  }

  /** Ends dialling and lets the calls end. */
  drain(): Promise<void> {
    return this.engine.drain(10_000);
  }

  close(): Promise<void> {
    return closeAll(this.#closers);
  }
}

async function fill(stores: PostgresStores, options: EngineOnPostgresOptions): Promise<readonly AgentId[]> {
  const { campaign, trunk, line, endpoints, contacts, phoneOf, clock } = options;
  const settings: CampaignSettings = {
    ...CAMPAIGN_DEFAULTS,
    id: BENCH_CAMPAIGN,
    name: 'Bancada',
    callerCnpj: line.ownerCnpj,
    dispositions: [],
    retry: DEFAULT_RETRY,
    ...campaign,
  };
  await stores.campaigns.save(settings, 'draft', 0);
  await stores.campaigns.saveTrunk(trunk);
  await stores.campaigns.saveLine(line);
  for (const list of LISTS) {
    await stores.lists.declareNotApplicable(list, 'the bench', clock.now());
  }
  const agentIds = endpoints.map((_, index) => parseAgentId(`b${index}`));
  for (const [index, endpoint] of endpoints.entries()) {
    const id = parseAgentId(`b${index}`);
    const groupId = parseGroupId('g1');
    await stores.agents.save({ id, name: id, groupId, endpoint, demo: true, active: true });
  }
  const mailingId = parseMailingId('bancada');
  await stores.mailings.create(mailingId, BENCH_CAMPAIGN, 'bancada', clock.now());
  for (let from = 0; from < contacts; from += ROWS_A_TIME) {
    const rows = Array.from({ length: Math.min(ROWS_A_TIME, contacts - from) }, (_, at) => {
      const index = from + at;
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
    await stores.mailings.addRows(mailingId, BENCH_CAMPAIGN, rows, clock.now());
  }
  return agentIds;
}

async function closeAll(closers: (() => Promise<unknown>)[]): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    await close();
  }
}
