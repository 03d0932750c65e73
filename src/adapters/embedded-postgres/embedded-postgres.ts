import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { CadenciaError, isCadenciaError, messageOf } from '../../core/kernel/errors.js';
import { postgresBinaries } from './postgres-binaries.js';
import {
  type Cluster,
  freePort,
  logTail,
  type Postmaster,
  pause,
  runningPostmaster,
  spawnPostmaster,
  stopPostmaster,
} from './postmaster.js';
import { canReach, type ServerAccount, serverAccount } from './server-account.js';

const run = promisify(execFile);

export interface EmbeddedPostgresOptions {
  /** The data folder; everything of PostgreSQL lies in its `postgres/`. */
  readonly folder: string;
  /** @default cadencia */
  readonly database?: string;
  /** Longest start, the making of a new cluster and a crash recovery included. @default 60000 */
  readonly startMs?: number;
  /** `name=value` settings of PostgreSQL on top of ours. */
  readonly settings?: readonly string[];
  /** Told where things were put and what was recovered. */
  readonly log?: (message: string) => void;
}

const USER = 'cadencia';
/** Lock that says which server owns the data folder: it dies with its connection, so it is never stale. */
const OWNER_LOCK = 0x0cade_2;
/** Starts that end at once before we give up. */
const MOST_EXITS = 20;
/** Where root keeps what the account of PostgreSQL must reach when the clone is under a closed home. */
const OPEN_FOLDER = '/var/lib/cadencia';

/**
 * A PostgreSQL of our own in the data folder. Started apart from us and watched: when it dies it is started again;
 * when we die it goes on, and the next server on the folder takes it over.
 */
export class EmbeddedPostgres {
  /** True when a postmaster was found running and taken over. */
  readonly adopted: boolean;
  readonly #cluster: Cluster;
  readonly #password: string;
  readonly #database: string;
  readonly #startMs: number;
  readonly #log: (message: string) => void;
  #postmaster: Postmaster;
  #owner: pg.Client;
  #stopping: Promise<void> | null = null;
  #reviving: Promise<void> | null = null;

  private constructor(
    options: EmbeddedPostgresOptions,
    cluster: Cluster,
    password: string,
    started: { postmaster: Postmaster; owner: pg.Client; adopted: boolean },
  ) {
    this.#cluster = cluster;
    this.#password = password;
    this.#database = options.database ?? 'cadencia';
    this.#startMs = options.startMs ?? 60_000;
    this.#log = options.log ?? (() => undefined);
    this.#postmaster = started.postmaster;
    this.#owner = started.owner;
    this.adopted = started.adopted;
    this.#watch();
  }

