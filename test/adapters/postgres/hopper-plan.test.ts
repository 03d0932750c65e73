import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPENING_COLUMNS, RESULT_COLUMNS } from '../../../src/adapters/postgres/attempt-record.js';
import {
  ABANDON_HOURS,
  COUNTS_SINCE,
  FIND_CLOSED,
  LAST_OF_AGENT,
  LIST_OPEN,
} from '../../../src/adapters/postgres/attempt-statements.js';
import { COMMIT } from '../../../src/adapters/postgres/commit-statement.js';
import { commitValues } from '../../../src/adapters/postgres/commit-values.js';
import {
  FIND_BY_PHONE,
  FIND_LEASED,
  GIVE_BACK,
  LEASE,
  LEASE_CALLBACKS,
  LEASE_OF_LIST,
  LEASE_ONE,
  NEXT_DUE,
  RECLAIM,
} from '../../../src/adapters/postgres/contact-statements.js';
import type { Statement } from '../../../src/adapters/postgres/database.js';
import { LOOK_UP } from '../../../src/adapters/postgres/dnc-statements.js';
import { LOAD_FACTS } from '../../../src/adapters/postgres/person-fact-statements.js';
import { INHERIT } from '../../../src/adapters/postgres/postgres-estate-store.js';
import { PostgresStores } from '../../../src/adapters/postgres/postgres-stores.js';
import { LINES } from '../../../src/adapters/postgres/postgres-usage-store.js';
import { parseE164, parseMailingId } from '../../../src/core/kernel/ids.js';
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
  async function explainPrepared(
    text: string,
    values: readonly unknown[],
    mode: string,
    how = '(analyze, timing off)',
  ): Promise<string> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(`set plan_cache_mode = ${mode}; prepare load as ${text}`);
      const given = values.map((value) =>
        Array.isArray(value)
          ? `array[${value.map((one) => client.escapeLiteral(one)).join(', ')}]`
          : `'${String(value)}'`,
      );
      const { rows } = await client.query(`explain ${how} execute load(${given.join(', ')})`);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    } finally {
      await client.end();
    }
  }

  /** The plans of all that a statement runs, those inside of functions too. */
  async function plansInside(text: string, values: readonly unknown[]): Promise<string> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    let plans = '';
    client.on('notice', ({ message = '' }) => {
      plans += message;
    });
    try {
      await client.query(`load 'auto_explain'; set auto_explain.log_min_duration = 0;
        set auto_explain.log_nested_statements = on; set client_min_messages = log`);
      await client.query(text, [...values]);
      return plans;
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
    const plan = await explain(COMMIT.text, (await commitValues(batch)).values);
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
    const plan = await explain(COMMIT.text, (await commitValues(aBatch({ openings, guards }))).values);
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

  it('tallies the day, closes, takes over and gives back without reading tables whole', async () => {
    await admin(`update attempts set t_end_ms = null where attempt_id in ('h8', 'h16', 'h24');
      update contacts set state = 'calling', lease_owner = '${ENGINE}' where id in (1, 2, 3);
      analyze attempts`);
    const today = '2026-03-10';
    const since = NOON - 6 * 3_600_000;
    /** Statement, values, and tables that none of it may read whole; days before today are not even looked into. */
    const reads: readonly (readonly [Statement, readonly unknown[], readonly string[]])[] = [
      [COUNTS_SINCE, [CAMPAIGN, since, today], ['attempts_(?!20260310)']],
      [ABANDON_HOURS, [CAMPAIGN, since, today], ['attempts_(?!20260310)']],
      [LINES, [since, today, 3000, NOON], ['attempts_(?!20260310)']],
      [LIST_OPEN, [ENGINE], ['attempts']],
      [FIND_CLOSED, ['h77'], ['attempts']],
      [LAST_OF_AGENT, ['nobody', since, today, 20], ['attempts']],
      [INHERIT, [ENGINE, 'other'], ['attempts', 'contacts']],
      [RECLAIM, [ENGINE, NOON], ['attempts', 'contacts']],
      [GIVE_BACK, [ENGINE, '{4,5}', `{${NOON},${NOON}}`, '{a,b}'], ['contacts']],
      [LEASE_ONE, [7, NOON, ENGINE, NOON + 60_000], ['contacts']],
      [FIND_LEASED, [7, ENGINE], ['contacts']],
    ];
    for (const [{ name, text }, values, tables] of reads) {
      for (const mode of ['force_custom_plan', 'force_generic_plan']) {
        const plan = await explainPrepared(text, values, mode, '');
        for (const table of tables) {
          expect(`${name}, ${mode}:\n${plan}`).not.toMatch(new RegExp(`Seq Scan on ${table}`));
        }
      }
    }
  });

  it('looks numbers up on a list of 20 000 by its index', async () => {
    await stores.lists.begin('sp', 'v1');
    const entries = Array.from({ length: 10_000 }, (_, i) => ({
      phone: parseE164(`+55119${10_000_000 + i}`),
      cpfHash: `c${i}`,
      since: '2026-01-01',
    }));
    await stores.lists.addEntries('sp', 'v1', entries);
    await stores.lists.activate('sp', 'v1', NOON);
    const keys = entries.slice(0, 100).map(({ phone }) => `n:${phone}`);
    const plans = await plansInside(LOOK_UP.text, [keys]);
    expect(plans).toContain('dnc_entries_1_key');
    expect(plans).not.toContain('Seq Scan on dnc_entries');
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
