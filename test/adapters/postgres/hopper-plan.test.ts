import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPENING_COLUMNS, RESULT_COLUMNS } from '../../../src/adapters/postgres/attempt-record.js';
import { COMMIT } from '../../../src/adapters/postgres/commit-statement.js';
import { commitValues } from '../../../src/adapters/postgres/commit-values.js';
import {
  FIND_BY_PHONE,
  LEASE,
  LEASE_CALLBACKS,
  LEASE_OF_LIST,
  NEXT_DUE,
} from '../../../src/adapters/postgres/contact-statements.js';
import { LOAD_FACTS } from '../../../src/adapters/postgres/person-fact-statements.js';
import { PostgresStores } from '../../../src/adapters/postgres/postgres-stores.js';
import { parseMailingId } from '../../../src/core/kernel/ids.js';
import { DAY } from '../../../src/core/kernel/time.js';
import {
  aBatch,
  aChain,
  aContactUpdate,
  anOpening,
  CAMPAIGN,
  ENGINE,
  guardsOf,
  MAILING,
  mailingRows,
  NOON,
} from '../../support/samples.js';
import { TestDatabases } from '../../support/test-database.js';

const CONTACTS = 100_000;
const OPENED = [...new Set([...OPENING_COLUMNS, ...RESULT_COLUMNS])].join(', ');

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

  async function admin(text: string): Promise<void> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  }

  /** As a named statement runs, with the plan made for its values or the one made for all. */
  async function explainPrepared(text: string, values: readonly unknown[], mode: string): Promise<string> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(`set plan_cache_mode = ${mode}; prepare load as ${text}`);
      const given = values.map((value) =>
        Array.isArray(value)
          ? `array[${value.map((one) => client.escapeLiteral(one)).join(', ')}]`
          : `'${String(value)}'`,
      );
      const { rows } = await client.query(`explain (analyze, timing off) execute load(${given.join(', ')})`);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    } finally {
      await client.end();
    }
  }

  it('reads the front of the indexes and never the table', async () => {
    const plan = await explain(LEASE.text, [CAMPAIGN, NOON, 100, ENGINE, NOON + 60_000]);
    expect(plan).toContain('contacts_ready');
    expect(plan).toContain('contacts_leased');
    expect(plan).toContain('contacts_callbacks');
    expect(plan).not.toContain('Seq Scan');
    expect(plan).not.toContain('Sort');
  });

  it('reads the front of one list of several by an index of its own', async () => {
    const small = parseMailingId('mailing-2');
    await stores.mailings.addRows(small, CAMPAIGN, mailingRows(200, 'small-'), NOON);
    await stores.mailings.finish(small, 'loaded', { rows: 200, added: 200, duplicates: 0, rejected: 0 });
    const plan = await explain(LEASE_OF_LIST.text, [CAMPAIGN, NOON, 100, ENGINE, NOON + 60_000, small]);
    expect(plan).toContain('contacts_of_list');
    expect(plan).not.toContain('Seq Scan');
  });

  it('finds callbacks and phones by indexes of their own', async () => {
    const lease = [CAMPAIGN, NOON, 100, ENGINE, NOON + 60_000];
    const callbacks = await explain(LEASE_CALLBACKS.text, [...lease, []]);
    expect(callbacks).toContain('contacts_callbacks');
    expect(callbacks).not.toContain('Seq Scan');
    const phone = await explain(FIND_BY_PHONE.text, [
      CAMPAIGN,
      JSON.stringify([{ number: '+5511987650000' }]),
    ]);
    expect(phone).toContain('contacts_of_phone');
    expect(phone).not.toContain('Seq Scan');
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

  it('locks, moves and compares dial keys by their key, among 100 000', async () => {
    await admin(`insert into dial_keys (key, version) select 'n:' || i, 1 from generate_series(1, 100000) i;
      analyze dial_keys`);
    const openings = Array.from({ length: 50 }, (_, i) => anOpening(`g${i}`, { debtId: `D-${i}` }));
    const guards = openings.flatMap((opening) => [
      ...guardsOf(opening),
      { attemptId: opening.attemptId, key: 'lists', version: 0, use: 'same' } as const,
    ]);
    const plan = await explain(COMMIT.text, commitValues(aBatch({ openings, guards })).values);
    expect(plan).toContain('dial_keys_pkey');
    expect(plan).not.toContain('Seq Scan on dial_keys');
  });

  it('reads the facts of a batch of contacts by the indexes of numbers, persons and debts', async () => {
    await stores.partitions.prepare(NOON - 7 * DAY, 7);
    await admin(`insert into attempts (${OPENED})
      select ${OPENED.replaceAll(/\b(attempt_id|phone|cpf_hash|debt_id|day|t_dial_ms)\b/g, 'x.$1')}
      from (select * from attempts where attempt_id = 'a2') a cross join lateral (
        select 'h' || i as attempt_id, '+55119' || i as phone, 'c' || i as cpf_hash, 'D' || i as debt_id,
          date '2026-03-03' + i % 8 as day, ${NOON - 7 * DAY}::bigint + i % 8 * ${DAY}::bigint as t_dial_ms
        from generate_series(1, 40000) i) x;
      insert into person_facts (kind, phone, cpf_hash, debt_id, purpose, state, since_ms, attempt_id, protocol)
        select 'opt_out', '+55119' || i, 'c' || i, 'D' || i, '*', '', 0, '', '' from generate_series(1, 50000) i;
      analyze attempts, person_facts`);
    const some = Array.from({ length: 100 }, (_, i) => 17 + i * 251);
    const numbers = some.map((i) => `+55119${i}`);
    const persons = some.map((i) => `c${i}`);
    const debts = some.map((i) => `D${i}`);
    const keys = [
      ...numbers.map((n) => `n:${n}`),
      ...persons.map((p) => `p:${p}`),
      ...debts.map((d) => `d:${d}`),
    ];
    const sinceMs = NOON - 7 * DAY;
    const values = [keys, numbers, persons, debts, sinceMs, '2026-03-03'];
    for (const mode of ['force_custom_plan', 'force_generic_plan']) {
      const plan = await explainPrepared(LOAD_FACTS.text, values, mode);
      for (const table of ['attempts', 'person_facts', 'dial_keys']) {
        expect(plan).not.toMatch(new RegExp(`Seq Scan on ${table}`));
      }
      expect(plan).toContain('dial_keys_pkey');
      expect(plan).toContain('person_facts_of_person');
    }
    const loaded = await stores.facts.load([`n:${numbers[3]!}`], sinceMs);
    expect([...loaded.values()].map(({ history, optOuts }) => [history.length, optOuts.length])).toEqual([
      [1, 1],
    ]);
  }, 60_000);

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
