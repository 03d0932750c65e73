import { type Digest, hashedText } from '../../core/call-log/call-log-chain.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { DAY, MINUTE } from '../../core/kernel/time.js';
import type { ChainedRow } from '../../core/ledger/archived-day.js';
import type { ChainAnchor, ChainedLog } from '../../core/ledger/chain-anchor.js';
import { decisionHolds } from '../../core/ledger/verify-decisions.js';
import type { ArchiveStore } from '../../ports/archive-store.js';
import { type AttemptRecord, readClosed, utcDay } from './attempt-record.js';
import { readAnchors } from './chain-anchor-rows.js';
import type { Database, Statement } from './database.js';
import type { DayPartitions } from './day-partitions.js';
import { type DecisionRow, readEntry } from './postgres-ledger-reader.js';

const STEP_DEADLINE_MS = 10 * MINUTE;
const ROWS_A_PAGE = 1000;

/** Days that have rows of either log here, oldest first. */
const DAYS: Statement = {
  name: 'archive.days',
  text: `
select distinct to_date(right(c.relname, 8), 'YYYYMMDD')::text as day
from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent in ('attempts'::regclass, 'decisions'::regclass) and not i.inhdetachpending
  and c.relname ~ '_[0-9]{8}$' order by day`,
};

/** Days of rows that come back as partitions of their tables. */
export class PostgresArchiveStore implements ArchiveStore {
  readonly #database: Database;
  readonly #partitions: DayPartitions;
  readonly #digest: Digest;

  constructor(database: Database, partitions: DayPartitions, digest: Digest) {
    this.#database = database;
    this.#partitions = partitions;
    this.#digest = digest;
  }

  async anchors(): Promise<readonly ChainAnchor[]> {
    const both = await Promise.all([
      readAnchors(this.#database, 'attempts'),
      readAnchors(this.#database, 'decisions'),
    ]);
    return both.flat();
  }

  async days(): Promise<readonly string[]> {
    return (await this.#database.query<{ readonly day: string }>(DAYS, [])).map(({ day }) => day);
  }

  rowOf(log: ChainedLog, line: string): ChainedRow {
    try {
      const record: unknown = JSON.parse(line);
      return log === 'attempts'
        ? this.#callOf(record as AttemptRecord)
        : this.#decisionOf(record as DecisionRow);
    } catch (cause) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: `A line of the archive is no row of ${log}.`,
        cause,
      });
    }
  }

  async restore(
    log: ChainedLog,
    day: string,
    lines: AsyncIterable<string>,
    holds: () => boolean,
  ): Promise<boolean> {
    // A day comes from an anchor; DDL takes no parameters.
    const from = utcDay(Date.parse(day));
    const table = `${log}_${from.replaceAll('-', '')}`;
    const isThere = {
      name: `archive.there.${log}`,
      text: `select 1 as one from ${log} where day = $1::date limit 1`,
    };
    if ((await this.#database.query(isThere, [from])).length > 0) {
      return false;
    }
    await this.#partitions.remove(log, from);
    await this.#database.script(
      'archive.make',
      `create table ${table} (like ${log} including defaults including constraints)`,
    );
    try {
      await this.#fill(log, table, lines);
      if (!holds()) {
        throw new CadenciaError('DLR_STATE_CONFLICT', {
          detail: `The archive of ${day} changed while it was read; nothing was restored.`,
        });
      }
      const next = utcDay(Date.parse(day) + DAY);
      await this.#database.script(
        'archive.attach',
        `alter table ${log} attach partition ${table} for values from ('${from}') to ('${next}')`,
        STEP_DEADLINE_MS,
      );
    } catch (error) {
      await this.#database.script('archive.giveUp', `drop table if exists ${table}`).catch(() => undefined);
      throw error;
    }
    this.#partitions.forget();
    return true;
  }

  async #fill(log: ChainedLog, table: string, lines: AsyncIterable<string>): Promise<void> {
    let page: string[] = [];
    const flush = async (): Promise<void> => {
      await this.#database.once(
        'archive.fill',
        `insert into ${table} select * from jsonb_populate_recordset(null::${log}, $1::jsonb)`,
        [`[${page.join(',')}]`],
        STEP_DEADLINE_MS,
      );
      page = [];
    };
    for await (const line of lines) {
      page.push(line);
      if (page.length === ROWS_A_PAGE) {
        await flush();
      }
    }
    await flush();
  }

  #callOf(record: AttemptRecord): ChainedRow {
    const { opening, result, prevHash, hash } = readClosed(record);
    const made = this.#digest.sha256(prevHash + hashedText(opening, result, this.#digest));
    const { attemptId, chainId } = opening;
    return { id: attemptId, chainId, prevHash, hash, holds: made === hash };
  }

  #decisionOf(record: DecisionRow): ChainedRow {
    const { row } = readEntry(record);
    const { decision, prevHash, hash } = row;
    return {
      id: decision.decisionId,
      chainId: decision.chainId,
      prevHash,
      hash,
      holds: decisionHolds(row, this.#digest),
    };
  }
}
