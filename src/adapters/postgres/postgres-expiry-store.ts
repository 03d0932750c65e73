import { ERASED_SALT } from '../../core/call-log/commitment.js';
import { DAY, MINUTE } from '../../core/kernel/time.js';
import type { ChainAnchor, ChainedLog, RemovedRows } from '../../core/ledger/chain-anchor.js';
import type { ExpiredDay, ExpiryStore } from '../../ports/retention-store.js';
import { utcDay } from './attempt-record.js';
import type { Database, Statement } from './database.js';
import { DayPartitions } from './day-partitions.js';
import { DAYS_BEFORE } from './retention-statements.js';

/** A day of twenty million rows is counted and put in order in minutes. */
const STEP_DEADLINE_MS = 20 * MINUTE;
const ROWS_A_PAGE = 1000;

/** What differs between the two tables. */
const TABLES = {
  attempts: { seq: 'chain_seq', chained: 'chain_seq is not null' },
  decisions: { seq: 'seq', chained: 'true' },
} as const;

/** $1 day. */
const COUNT_DAY: Statement = {
  name: 'expiry.count',
  text: `
select (select count(*) from attempts where day = $1::date)::int as attempts,
  (select count(*) from decisions where day = $1::date)::int as decisions,
  exists (select 1 from attempts where day = $1::date and (t_end_ms is null or salt <> '${ERASED_SALT}'))
    or exists (select 1 from decisions where day = $1::date and salt <> '${ERASED_SALT}') as held`,
};

/** In the order of the chains, as an archive is verified. $1 day, $2 and $3 chain and place of the last one seen, $4 rows. */
function pageOf(log: ChainedLog): Statement {
  const { seq, chained } = TABLES[log];
  return {
    name: `expiry.page.${log}`,
    text: `
select chain_id as "chainId", ${seq} as seq, to_jsonb(t)::text as line from ${log} t
where day = $1::date and ${chained} and (chain_id, ${seq}) > ($2, $3::bigint) order by chain_id, ${seq} limit $4`,
  };
}

/** Runs of the day's rows that follow one another, told by their hashes. $1 day. */
function segmentsOf(log: ChainedLog): Statement {
  const { seq, chained } = TABLES[log];
  return {
    name: `expiry.segments.${log}`,
    text: `
with placed as (
  select chain_id, ${seq} as seq, prev_hash, hash,
    lag(hash) over (partition by chain_id order by ${seq}) as before
  from ${log} where day = $1::date and ${chained}
), run as (
  select *, count(*) filter (where prev_hash is distinct from before)
    over (partition by chain_id order by seq) as part
  from placed
)
select '${log}' as log, chain_id as "chainId", ($1::date)::text as day, min(seq) as "fromSeq", max(seq) as "toSeq",
  count(*) as rows, (array_agg(prev_hash order by seq))[1] as "prevHash",
  (array_agg(hash order by seq desc))[1] as "lastHash"
from run group by chain_id, part order by chain_id, min(seq)`,
  };
}

/** $1 anchors (JSON array). */
const KEEP_ANCHORS: Statement = {
  name: 'expiry.keepAnchors',
  text: `
insert into chain_anchors
  (log, chain_id, from_seq, to_seq, day, rows, prev_hash, last_hash, dropped_at_ms, archive, archive_hash, seal)
select "log", "chainId", "fromSeq", "toSeq", "day"::date, "rows", "prevHash", "lastHash", "droppedAtMs", "archive",
  "archiveHash", "seal"
from jsonb_to_recordset($1::jsonb) e ("log" text, "chainId" text, "fromSeq" bigint, "toSeq" bigint, "day" text,
  "rows" bigint, "prevHash" text, "lastHash" text, "droppedAtMs" bigint, "archive" text, "archiveHash" text, "seal" text)
on conflict (log, chain_id, from_seq) do update set to_seq = excluded.to_seq, rows = excluded.rows,
  prev_hash = excluded.prev_hash, last_hash = excluded.last_hash, dropped_at_ms = excluded.dropped_at_ms,
  archive = excluded.archive, archive_hash = excluded.archive_hash, seal = excluded.seal
returning 1 as one`,
};

interface ArchivedLine {
  readonly chainId: string;
  readonly seq: number;
  readonly line: string;
}

/** Days of rows that leave PostgreSQL with their partitions. */
export class PostgresExpiryStore implements ExpiryStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async expired(beforeMs: number): Promise<readonly ExpiredDay[]> {
    const bound = utcDay(Math.floor(beforeMs / DAY) * DAY);
    const days = await this.#database.query<{ readonly day: string }>(DAYS_BEFORE, [bound]);
    const expired: ExpiredDay[] = [];
    for (const { day } of days) {
      const [row] = await this.#database.query<Omit<ExpiredDay, 'day'> & { readonly held: boolean }>(
        COUNT_DAY,
        [day],
        STEP_DEADLINE_MS,
      );
      if (row !== undefined && !row.held) {
        expired.push({ day, attempts: row.attempts, decisions: row.decisions });
      }
    }
    return expired;
  }

  async *lines(log: ChainedLog, day: string): AsyncGenerator<string> {
    let after: Omit<ArchivedLine, 'line'> = { chainId: '', seq: 0 };
    for (;;) {
      const values = [day, after.chainId, after.seq, ROWS_A_PAGE];
      const page = await this.#database.query<ArchivedLine>(pageOf(log), values, STEP_DEADLINE_MS);
      for (const { line } of page) {
        yield `${line}\n`;
      }
      const last = page.at(-1);
      if (last === undefined || page.length < ROWS_A_PAGE) {
        return;
      }
      after = last;
    }
  }

  segments(log: ChainedLog, day: string): Promise<readonly RemovedRows[]> {
    return this.#database.query<RemovedRows>(segmentsOf(log), [day], STEP_DEADLINE_MS);
  }

  async keepAnchors(anchors: readonly ChainAnchor[]): Promise<void> {
    await this.#database.query(KEEP_ANCHORS, [JSON.stringify(anchors)], STEP_DEADLINE_MS);
  }

  async dropDay(day: string): Promise<void> {
    const partitions = new DayPartitions(this.#database);
    await partitions.remove('attempts', day);
    await partitions.remove('decisions', day);
  }
}