  /** Starts or takes over the server of the folder; rejects with DLR_DATA_FOLDER_BUSY when another of ours has it. */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const folder = join(resolve(options.folder), 'postgres');
    const account = await serverAccount();
    const home = await clusterHome(folder, account, options.log);
    const binaries = await postgresBinaries(account, account === null ? folder : OPEN_FOLDER);
    const cluster: Cluster = {
      folder: join(home, 'cluster'),
      logFile: join(folder, 'server.log'),
      account,
      binaries,
      settings: options.settings ?? [],
    };
    const password = await readPassword(join(folder, 'password'));
    await makeCluster(cluster, home, password);
    const started = await claim(cluster, password, join(folder, 'port'), options.startMs ?? 60_000);
    try {
      await makeDatabase(started.owner, options.database ?? 'cadencia');
    } catch (error) {
      await started.owner.end();
      throw error;
    }
    if (started.adopted) {
      options.log?.(`PostgreSQL was still running (process ${started.postmaster.pid}) and is used further`);
    }
    return new EmbeddedPostgres(options, cluster, password, started);
  }

  /** Where to connect; the same for as long as the folder lives, unless something else takes its port. */
  get url(): string {
    return `postgres://${USER}:${this.#password}@127.0.0.1:${this.#postmaster.port}/${this.#database}`;
  }

  get pid(): number {
    return this.#postmaster.pid;
  }

  /** Where the tables lie. */
  get clusterFolder(): string {
    return this.#cluster.folder;
  }

  /** Lets go of the server without stopping it, as a crash of ours would. For tests of adoption. */
  async abandon(): Promise<void> {
    this.#stopping ??= (async () => {
      await this.#reviving;
      await this.#owner.end();
    })();
    await this.#stopping;
  }

  /** Shuts the server down, cutting whoever is still connected. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#shutDown();
    return this.#stopping;
  }

  async #shutDown(): Promise<void> {
    await this.#reviving;
    const ended = this.#owner.end().catch(() => undefined);
    await stopPostmaster(this.#postmaster, 30_000);
    await ended;
  }

  #watch(): void {
    const lost = (): void => {
      if (this.#stopping === null && this.#reviving === null) {
        this.#reviving = this.#revive().finally(() => {
          this.#reviving = null;
        });
      }
    };
    this.#owner.on('error', lost);
    this.#owner.on('end', lost);
  }

  async #revive(): Promise<void> {
    this.#log('PostgreSQL ended by itself and is started again');
    const portFile = join(dirname(this.#cluster.logFile), 'port');
    for (let delayMs = 100; this.#stopping === null; delayMs = Math.min(delayMs * 2, 5000)) {
      try {
        const started = await claim(this.#cluster, this.#password, portFile, this.#startMs);
        this.#postmaster = started.postmaster;
        this.#owner = started.owner;
        this.#watch();
        this.#log(`PostgreSQL runs again (process ${started.postmaster.pid})`);
        return;
      } catch (error) {
        this.#log(messageOf(error));
        await pause(delayMs);
      }
    }
  }
}

/** The folder of the cluster: ours, or one that the account of the server can reach. */
async function clusterHome(
  folder: string,
  account: ServerAccount,
  log: EmbeddedPostgresOptions['log'],
): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const pointer = join(folder, 'elsewhere');
  const chosen = await readFile(pointer, 'utf8').catch(() => null);
  if (chosen !== null) {
    return chosen.trim();
  }
  if (account === null || (await canReach(account, folder))) {
    return folder;
  }
  const home = join(OPEN_FOLDER, createHash('sha256').update(folder).digest('hex').slice(0, 12));
  await mkdir(home, { recursive: true, mode: 0o755 });
  await writeFile(pointer, `${home}\n`);
  log?.(`${folder} cannot be reached by the user 'postgres', so the tables are kept in ${home}`);
  return home;
}

async function readPassword(file: string): Promise<string> {
  await writeFile(file, randomBytes(24).toString('hex'), { flag: 'wx', mode: 0o600 }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    },
  );
  return (await readFile(file, 'utf8')).trim();
}

