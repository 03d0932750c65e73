import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRecord } from '../../../src/adapters/postgres/attempt-record.js';
import { examineDatabase } from '../../../src/adapters/postgres/examine-database.js';
import { migrate, readMigrations } from '../../../src/adapters/postgres/migrate.js';
import { PostgresStores } from '../../../src/adapters/postgres/postgres-stores.js';
import { debtKey, numberKey, personKey } from '../../../src/core/compliance/facts/dial-key.js';
import { anOpening, collect, NOON } from '../../support/samples.js';
import { TestDatabases } from '../../support/test-database.js';
import { agentProfile } from '../../support/world.js';

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

  it('let others through while a reader holds what they want to change', async () => {
    await run();
    await writeFile(join(folder, '000003-more.sql'), 'alter table one add column b integer;\n');
    const [reader, writer] = [new pg.Client(url), new pg.Client(url)];
    await Promise.all([reader.connect(), writer.connect()]);
    await reader.query('begin');
    await reader.query('select * from one');
    const migrated = run();
    let longestMs = 0;
    for (const endMs = performance.now() + 2500; performance.now() < endMs; ) {
      const beganMs = performance.now();
      await writer.query('insert into one values (1)');
      longestMs = Math.max(longestMs, performance.now() - beganMs);
    }
    await reader.query('commit');
    expect((await migrated).map(({ number }) => number)).toEqual([3]);
    expect(longestMs).toBeGreaterThan(0);
    // Without giving up, the writer would have waited for the reader's end.
    expect(longestMs).toBeLessThan(2000);
    await Promise.all([reader.end(), writer.end()]);
  });

  it('may be missing where the doctor looks, and agents who work are there with their telephones', async () => {
    expect(await examineDatabase(url, Date.now)).toMatchObject({ phones: [] });
    const whole = await databases.create();
    const stores = new PostgresStores({ url: whole });
    await stores.agents.save({ ...agentProfile(1), endpoint: 'PJSIP/web-a1', demo: false });
    await stores.agents.save({ ...agentProfile(2), active: false, demo: false });
    await stores.close();
    const { phones, missingMigrations } = await examineDatabase(whole, Date.now);
    expect({ phones, missingMigrations }).toEqual({
      phones: [{ agentId: agentProfile(1).id, endpoint: 'PJSIP/web-a1' }],
      missingMigrations: 0,
    });
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

  it('bring what calls said and hold along from before there was a place for facts', async () => {
    const own = await readMigrations();
    for (const { number, name, text } of own.slice(0, 2)) {
      await writeFile(join(folder, `${String(number).padStart(6, '0')}-${name}.sql`), text);
    }
    await rm(join(folder, '000001-one.sql'));
    await rm(join(folder, '000002-two.sql'));
    await run();
    const before = new pg.Client({ connectionString: url });
    await before.connect();
    await before.query('create table attempts_all partition of attempts default');
    const live = openRecord(anOpening('a1'), null);
    const ended = [
      { attempt_id: 'a2', phone: '+5511911111111', cpf_hash: '', reason: 'opt_out', t_end_ms: NOON + 1 },
      {
        attempt_id: 'a3',
        phone: '+5511922222222',
        cpf_hash: 'd',
        reason: 'wrong_person',
        t_end_ms: NOON + 2,
      },
      { attempt_id: 'a4', phone: '+5511933333333', cpf_hash: 'e', reason: 'busy', t_end_ms: NOON + 3 },
    ].map((change) => ({ ...live, ...change }));
    await before.query('insert into attempts select * from jsonb_populate_recordset(null::attempts, $1)', [
      JSON.stringify([live, ...ended]),
    ]);
    await before.end();
    await migrate({ url, nowMs: 2 });
    const stores = new PostgresStores({ url });
    const origin = { protocol: '', phone: '+5511911111111', cpfHash: '' };
    expect(await collect(stores.facts.read('opt_out'))).toEqual([
      { ...origin, kind: 'opt_out', purpose: 'cobranca', sinceMs: NOON + 1, attemptId: 'a2' },
    ]);
    expect((await collect(stores.facts.read('wrong_person'))).map(({ attemptId }) => attemptId)).toEqual([
      'a3',
    ]);
    const keys = [numberKey('+5511987654321'), personKey('c'.repeat(64)), debtKey('D-1')];
    const held = [...(await stores.facts.load(keys, NOON)).values()].map((own) => own.liveAttemptId);
    expect(held).toEqual(['a1', 'a1', null]);
    await stores.close();
  });

  it('are asked for by a store that finds no tables', async () => {
    const stores = new PostgresStores({ url });
    await expect(stores.campaigns.list()).rejects.toThrow(/DLR_DATABASE_MIGRATION.*cadencia migrate/);
    await stores.close();
  });
});
