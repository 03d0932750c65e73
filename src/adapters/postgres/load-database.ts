import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { CadenciaError } from '../../core/kernel/errors.js';
import { HOUR, SECOND } from '../../core/kernel/time.js';
import { databaseError } from './database-error.js';
import { migrate, readMigrations } from './migrate.js';
import type { TableShape } from './table-shape.js';

/** A table to be filled, and how many rows it must have then. */
export interface TableLoad {
  readonly shape: TableShape;
  readonly rows: number;
  readonly open: () => Readable;
}

export interface DatabaseLoad {
  readonly url: string;
  readonly nowMs: number;
  /** Checksums of the migrations the rows were written under. */
  readonly migrations: readonly string[];
  /** Those that others refer to first. */
  readonly tables: readonly TableLoad[];
  readonly sequences: Readonly<Record<string, string>>;
  /** @default the package's own `migrations/` */
  readonly migrationsFolder?: string;
}

const STATEMENT_DEADLINE_MS = 6 * HOUR;

/**
 * Fills an empty database: the schema by this program's migrations up to where the rows are from, then all rows in one
 * transaction. Rejects before anything is written where the database has a table, or the migrations are not ours.
 */
export async function loadDatabase(load: DatabaseLoad): Promise<void> {
  const { url, nowMs, migrations, migrationsFolder } = load;
  const known = await readMigrations(migrationsFolder);
  const strange = migrations.findIndex((checksum, index) => known[index]?.checksum !== checksum);
  if (strange >= 0) {
    throw new CadenciaError('DLR_DATABASE_MIGRATION', {
      detail:
        migrations.length > known.length
          ? `The backup has ${migrations.length} migrations and this program knows ${known.length}: restore it with the Cadência that made it, or a newer one.`
          : `Migration ${strange + 1} of the backup is not this program's: restore it with the release that made it.`,
    });
  }
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5 * SECOND,
    statement_timeout: STATEMENT_DEADLINE_MS,
    application_name: 'cadencia restore',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await requireEmpty(client);
    await migrate({
      url,
      nowMs,
      upTo: migrations.length,
      ...(migrationsFolder === undefined ? {} : { folder: migrationsFolder }),
    });
    await client.query('begin');
    await fill(client, load);
    await client.query('commit');
    await client.query('analyze');
  } catch (error) {
    throw error instanceof CadenciaError ? error : databaseError(error, 'restore');
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function requireEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select relname::text as name from pg_class
where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') order by 1 limit 1`,
  );
  if (rows[0] !== undefined) {
    throw new CadenciaError('DLR_STATE_CONFLICT', {
      detail: `The database is not empty: it has the table '${rows[0].name}'. Nothing was changed. Restore into a new one (createdb), then point database.url to it.`,
    });
  }
}

async function fill(client: pg.Client, { tables, sequences }: DatabaseLoad): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select relname::text as name from pg_class
where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname <> 'cadencia_migrations'`,
  );
  const present = new Set(rows.map(({ name }) => name));
  const guarded = await guardedTables(client);
  await setTriggers(client, guarded, 'disable');
  // What migrations put in at the start came with the backup as it was then.
  if (present.size > 0) {
    const quoted = [...present].map((name) => `"${name}"`).join(', ');
    await client.query(`truncate ${quoted}`);
  }
  for (const { shape, rows: expected, open } of tables) {
    const made = !present.has(shape.name);
    if (made) {
      await make(client, shape);
    }
    await pipeline(
      open(),
      client.query(copyFrom(`copy "${shape.name}" (${shape.columns.join(', ')}) from stdin`)),
    );
    for (const index of made && shape.part === null ? shape.indexes : []) {
      await client.query(index);
    }
    await requireRows(client, shape.name, expected);
  }
  await setTriggers(client, guarded, 'enable');
  for (const [name, value] of Object.entries(sequences)) {
    await client.query('select setval($1::regclass, $2::bigint)', [`"${name}"`, value]);
  }
}

/** Tables with triggers of ours: their rows come back as they were written, and are neither chained nor refused anew. */
async function guardedTables(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct c.relname::text as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and not t.tgisinternal`,
  );
  return rows.map(({ name }) => name);
}

async function setTriggers(
  client: pg.Client,
  tables: readonly string[],
  how: 'enable' | 'disable',
): Promise<void> {
  for (const name of tables) {
    await client.query(`alter table "${name}" ${how} trigger user`);
  }
}

/** A day of a log, or a table that the program makes as it runs. */
async function make(client: pg.Client, { name, part, create }: TableShape): Promise<void> {
  if (part === null) {
    await client.query(create);
    return;
  }
  await client.query(`create table "${name}" (like "${part.of}" including defaults including constraints)`);
  await client.query(`alter table "${part.of}" attach partition "${name}" ${part.bound}`);
}

async function requireRows(client: pg.Client, name: string, expected: number): Promise<void> {
  const { rows } = await client.query<{ rows: string }>(`select count(*)::text as rows from "${name}"`);
  if (Number(rows[0]?.rows) !== expected) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `The table '${name}' has ${rows[0]?.rows} rows after its restore, the backup names ${expected}.`,
    });
  }
}
