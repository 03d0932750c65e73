import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '../../src/adapters/embedded-postgres/embedded-postgres.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { TestRedis } from '../../test/support/redis.js';
import { CALLER_CNPJ, labConfig, TestServer } from '../../test/support/server-process.js';
import { startTelephonyLab, type TelephonyLab } from '../../test/support/telephony-lab.js';
import { ChaosCrew } from './chaos-crew.js';
import { mailingOfPersons } from './chaos-mailing.js';
import { LoopDisk } from './loop-disk.js';
import { RoughLink } from './rough-link.js';
import { ServerKeeper } from './server-keeper.js';

export const CAMPAIGN = 'cobranca';
/** Few, so that both are met: calls at once and calls a second. */
export const CHANNELS = 14;
export const CALLS_A_SECOND = 4;
const LINES = ['+551140001000', '+551140001001', '+551140001002'];
const DATABASE_MB = 700;
const DATA_MB = 1500;

interface Links {
  readonly database: RoughLink;
  readonly redis: RoughLink;
  readonly asterisk: RoughLink;
}

/**
 * One server of the product with its PostgreSQL, its Redis and its Asterisk with people, each behind a link that can be
 * cut and on disks that can be filled. `stop` ends every process and unmounts; it may be called at any moment.
 */
export class ChaosCentre {
  readonly logs: string;
  keeper!: ServerKeeper;
  crew!: ChaosCrew;
  redis!: TestRedis;
  lab!: TelephonyLab;
  /** The one that runs: the lab's own is its first. */
  asterisk!: TelephonyLab['asterisk'];
  links!: Links;
  database!: EmbeddedPostgres;
  /** Null with what is not checked where no file system can be mounted. */
  databaseDisk: LoopDisk | string = 'not mounted yet';
  dataDisk: LoopDisk | string = 'not mounted yet';
  readonly #closers: (() => Promise<unknown>)[] = [];
  #databaseFolder = '';
  #pool: pg.Pool | null = null;

  private constructor(logs: string) {
    this.logs = logs;
  }

  /** Whatever goes wrong on the way, what was begun is ended. */
  static async start(options: {
    readonly logs: string;
    readonly seed: string;
    readonly agents: number;
    readonly contacts: number;
    readonly signal: AbortSignal;
  }): Promise<ChaosCentre> {
    const centre = new ChaosCentre(options.logs);
    try {
      await centre.#open(options);
    } catch (error) {
      await centre.stop();
      throw error;
    }
    return centre;
  }

