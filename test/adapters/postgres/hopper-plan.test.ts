import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMIT } from '../../../src/adapters/postgres/commit-statement.js';
import { commitValues } from '../../../src/adapters/postgres/commit-values.js';
import { LEASE, NEXT_DUE } from '../../../src/adapters/postgres/contact-statements.js';
import { PostgresStores } from '../../../src/adapters/postgres/postgres-stores.js';
import {
  aBatch,
  aChain,
  aContactUpdate,
  anOpening,
  CAMPAIGN,
  ENGINE,
  MAILING,
  mailingRows,
  NOON,
} from '../../support/samples.js';
import { TestDatabases } from '../../support/test-database.js';

const CONTACTS = 100_000;

describe('handing out from 100 000 contacts', () => {
  let databases: TestDatabases;
  let stores: PostgresStores;
  let url: string;

  beforeAll(async () => {
    databases = await TestDatabases.start();
    url = await databases.create();
    stores = new PostgresStores({ url });
    for (let i = 0; i < 20; i++) {
      await stores.mailings.addRows(MAILING, CAMPAIGN, mailingRows(CONTACTS / 20, `k${i}-`), NOON);
    }
    const figures = { rows: CONTACTS, added: CONTACTS, duplicates: 0, rejected: 0 };
    await stores.mailings.finish(MAILING, 'loaded', figures);
  });
  afterAll(async () => {
    await stores.close();
    await databases.stop();
  });

  async function explain(text: string, values: readonly unknown[]): Promise<string> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      const { rows } = await client.query(`explain (analyze, buffers, timing off) ${text}`, [...values]);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    } finally {
      await client.end();
    }
  }

  it('reads the front of the indexes and never the table', async () => {
    const plan = await explain(LEASE.text, [CAMPAIGN, NOON, 100, ENGINE, NOON + 60_000]);
    expect(plan).toContain('contacts_ready');
    expect(plan).toContain('contacts_leased');
    expect(plan).not.toContain('Seq Scan');
    expect(plan).not.toContain('Sort');
  });

  it('finds the next due contact by the same index', async () => {
    const plan = await explain(NEXT_DUE.text, [CAMPAIGN]);
    expect(plan).toContain('contacts_ready');
    expect(plan).not.toContain('Seq Scan');
  });

  it('commits a batch by the keys of its contacts, never by reading the table', async () => {
    const opening = anOpening('a1');
    const [row] = aChain([anOpening('a2')]);
    const batch = aBatch({ openings: [opening], closings: [{ row: row!, contact: aContactUpdate('2') }] });
    await stores.attempts.commit(batch);
    const plan = await explain(COMMIT.text, commitValues(batch).values);
    expect(plan).toContain('contacts_pkey');
    expect(plan).not.toContain('Seq Scan on attempts');
    expect(plan).not.toContain('Seq Scan on contacts');
  });

  it('gives every contact once to eight leasers that take at once', async () => {
    const { ready } = await stores.contacts.counts(CAMPAIGN, NOON);
    const seen = new Set<string>();
    let handed = 0;
    const takeAll = async (): Promise<void> => {
      for (;;) {
        const request = { campaignId: CAMPAIGN, owner: ENGINE, limit: 1000, nowMs: NOON };
        const contacts = await stores.contacts.lease({ ...request, leaseUntilMs: NOON + 60_000 });
        if (contacts.length === 0) {
          return;
        }
        for (const contact of contacts) {
          seen.add(contact.id);
        }
        handed += contacts.length;
      }
    };
    await Promise.all(Array.from({ length: 8 }, takeAll));
    expect([handed, seen.size]).toEqual([ready, ready]);
    expect(handed).toBeGreaterThan(90_000);
  }, 60_000);
});