/** Makes a new cluster beside its place and then puts it there, so that a cluster is whole or absent. */
async function makeCluster(cluster: Cluster, home: string, password: string): Promise<void> {
  if ((await stat(join(cluster.folder, 'PG_VERSION')).catch(() => null)) !== null) {
    return;
  }
  const draft = join(home, `cluster.${process.pid}`);
  const secret = `${draft}.password`;
  const { account } = cluster;
  try {
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o700 });
    await writeFile(secret, `${password}\n`, { mode: 0o600 });
    if (account !== null) {
      await chown(draft, account.uid, account.gid);
      await chown(secret, account.uid, account.gid);
    }
    const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    await run(
      cluster.binaries.initdb,
      [
        `--pgdata=${draft}`,
        `--username=${USER}`,
        '--auth=scram-sha-256',
        `--pwfile=${secret}`,
        '--encoding=UTF8',
        ...locale,
      ],
      {
        cwd: draft,
        env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
        timeout: 60_000,
        ...(account ?? {}),
      },
    );
    await rename(draft, cluster.folder).catch((error: NodeJS.ErrnoException) => {
      // Another server on this folder was quicker; the owner's lock tells us apart later.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') {
        throw error;
      }
    });
  } catch (cause) {
    const full = /no space left|ENOSPC/i.test(messageOf(cause));
    throw new CadenciaError(full ? 'DLR_DISK_FULL' : 'DLR_START_TIMEOUT', {
      detail: full
        ? `A new PostgreSQL cluster takes 60 MB in ${home}: free some room or choose another data folder.`
        : `A new PostgreSQL cluster could not be made in ${home}: ${messageOf(cause).split('\n').at(-2) ?? ''}. Check the rights of the folder.`,
      cause,
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(secret, { force: true });
  }
}

/** Gets a postmaster to run (starting or adopting it) and takes the folder for this process. */
async function claim(
  cluster: Cluster,
  password: string,
  portFile: string,
  startMs: number,
): Promise<{ postmaster: Postmaster; owner: pg.Client; adopted: boolean }> {
  const deadline = performance.now() + startMs;
  let spawned = 0;
  let alive = false;
  let exits = 0;
  let why = 'it ended at once';
  // A postmaster killed a moment ago has children that hold its shared memory for a little while: try again.
  while (performance.now() < deadline && exits < MOST_EXITS) {
    const postmaster = await runningPostmaster(cluster.folder, alive);
    if (postmaster === null && !alive) {
      const preferred = Number(await readFile(portFile, 'utf8').catch(() => '0'));
      const port = await freePort(preferred);
      await writeFile(portFile, `${port}\n`);
      const child = await spawnPostmaster(cluster, port);
      spawned = child.pid ?? 0;
      alive = true;
      child.once('exit', () => {
        alive = false;
        exits += 1;
      });
    } else if (postmaster !== null && postmaster.port > 0) {
      try {
        const owner = await takeOwnership(postmaster.port, password);
        return { postmaster, owner, adopted: postmaster.pid !== spawned };
      } catch (error) {
        if (isCadenciaError(error)) {
          throw error;
        }
        why = messageOf(error);
      }
    }
    await pause(exits === 0 ? 25 : 250);
  }
  const tail = await logTail(cluster.logFile);
  throw new CadenciaError(/no space left/i.test(tail) ? 'DLR_DISK_FULL' : 'DLR_START_TIMEOUT', {
    detail: `PostgreSQL in ${cluster.folder} did not start (${why}); at most ${startMs} ms were waited. The end of ${cluster.logFile}: ${tail}`,
  });
}

async function takeOwnership(port: number, password: string): Promise<pg.Client> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: USER,
    password,
    database: 'postgres',
    connectionTimeoutMillis: 2000,
    keepAlive: true,
    application_name: `cadencia owner, process ${process.pid}`,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    // A server killed a moment ago may still be noticed as connected.
    await client.query("set lock_timeout = '2s'");
    await client.query(`select pg_advisory_lock(${OWNER_LOCK})`);
    return client;
  } catch (error) {
    const holder = await client
      .query<{ name: string }>(
        `select application_name as name from pg_stat_activity join pg_locks using (pid)
where locktype = 'advisory' and granted and objid = ${OWNER_LOCK} limit 1`,
      )
      .then(({ rows }) => rows[0]?.name ?? '')
      .catch(() => '');
    await client.end().catch(() => undefined);
    if ((error as { code?: unknown }).code === '55P03') {
      throw new CadenciaError('DLR_DATA_FOLDER_BUSY', {
        detail: `It belongs to '${holder}': stop that server, or give this one another data folder.`,
      });
    }
    throw error;
  }
}

async function makeDatabase(owner: pg.Client, name: string): Promise<void> {
  const { rowCount } = await owner.query('select from pg_database where datname = $1', [name]);
  if (rowCount === 0) {
    await owner.query(`create database ${owner.escapeIdentifier(name)}`);
  }
}
