import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { CadenciaError, isCadenciaError } from '../../core/kernel/errors.js';
import { databaseError } from './database-error.js';

export interface Migration {
  readonly number: number;
  readonly name: string;
  /** The program before it cannot work on the schema after it: stop every server first. */
  readonly breaking: boolean;
  readonly checksum: string;
  readonly text: string;
}

export interface MigrateOptions {
  readonly url: string;
  /** When the change is noted down. */
  readonly nowMs: number;
  /** @default the package's own `migrations/` */
  readonly folder?: string;
  /** Longest wait for another server that migrates, and for one migration. @default 600000 */
  readonly deadlineMs?: number;
  /** No further than this one. @default all there are */
  readonly upTo?: number;
}

/** At the package's root: as far from the sources as from the compiled tree, and the compiler copies no SQL. */
const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../../migrations', import.meta.url));
const FILE_NAME = /^(\d{6})-([a-z0-9-]+)\.sql$/;
const BREAKING = '--! breaking-change';
/** Lock of migrating, any constant of ours. */
const MIGRATE_LOCK = 0x0cade_0;

/** The longest that a change keeps calls waiting for a lock it does not have yet; a write's deadline is 5 s. */
const LOCK_WAIT_MS = 500;
/** Between two tries whoever waited gets through. */
const LOCK_PAUSE_MS = 500;
const LOCK_NOT_FREE = '55P03';

const CREATE_TABLE = `create table if not exists cadencia_migrations (
  number integer primary key, name text not null, breaking boolean not null,
  checksum text not null, applied_at_ms bigint not null)`;

/** The migrations of a folder, in order. */
export async function readMigrations(folder: string = MIGRATIONS_FOLDER): Promise<readonly Migration[]> {
  const migrations: Migration[] = [];
  for (const file of (await readdir(folder)).sort()) {
    const match = FILE_NAME.exec(file);
    if (match?.[1] === undefined || match[2] === undefined) {
      continue;
    }
    const text = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n');
    migrations.push({
      number: Number(match[1]),
      name: match[2],
      breaking: text.startsWith(BREAKING),
      checksum: createHash('sha256').update(text).digest('hex'),
      text,
    });
  }
  migrations.forEach((migration, index) => {
    if (migration.number !== index + 1) {
      throw refused(`Migration ${index + 1} is missing from the installation: install Cadência again`);
    }
  });
  return migrations;
}

/**
 * Brings the schema up to this program's and says what was applied; several servers may start at once.
 * Rejects with DLR_DATABASE_MIGRATION when the schema is newer than the program or was changed behind its back.
 */
export async function migrate(options: MigrateOptions): Promise<readonly Migration[]> {
  const known = (await readMigrations(options.folder)).slice(0, options.upTo);
  const deadlineMs = options.deadlineMs ?? 600_000;
  const client = new pg.Client({
    connectionString: options.url,
    connectionTimeoutMillis: 5000,
    statement_timeout: deadlineMs,
    application_name: 'cadencia migrate',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(`select pg_advisory_lock(${MIGRATE_LOCK})`);
    await client.query(CREATE_TABLE);
    const pending = await pendingOf(client, known);
    for (const migration of pending) {
      await applySoon(client, migration, options.nowMs, deadlineMs);
    }
    return pending;
  } catch (error) {
    throw databaseError(error, 'migrate');
  } finally {
    // The lock ends with its session.
    await client.end().catch(() => undefined);
  }
}

async function pendingOf(client: pg.Client, known: readonly Migration[]): Promise<readonly Migration[]> {
  const { rows } = await client.query<{ number: number; name: string; checksum: string }>(
    'select number, name, checksum from cadencia_migrations order by number',
  );
  const newest = rows.at(-1)?.number ?? 0;
  if (newest > known.length) {
    throw refused(
      `The database is at migration ${newest} and this program knows ${known.length}: start the newer Cadência ` +
        'that made it, or restore the backup taken before the upgrade',
    );
  }
  for (const row of rows) {
    if (known[row.number - 1]?.checksum !== row.checksum) {
      throw refused(
        `Migration ${row.number} (${row.name}) was applied with another text than this program's: ` +
          'install the release that made the database, then upgrade from there',
      );
    }
  }
  return known.filter((migration) => !rows.some((row) => row.number === migration.number));
}

/**
 * Servers that dial are on the same tables. A change that waits for a long reader holds up all who come after it: it
 * gives up after a moment, lets them through, and tries again.
 */
async function applySoon(
  client: pg.Client,
  migration: Migration,
  nowMs: number,
  deadlineMs: number,
): Promise<void> {
  const beganMs = performance.now();
  for (;;) {
    try {
      await apply(client, migration, nowMs);
      return;
    } catch (error) {
      const met = isCadenciaError(error, 'DLR_DATABASE_DOWN') && error.fields['sqlState'] === LOCK_NOT_FREE;
      if (!met || performance.now() - beganMs > deadlineMs) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, LOCK_PAUSE_MS));
    }
  }
}

async function apply(client: pg.Client, migration: Migration, nowMs: number): Promise<void> {
  await client.query('begin');
  try {
    await client.query(`set local lock_timeout = ${LOCK_WAIT_MS}`);
    await client.query(migration.text);
    await client.query('insert into cadencia_migrations values ($1, $2, $3, $4, $5)', [
      migration.number,
      migration.name,
      migration.breaking,
      migration.checksum,
      nowMs,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw databaseError(error, `migration ${migration.number} (${migration.name})`);
  }
}

function refused(detail: string): CadenciaError {
  return new CadenciaError('DLR_DATABASE_MIGRATION', { detail: `${detail}.` });
}
