import pg from 'pg';
import { messageOf } from '../../core/kernel/errors.js';
import { databaseError } from './database-error.js';
import { readMigrations } from './migrate.js';

/** What a database is like, as far as it concerns Cadência. */
export interface DatabaseChart {
  /** 170004 is 17.4. */
  readonly versionNumber: number;
  /** Its clock less ours, half of the way there and back taken off. */
  readonly clockAheadMs: number;
  /** Migrations of this program it does not have yet; negative where it is newer than the program. */
  readonly missingMigrations: number;
  readonly maxConnections: number;
  /** What was committed outlives a crash of its machine. */
  readonly durable: boolean;
  readonly encrypted: boolean;
  /** Of agents who work, without the demo's. */
  readonly phones: readonly AgentPhone[];
}

export interface AgentPhone {
  readonly agentId: string;
  readonly endpoint: string;
}

const DEADLINE_MS = 5000;

/** Looks at a database and changes nothing. Rejects with DLR_DATABASE_DOWN. */
export async function examineDatabase(url: string, wallClock: () => number): Promise<DatabaseChart> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: DEADLINE_MS,
    statement_timeout: DEADLINE_MS,
    application_name: 'cadencia doctor',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const askedMs = wallClock();
    const { rows } = await client.query<{
      version: string;
      now_ms: string;
      connections: string;
      fsync: string;
      commits: string;
      encrypted: boolean | null;
    }>(
      `select current_setting('server_version_num') as version,
        (extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms,
        current_setting('max_connections') as connections, current_setting('fsync') as fsync,
        current_setting('synchronous_commit') as commits,
        (select ssl from pg_stat_ssl where pid = pg_backend_pid()) as encrypted`,
    );
    const answeredMs = wallClock();
    const row = rows[0];
    if (row === undefined) {
      throw new Error('no answer');
    }
    return {
      versionNumber: Number(row.version),
      clockAheadMs: Number(row.now_ms) - (askedMs + answeredMs) / 2,
      missingMigrations: (await readMigrations()).length - (await migrationsOf(client)),
      maxConnections: Number(row.connections),
      durable: row.fsync === 'on' && row.commits !== 'off',
      encrypted: row.encrypted === true,
      phones: await phonesOf(client),
    };
  } catch (error) {
    throw databaseError(error, 'doctor');
  } finally {
    await client.end().catch((error: unknown) => messageOf(error));
  }
}

async function migrationsOf(client: pg.Client): Promise<number> {
  const { rows: there } = await client.query<{ known: boolean }>(
    "select to_regclass('cadencia_migrations') is not null as known",
  );
  if (there[0]?.known !== true) {
    return 0;
  }
  const { rows } = await client.query<{ newest: number | null }>(
    'select max(number) as newest from cadencia_migrations',
  );
  return rows[0]?.newest ?? 0;
}

async function phonesOf(client: pg.Client): Promise<readonly AgentPhone[]> {
  const { rows: there } = await client.query<{ known: boolean }>(
    "select to_regclass('agents') is not null as known",
  );
  if (there[0]?.known !== true) {
    return [];
  }
  const { rows } = await client.query<AgentPhone>(
    'select id as "agentId", endpoint from agents where active and not demo order by id',
  );
  return rows;
}
