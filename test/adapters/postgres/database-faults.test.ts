import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../../src/adapters/postgres/database.js';
import { PostgresCoordination } from '../../../src/adapters/postgres/postgres-coordination.js';
import { PostgresStores } from '../../../src/adapters/postgres/postgres-stores.js';
import { isCadenciaError } from '../../../src/core/kernel/errors.js';
import type { AttemptBatch } from '../../../src/ports/attempt-store.js';
import {
  aBatch,
  aChain,
  aContactUpdate,
  anOpening,
  CAMPAIGN,
  collect,
  ENGINE,
  MAILING,
  mailingRows,
  NOON,
} from '../../support/samples.js';
import { TestDatabases } from '../../support/test-database.js';
import { until } from '../../support/until.js';

/** Sends a batch until the database has taken it, as the engine does. */
async function commitForSure(stores: PostgresStores, batch: AttemptBatch): Promise<number> {
  let failures = 0;
  await until(async () => {
    try {
      await stores.attempts.commit(batch);
      return true;
    } catch (error) {
      if (!isCadenciaError(error, 'DLR_DATABASE_DOWN')) {
        throw error;
      }
      failures += 1;
      return error.message;
    }
  }, 120_000);
  return failures;
}

describe('a database that fails', () => {
  let databases: TestDatabases;
  let stores: PostgresStores;
  let url: string;

  beforeAll(async () => {
    databases = await TestDatabases.start({ durable: true });
  });
  afterAll(() => databases.stop());
  beforeEach(async () => {
    url = await databases.create();
    stores = new PostgresStores({ url });
  });
  afterEach(async () => {
    expect(stores.database.busy).toBe(0);
    await stores.close();
  });

  it('killed in the middle of commits loses nothing and keeps nothing twice', async () => {
    await stores.mailings.addRows(MAILING, CAMPAIGN, mailingRows(400), NOON);
    const leased = await stores.contacts.lease({
      campaignId: CAMPAIGN,
      owner: ENGINE,
      limit: 400,
      nowMs: NOON,
      leaseUntilMs: NOON + 1,
    });
    const openings = leased.map((contact, i) => anOpening(`a${i}`, { contactId: contact.id }));
    const rows = aChain(openings);
    let failures = 0;
    for (let from = 0; from < 400; from += 20) {
      const part = openings.slice(from, from + 20);
      const closings = rows.slice(from, from + 20).map((row) => ({
        row,
        contact: aContactUpdate(row.opening.contactId, { state: 'done' }),
      }));
      const kill = from === 100 || from === 260;
      const sent = commitForSure(stores, aBatch({ openings: part }));
      if (kill) {
        process.kill(databases.server.pid, 'SIGKILL');
      }
      failures += await sent;
      failures += await commitForSure(stores, aBatch({ closings }));
    }
    expect(failures).toBeGreaterThan(0);
    expect(await collect(stores.callLog.read({}))).toEqual(rows);
    expect(await stores.attempts.lastHash('chain-1')).toBe(rows.at(-1)!.hash);
    expect(await stores.attempts.listOpen(ENGINE)).toEqual([]);
    expect(await stores.contacts.counts(CAMPAIGN, NOON)).toEqual({
      ready: 0,
      later: 0,
      leased: 0,
      calling: 0,
      done: 400,
    });
  }, 60_000);

  it('that cuts its sessions is simply asked again', async () => {
    await stores.campaigns.list();
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    await admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await admin.end();
    await until(async () =>
      stores.campaigns.list().then(
        () => true as const,
        (error: Error) => error.message,
      ),
    );
  });

  it('that does not answer in time is given up, and the pool is whole afterwards', async () => {
    const database = new Database({ url, poolSize: 1, statementMs: 200 });
    const slow = { name: 'test.slow', text: 'select pg_sleep(30)' };
    await expect(database.query(slow, [])).rejects.toMatchObject({ code: 'DLR_DATABASE_DOWN' });
    expect(await database.query({ name: 'test.fast', text: 'select 1 as one' }, [])).toEqual([{ one: 1 }]);
    expect(database.busy).toBe(0);
    await database.close();
  });

  it('that cannot be reached says so and what to do', async () => {
    const nowhere = new PostgresStores({ url: 'postgres://x:secret@127.0.0.1:1/x' });
    const error = await nowhere.campaigns.list().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'DLR_DATABASE_DOWN' });
    expect(String(error)).not.toContain('secret');
    await nowhere.close();
  });

  it('gets the partition it is missing, also one that was dropped behind our back', async () => {
    await stores.attempts.commit(aBatch({ openings: [anOpening('a1')] }));
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    await admin.query('drop table attempts_20260310');
    await stores.attempts.commit(aBatch({ openings: [anOpening('a2')] }));
    await stores.partitions.prepare(NOON, 2);
    const { rows } = await admin.query(
      "select relid::text as name from pg_partition_tree('attempts') where isleaf",
    );
    await admin.end();
    expect(rows.map((row) => row.name).sort()).toEqual(
      ['attempts_20260310', 'attempts_20260311', 'attempts_20260312'].sort(),
    );
    expect((await stores.attempts.listOpen(ENGINE)).map(({ opening }) => opening.attemptId)).toEqual(['a2']);
  });

  it('makes a day once when two stores open its first row together', async () => {
    const second = new PostgresStores({ url });
    await Promise.all([
      stores.attempts.commit(aBatch({ openings: [anOpening('a1')] })),
      second.attempts.commit(aBatch({ openings: [anOpening('a2', { engineId: 'engine-2' })] })),
    ]);
    await second.close();
    expect(await stores.attempts.listOpen(ENGINE)).toHaveLength(1);
  });

  it('brings messages again after its restart', async () => {
    const links: boolean[] = [];
    const node = new PostgresCoordination({ url, onLink: (up) => links.push(up) });
    const texts: string[] = [];
    await node.subscribe('live', (text) => texts.push(text));
    process.kill(databases.server.pid, 'SIGKILL');
    await until(() => links.includes(false) || 'the link to be lost');
    await expect(node.unitsTaken('x')).rejects.toMatchObject({ code: 'DLR_COORDINATION_DOWN' });
    await until(async () => {
      await node.publish('live', 'back').catch(() => undefined);
      return texts.includes('back') || 'a message after the restart';
    }, 120_000);
    expect(links).toEqual([true, false, true]);
    await node.close();
  }, 60_000);
});
