import type { Readable } from 'node:stream';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { CadenciaError } from '../../core/kernel/errors.js';
import { HOUR, SECOND } from '../../core/kernel/time.js';
import { databaseError } from './database-error.js';
import { readSequences, readShapes, type TableShape } from './table-shape.js';

/** The longest a table may take. */
const TABLE_DEADLINE_MS = 6 * HOUR;
/** A table that is being dropped or changed is waited for this long; whoever calls waits for nobody. */
const LOCK_DEADLINE_MS = 5 * SECOND;

/** A moment of a database: whatever is read of it is as it was when the snapshot was taken. */
export interface DatabaseSnapshot {
  readonly versionNumber: number;
  /** Checksums of the migrations it has, the first one's first. */
  readonly migrations: readonly string[];
  readonly tables: readonly TableShape[];
  /** The rows of a table in PostgreSQL's own text form; one table at a time. */
  read(table: TableShape): Readable & { readonly rowCount: number };
  /** Read once the tables are: a sequence may stand beyond the snapshot, never behind it. */
  sequences(): Promise<Readonly<Record<string, string>>>;
}

/** Takes a snapshot and holds it while `work` reads. Writers are not held up; old row versions stay until it ends. */
export async function withSnapshot<Value>(
  url: string,
  work: (snapshot: DatabaseSnapshot) => Promise<Value>,
): Promise<Value> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5 * SECOND,
    statement_timeout: TABLE_DEADLINE_MS,
    lock_timeout: LOCK_DEADLINE_MS,
    application_name: 'cadencia backup',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('begin isolation level repeatable read read only');
    const migrations = await migrationsOf(client);
    const { rows } = await client.query<{ version: string }>(
      "select current_setting('server_version_num') as version",
    );
    const snapshot: DatabaseSnapshot = {
      versionNumber: Number(rows[0]?.version),
      migrations,
      tables: await readShapes(client),
      read: ({ name, columns }) => client.query(copyTo(`copy "${name}" (${columns.join(', ')}) to stdout`)),
      sequences: () => readSequences(client),
    };
    const value = await work(snapshot).catch((error: unknown) => {
      // A disk that is full is none of the database's.
      throw error instanceof pg.DatabaseError ? error : new Foreign(error);
    });
    await client.query('commit');
    return value;
  } catch (error) {
    throw error instanceof Foreign ? error.cause : databaseError(error, 'backup');
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What the reader of a snapshot met, not the database. */
class Foreign extends Error {
  constructor(cause: unknown) {
    super('foreign', { cause });
  }
}

async function migrationsOf(client: pg.Client): Promise<readonly string[]> {
  const { rows: there } = await client.query<{ known: boolean }>(
    "select to_regclass('cadencia_migrations') is not null as known",
  );
  if (there[0]?.known !== true) {
    throw new CadenciaError('DLR_DATABASE_MIGRATION', {
      detail: 'This database holds no Cadência: it has no table cadencia_migrations. Check database.url.',
    });
  }
  const { rows } = await client.query<{ checksum: string }>(
    'select checksum from cadencia_migrations order by number',
  );
  return rows.map(({ checksum }) => checksum);
}
