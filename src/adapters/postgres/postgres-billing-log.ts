import type { BillingRow } from '../../core/billing/billing-row.js';
import { DAY } from '../../core/kernel/time.js';
import type { BillingLog } from '../../ports/billing-log.js';
import { utcDay } from './attempt-record.js';
import type { Database, Statement } from './database.js';

const PAGE_DEADLINE_MS = 60_000;

/** $1 day of the partition, $2 attempt to go on after, $3 rows. Goes along the key of one partition. */
const ROWS: Statement = {
  name: 'billing.rows',
  text: `
select attempt_id as "attemptId", attempt_group as "attemptGroup", contract_id as "contractId",
  billing_service as "service", language, mode,
  case when mode = 'inbound' then t_queued_ms else coalesce(t_dial_ms, t_queued_ms) end as "startMs",
  t_dial_ms is not null as "dialled", t_agent_ms as "agentMs", t_end_ms as "endMs",
  coalesce(agent_id, '') as "agentId", disposition, outcome, reason, abandoned, voicemail, hash
from attempts where day = $1::date and attempt_id > $2 and chain_seq is not null and mode <> 'test'
order by attempt_id limit $3`,
};

/** The rows of bills in PostgreSQL, a page of a day at a time: the columns that count, by the key of the partition. */
export class PostgresBillingLog implements BillingLog {
  readonly #database: Database;
  readonly #pageRows: number;

  constructor(database: Database, pageRows = 2000) {
    this.#database = database;
    this.#pageRows = pageRows;
  }

  async *rows(fromMs: number, toMs: number): AsyncGenerator<BillingRow> {
    // A partition goes by the day the row was written for, which may be the one beside that of the dial.
    for (let atMs = fromMs - DAY; atMs < toMs + DAY; atMs += DAY) {
      const day = utcDay(atMs);
      for (let after = ''; ; ) {
        const page = await this.#database.query<BillingRow>(
          ROWS,
          [day, after, this.#pageRows],
          PAGE_DEADLINE_MS,
        );
        yield* page;
        const last = page.at(-1);
        if (last === undefined || page.length < this.#pageRows) {
          break;
        }
        after = last.attemptId;
      }
    }
  }
}
