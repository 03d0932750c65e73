import type { CampaignId, EngineId } from '../../core/kernel/ids.js';
import type {
  AttemptBatch,
  AttemptClosing,
  AttemptMark,
  AttemptStore,
  CampaignDayCounts,
  OpenAttempt,
} from '../../ports/attempt-store.js';
import { AttemptPartitions } from './attempt-partitions.js';
import {
  type AttemptRecord,
  closedRecord,
  markRecord,
  openRecord,
  readOpen,
  utcDay,
} from './attempt-record.js';
import { COMMIT, COUNTS_SINCE, LAST_HASH, LIST_OPEN } from './attempt-statements.js';
import { contactKey } from './contact-record.js';
import type { Database } from './database.js';
import { DatabaseDefect } from './database-error.js';

/** Check violation: what PostgreSQL answers when a row's day has no partition. */
const NO_PARTITION = '23514';

/** Attempts in PostgreSQL: a batch is one statement. */
export class PostgresAttemptStore implements AttemptStore {
  readonly #database: Database;
  readonly #partitions: AttemptPartitions;

  constructor(database: Database, partitions: AttemptPartitions = new AttemptPartitions(database)) {
    this.#database = database;
    this.#partitions = partitions;
  }

  async commit(batch: AttemptBatch): Promise<void> {
    const parts = partsOf(batch);
    await this.#partitions.ensure(parts.days);
    try {
      await this.#database.query(COMMIT, parts.values);
    } catch (error) {
      if (!(error instanceof DatabaseDefect && error.sqlState === NO_PARTITION)) {
        throw error;
      }
      this.#partitions.forget();
      await this.#partitions.ensure(parts.days);
      await this.#database.query(COMMIT, parts.values);
    }
  }

  async listOpen(engineId: EngineId): Promise<readonly OpenAttempt[]> {
    const records = await this.#database.query<AttemptRecord>(LIST_OPEN, [engineId], 30_000);
    return records.map(readOpen);
  }

  async lastHash(chainId: string): Promise<string | null> {
    const [chain] = await this.#database.query<{ hash: string }>(LAST_HASH, [chainId]);
    return chain?.hash ?? null;
  }

  async countsSince(campaignId: CampaignId, sinceMs: number): Promise<CampaignDayCounts> {
    const values = [campaignId, sinceMs, utcDay(sinceMs)];
    const [counts] = await this.#database.query<CampaignDayCounts>(COUNTS_SINCE, values, 30_000);
    return counts ?? { attempts: 0, answered: 0, connected: 0, abandoned: 0 };
  }
}

/** Deals the batch out so that each attempt and each contact is in one part of the statement only. */
function partsOf(batch: AttemptBatch): { days: Set<string>; values: unknown[] } {
  const closings = new Map<string, AttemptClosing>();
  for (const closing of batch.closings) {
    if (!closings.has(closing.row.opening.attemptId)) {
      closings.set(closing.row.opening.attemptId, closing);
    }
  }
  const marks = new Map<string, AttemptMark>();
  for (const mark of batch.marks) {
    if (!closings.has(mark.attemptId)) {
      marks.set(mark.attemptId, mark);
    }
  }
  const opened = new Map<string, AttemptRecord>();
  for (const opening of batch.openings) {
    if (!closings.has(opening.attemptId) && !opened.has(opening.attemptId)) {
      opened.set(opening.attemptId, openRecord(opening, marks.get(opening.attemptId) ?? null));
    }
  }
  // A mark of an attempt opened here is in its row already, unless the row was kept by an earlier try.
  const marked = [...marks.values()].map(markRecord);
  const closed = [...closings.values()].map((closing, place) => closedRecord(closing.row, place));
  const updates = contactUpdates([...closings.values()]);
  const days = new Set<string>();
  for (const record of [...opened.values(), ...marked, ...closed]) {
    days.add(String(record['day']));
  }
  const states = lastOfEach(batch.agentStates, (row) => `${row.agentId} ${row.tStartMs}`).map((row) => ({
    agent_id: row.agentId,
    state: row.state,
    reason: row.reason,
    t_start_ms: row.tStartMs,
    t_end_ms: row.tEndMs,
  }));
  const lists = [[...opened.values()], marked, closed, updates, states].map((list) => JSON.stringify(list));
  return { days, values: [...lists, [...days], updates.map((update) => update.contact_id)] };
}

function contactUpdates(closings: readonly AttemptClosing[]) {
  const updates = closings.flatMap(({ row, contact }) => {
    const key = contact === null ? null : contactKey(contact.contactId);
    return contact === null || key === null
      ? []
      : [
          {
            attempt_id: row.opening.attemptId,
            contact_id: key,
            state: contact.state,
            next_at_ms: contact.nextAtMs,
            phone_index: contact.phoneIndex,
            dropped_phone: contact.droppedPhone,
            attempts: contact.attempts,
            free_attempts: contact.freeAttempts,
            same_reason_attempts: contact.sameReasonAttempts,
            last_reason: contact.lastReason,
          },
        ];
  });
  return lastOfEach(updates, (update) => update.contact_id);
}

function lastOfEach<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Item[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
