import type { AbandonHour } from '../../core/compliance/abandonment.js';
import type { AttemptId, CampaignId, EngineId } from '../../core/kernel/ids.js';
import type { Outcome, Reason } from '../../core/outcome/outcome.js';
import type {
  AttemptBatch,
  AttemptStore,
  CampaignDayCounts,
  CommitResult,
  OpenAttempt,
} from '../../ports/attempt-store.js';
import { type AttemptRecord, readOpen, utcDay } from './attempt-record.js';
import {
  ABANDON_HOURS,
  CLAIM,
  COUNTS_SINCE,
  LAST_DECISION_HASH,
  LAST_HASH,
  LIST_OPEN,
} from './attempt-statements.js';
import { COMMIT } from './commit-statement.js';
import { type CommitValues, commitValues } from './commit-values.js';
import type { Database } from './database.js';
import { DatabaseDefect } from './database-error.js';
import { DayPartitions } from './day-partitions.js';
import { DialKeyRows } from './dial-key-rows.js';

/** Check violation: what PostgreSQL answers when a row's day has no partition. */
const NO_PARTITION = '23514';

/** Attempts in PostgreSQL: a batch is one statement, after one that makes dial keys never seen before. */
export class PostgresAttemptStore implements AttemptStore {
  readonly #database: Database;
  readonly #partitions: DayPartitions;
  readonly #keyRows: DialKeyRows;

  constructor(
    database: Database,
    partitions: DayPartitions = new DayPartitions(database),
    keyRows: DialKeyRows = new DialKeyRows(database),
  ) {
    this.#database = database;
    this.#partitions = partitions;
    this.#keyRows = keyRows;
  }

  async commit(batch: AttemptBatch): Promise<CommitResult> {
    const parts = await commitValues(batch);
    await this.#partitions.ensure(parts.days);
    await this.#keyRows.ensure(parts.keys);
    try {
      return await this.#send(parts);
    } catch (error) {
      if (!(error instanceof DatabaseDefect && error.sqlState === NO_PARTITION)) {
        throw error;
      }
      this.#partitions.forget();
      await this.#partitions.ensure(parts.days);
      return this.#send(parts);
    }
  }

  async claim(campaignId: CampaignId, engineId: EngineId): Promise<number> {
    const [row] = await this.#database.query<{ fence: number }>(CLAIM, [campaignId, engineId]);
    if (row === undefined) {
      throw new Error(`The claim of campaign ${campaignId} gave no fence.`);
    }
    return row.fence;
  }

  async listOpen(engineId: EngineId): Promise<readonly OpenAttempt[]> {
    const records = await this.#database.query<AttemptRecord>(LIST_OPEN, [engineId], 30_000);
    return records.map(readOpen);
  }

  async lastHash(chainId: string): Promise<string | null> {
    const [chain] = await this.#database.query<{ hash: string }>(LAST_HASH, [chainId]);
    return chain?.hash ?? null;
  }

  async lastDecisionHash(chainId: string): Promise<string | null> {
    const [chain] = await this.#database.query<{ hash: string }>(LAST_DECISION_HASH, [chainId]);
    return chain?.hash ?? null;
  }

  async countsSince(campaignId: CampaignId, sinceMs: number): Promise<CampaignDayCounts> {
    const values = [campaignId, sinceMs, utcDay(sinceMs)];
    return sumUp(await this.#database.query<CountsRow>(COUNTS_SINCE, values, 30_000));
  }

  async abandonHours(campaignId: CampaignId, sinceMs: number): Promise<readonly AbandonHour[]> {
    const values = [campaignId, sinceMs, utcDay(sinceMs)];
    const rows = await this.#database.query<AbandonHourRow>(ABANDON_HOURS, values, 30_000);
    return rows.map((row) => ({
      startMs: row.start_ms,
      abandoned: row.abandoned,
      given: row.given,
      earlyHangups: row.early_hangups,
    }));
  }

  async #send({ values }: CommitValues): Promise<CommitResult> {
    const refused = await this.#database.query<{ attempt_id: AttemptId }>(COMMIT, values);
    return { refused: new Set(refused.map((row) => row.attempt_id)) };
  }
}

interface AbandonHourRow {
  readonly start_ms: number;
  readonly abandoned: number;
  readonly given: number;
  readonly early_hangups: number;
}

interface CountsRow {
  readonly outcome: Outcome | null;
  readonly reason: Reason | null;
  readonly attempts: number;
  readonly answered: number;
  readonly connected: number;
  readonly abandoned: number;
}

function sumUp(rows: readonly CountsRow[]): CampaignDayCounts {
  const sums = { attempts: 0, answered: 0, connected: 0, abandoned: 0 };
  const outcomes: Partial<Record<Outcome, number>> = {};
  const reasons: Partial<Record<Reason, number>> = {};
  for (const row of rows) {
    sums.attempts += row.attempts;
    sums.answered += row.answered;
    sums.connected += row.connected;
    sums.abandoned += row.abandoned;
    if (row.outcome !== null && row.reason !== null) {
      outcomes[row.outcome] = (outcomes[row.outcome] ?? 0) + row.attempts;
      reasons[row.reason] = (reasons[row.reason] ?? 0) + row.attempts;
    }
  }
  return { ...sums, outcomes, reasons };
}
