import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrate, readMigrations } from '../../../src/adapters/postgres/migrate.js';
import { PostgresStores } from '../../../src/adapters/postgres/postgres-stores.js';
import { TestDatabases } from '../../support/test-database.js';

describe('migrations', () => {
  let databases: TestDatabases;
  let folder: string;
  let url: string;

  beforeAll(async () => {
    databases = await TestDatabases.start();
  });
  afterAll(() => databases.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cadencia-migrations-'));
    url = await databases.createBare();
    await writeFile(join(folder, '000001-one.sql'), 'create table one (a integer);\n');
    await writeFile(join(folder, '000002-two.sql'), '--! breaking-change\ncreate table two (a integer);\n');
    await writeFile(join(folder, 'README.md'), 'not a migration');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const run = () => migrate({ url, nowMs: 1, folder });

  it('are applied once, in order, also when several servers start at once', async () => {
    const applied = await Promise.all([run(), run(), run()]);
    expect(applied.flat().map(({ number, name, breaking }) => [number, name, breaking])).toEqual([
      [1, 'one', false],
      [2, 'two', true],
    ]);
    expect(await run()).toEqual([]);
  });

  it('refuse a schema that is newer than the program', async () => {
    await run();
    await rm(join(folder, '000002-two.sql'));
    await expect(run()).rejects.toThrow(/DLR_DATABASE_MIGRATION.*at migration 2.*knows 1.*newer Cadência/);
  });

  it('refuse a migration whose text was changed after it was applied', async () => {
    await run();
    await writeFile(join(folder, '000001-one.sql'), 'create table one (b integer);\n');
    await expect(run()).rejects.toThrow(/DLR_DATABASE_MIGRATION.*Migration 1 \(one\)/);
  });

  it('leave nothing of one that fails', async () => {
    await writeFile(join(folder, '000002-two.sql'), 'create table two (a integer); select 1 / 0;\n');
    await expect(run()).rejects.toThrow(/migration 2 \(two\).*22012/);
    await writeFile(join(folder, '000002-two.sql'), 'create table two (a integer);\n');
    expect((await run()).map((migration) => migration.number)).toEqual([2]);
  });

  it('that are missing from the installation are named', async () => {
    await writeFile(join(folder, '000004-four.sql'), '');
    await expect(readMigrations(folder)).rejects.toThrow(/Migration 3 is missing/);
  });

  it('are asked for by a store that finds no tables', async () => {
    const stores = new PostgresStores({ url });
    await expect(stores.campaigns.list()).rejects.toThrow(/DLR_DATABASE_MIGRATION.*cadencia migrate/);
    await stores.close();
  });
});
