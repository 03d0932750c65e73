import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { utcDay } from '../../../src/adapters/postgres/attempt-record.js';
import { PostgresStores } from '../../../src/adapters/postgres/postgres-stores.js';
import { lastBackupMs } from '../../../src/app/backup/last-backup.js';
import { registerBackupCommands } from '../../../src/app/commands/backup-command.js';
import { DAY } from '../../../src/core/kernel/time.js';
import { type CommandEnd, runCommand } from '../../support/command-run.js';
import { TestDatabases } from '../../support/test-database.js';

let databases: TestDatabases;
let folder: string;
let url: string;
const NOW = Date.parse('2026-11-23T12:00:00Z');

async function ask<Row extends object>(at: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: at });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

function cadencia(at: string, ...words: readonly string[]): Promise<CommandEnd> {
  const env = { CADENCIA_DATABASE_URL: at, CADENCIA_DATA_FOLDER: folder };
  return runCommand([...words, '--data-folder', folder], { env, more: [registerBackupCommands] });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cadencia-backup-'));
  databases = await TestDatabases.start();
  url = await databases.create();
  await writeFile(join(folder, 'installation.key'), `${'a'.repeat(64)}\n`);
  const stores = new PostgresStores({ url });
  await stores.partitions.prepare(NOW);
  await stores.close();
  const today = utcDay(NOW);
  // Tables the program makes as it runs, a sequence that moved, rows that refer to others, and awkward texts.
  await ask(
    url,
    `create table dnc_entries_7 (key text collate "C" not null, since date not null);
create index dnc_entries_7_key on dnc_entries_7 (key) include (since);
insert into dnc_entries_7 values ('n:+5511', '${today}');
select nextval('dnc_numbers') from generate_series(1, 9);
insert into counters (name, taken, granted) values (E'tab\\there \\\\ "quoted" ção', 5, 2);
insert into agent_messages (at_ms, by_whom, meant, words) values (1, 'rui', '{}', 'olá');
insert into agent_message_reads select id, 'ana', null from agent_messages`,
  );
});
afterAll(async () => {
  await databases?.stop();
  await rm(folder, { recursive: true, force: true });
});

const backups = async (): Promise<readonly string[]> =>
  (await readdir(join(folder, 'backups'))).filter((name) => !name.endsWith('.part')).sort();

it('restores what it backed up, down to tables and days that no migration makes', async () => {
  const made = await cadencia(url, 'backup', join(folder, 'backups'));
  expect([made.code, made.err]).toEqual([0, '']);
  expect(made.out).toMatch(/NOT in it[\s\S]+installation\.key/);
  expect(await lastBackupMs(folder)).toBeGreaterThan(NOW - DAY);
  const [name = ''] = await backups();
  const target = await databases.createBare();
  const restored = await cadencia(target, 'restore', join(folder, 'backups', name));
  expect([restored.code, restored.err]).toEqual([0, '']);
  const tables = `select relname::text as name, pg_get_expr(relpartbound, oid) as bound from pg_class
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'i', 'S') order by 1`;
  const names = await ask<{ name: string }>(url, tables);
  const indexesOfDays = ({ name: one }: { name: string }): boolean => !/_\d{8}_/.test(one);
  expect((await ask<{ name: string }>(target, tables)).filter(indexesOfDays)).toEqual(
    names.filter(indexesOfDays),
  );
  for (const question of [
    'select * from counters',
    'select * from dnc_entries_7',
    'select * from agent_message_reads join agent_messages on id = message_id',
    "select nextval('dnc_numbers')",
    'select number, checksum from cadencia_migrations order by 1',
  ]) {
    expect(await ask(target, question), question).toEqual(await ask(url, question));
  }
  // The restored database takes the next day's calls.
  const stores = new PostgresStores({ url: target });
  await stores.partitions.prepare(NOW + DAY);
  await stores.close();
});

it('refuses a database with tables, another installation’s key, and files that were changed, and writes nothing', async () => {
  const [name = ''] = await backups();
  const backup = join(folder, 'backups', name);
  const full = await cadencia(url, 'restore', backup);
  expect([full.code, full.err]).toEqual([1, expect.stringContaining('The database is not empty')]);
  const target = await databases.createBare();
  const rows = "select count(*)::int as tables from pg_class where relnamespace = 'public'::regnamespace";
  await writeFile(join(folder, 'installation.key'), `${'b'.repeat(64)}\n`);
  const strange = await cadencia(target, 'restore', backup);
  expect([strange.code, strange.err]).toEqual([1, expect.stringContaining('is not the key of this backup')]);
  await writeFile(join(folder, 'installation.key'), `${'a'.repeat(64)}\n`);
  const file = join(backup, 'counters.copy.gz');
  const whole = await readFile(file);
  await writeFile(file, whole.subarray(0, whole.length - 9));
  for (const words of [
    ['restore', backup, '--check'],
    ['restore', backup],
  ]) {
    const damaged = await cadencia(target, ...words);
    expect([damaged.code, damaged.err]).toEqual([1, expect.stringContaining("table 'counters'")]);
  }
  expect(await ask(target, rows)).toEqual([{ tables: 0 }]);
  await writeFile(file, whole);
  expect((await cadencia(target, 'restore', backup, '--check')).code).toBe(0);
});

it('keeps the newest so many, and leaves nothing half written where the database is away', async () => {
  const into = join(folder, 'backups');
  for (const name of ['cadencia-20260101T000000Z', 'cadencia-20260102T000000Z']) {
    await mkdir(join(into, name));
  }
  const made = await cadencia(url, 'backup', into, '--keep', '2');
  expect(made.code).toBe(0);
  expect((await backups()).filter((name) => name.startsWith('cadencia-2026010'))).toEqual([]);
  expect((await backups()).length).toBeLessThanOrEqual(2);
  const away = await cadencia('postgresql://nobody@127.0.0.1:1/x', 'backup', join(folder, 'away'));
  expect([away.code, away.err]).toEqual([1, expect.stringContaining('PostgreSQL')]);
  expect(await readdir(join(folder, 'away'))).toEqual([]);
});