  async #open({ seed, agents, contacts, signal }: Parameters<typeof ChaosCentre.start>[0]): Promise<void> {
    const ids = Array.from({ length: agents }, (_, place) => String(2001 + place));
    for (const part of [
      () => this.#openDatabase(),
      () => this.#openTelephony(ids),
      () => this.#openServer(),
      () => this.#openFloor(ids, contacts, seed),
    ]) {
      signal.throwIfAborted();
      await part();
    }
  }

  async #openDatabase(): Promise<void> {
    this.databaseDisk = await this.#mount(DATABASE_MB);
    this.#databaseFolder =
      typeof this.databaseDisk === 'string'
        ? await mkdtemp(join(tmpdir(), 'cadencia-chaos-'))
        : this.databaseDisk.folder;
    // As root PostgreSQL has an account of its own, which must reach the folder.
    await chmod(this.#databaseFolder, 0o755);
    this.#closers.push(() =>
      typeof this.databaseDisk === 'string'
        ? rm(this.#databaseFolder, { recursive: true, force: true })
        : Promise.resolve(),
    );
    await this.startDatabase();
    this.#closers.push(() => this.database.stop());
    this.redis = await TestRedis.start();
    this.#closers.push(() => this.redis.stop());
  }

  async #openTelephony(ids: readonly string[]): Promise<void> {
    this.lab = await startTelephonyLab({ agents: ids, rtpPorts: 200 });
    this.asterisk = this.lab.asterisk;
    this.#closers.push(() => this.lab.stop());
    const redis = this.redis;
    const open = async (target: () => number): Promise<RoughLink> => {
      const link = await RoughLink.open(target);
      this.#closers.push(() => link.close());
      return link;
    };
    this.links = {
      database: await open(() => Number(new URL(this.database.url).port)),
      redis: await open(() => redis.port),
      asterisk: await open(() => this.lab.httpPort),
    };
  }

  async #openServer(): Promise<void> {
    const server = await TestServer.prepare(this.#config());
    this.#closers.push(() => rm(server.folder, { recursive: true, force: true }));
    this.dataDisk = await this.#mount(DATA_MB, server.dataFolder);
    this.keeper = new ServerKeeper(server, join(this.logs, 'server.log'));
    this.#closers.push(() => this.keeper.end());
    await this.keeper.begin();
  }

  #config() {
    const { database, redis, asterisk } = this.links;
    const url = new URL(this.database.url);
    url.port = String(database.port);
    const lab = labConfig({ ...this.lab, ariUrl: `http://127.0.0.1:${asterisk.port}/ari` }, url.href);
    const [trunk] = lab.config['trunks'] as readonly object[];
    return {
      secrets: lab.secrets,
      config: {
        ...lab.config,
        redis_url: `redis://127.0.0.1:${redis.port}`,
        trunks: [{ ...trunk, channels: CHANNELS, cps: CALLS_A_SECOND }],
        lines: LINES.map((number) => ({ number, carrier: 'alfa', owner_cnpj: CALLER_CNPJ })),
        retention: { recordings_folder: this.lab.recordingsFolder },
      },
    };
  }

  async #openFloor(ids: readonly string[], contacts: number, seed: string): Promise<void> {
    const { server } = this.keeper;
    await server.call('PUT', `/v1/campaigns/${CAMPAIGN}`, {
      ...{
        name: 'Cobrança',
        demo: true,
        callerCnpj: CALLER_CNPJ,
        contractId: 'alfa',
        recordsEveryTalk: true,
      },
      ...{ mode: 'power', powerRatio: 2, amd: false, ringTimeoutMs: 15_000, wrapUpLimitMs: 60_000 },
    });
    const file = join(this.logs, 'mailing.csv');
    await writeFile(file, mailingOfPersons(contacts));
    await server.run('import', file, '--campaign', CAMPAIGN);
    for (const id of ids) {
      const profile = { name: `Atendente ${id}`, groupId: 'g1', endpoint: `PJSIP/${id}` };
      await server.call('PUT', `/v1/agents/${id}`, profile);
    }
    await server.call('POST', `/v1/campaigns/${CAMPAIGN}/start`);
    this.crew = new ChaosCrew(server, ids, [CAMPAIGN], makeSeededRng(`crew-${seed}`));
    this.#closers.push(() => this.crew.end());
    this.crew.begin();
  }

  /** The database as it is, past the link; each question has a deadline. */
  async rows<Row extends object>(sql: string): Promise<readonly Row[]> {
    if (this.#pool === null) {
      const pool = new pg.Pool({
        connectionString: this.database.url,
        max: 2,
        ...{ connectionTimeoutMillis: 2000, query_timeout: 5000 },
      });
      pool.on('error', () => undefined);
      this.#pool = pool;
      this.#closers.push(() => pool.end());
    }
    return (await this.#pool.query<Row>(sql)).rows;
  }

  async startDatabase(): Promise<void> {
    this.database = await EmbeddedPostgres.start({ folder: this.#databaseFolder });
  }

  async startAsterisk(): Promise<void> {
    this.asterisk = await this.lab.restartAsterisk();
  }

  /** Asks Asterisk itself, past the link. */
  async ari(path: string): Promise<unknown> {
    const login = Buffer.from(`${this.lab.user}:${this.lab.password}`).toString('base64');
    const response = await fetch(`${this.lab.ariUrl}/${path}`, {
      headers: { authorization: `Basic ${login}` },
      signal: AbortSignal.timeout(5000),
    });
    return response.json();
  }

  /** Idempotent. */
  async stop(): Promise<void> {
    for (const link of Object.values(this.links ?? {}) as RoughLink[]) {
      link.become('whole');
    }
    for (const close of this.#closers.splice(0).reverse()) {
      await close().catch((error: unknown) => process.stderr.write(`at the end: ${String(error)}\n`));
    }
  }

  async #mount(megabytes: number, at?: string): Promise<LoopDisk | string> {
    const disk = await LoopDisk.mount(megabytes, at);
    if (typeof disk !== 'string') {
      this.#closers.push(() => disk.unmount());
    }
    return disk;
  }
}
