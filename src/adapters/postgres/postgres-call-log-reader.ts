import type { CallLogRow } from '../../core/call-log/call-log-row.js';
import type { AgentId, AttemptId, CampaignId, ContactId } from '../../core/kernel/ids.js';
import type { ChainAnchor } from '../../core/ledger/chain-anchor.js';
import type { AgentStateRow } from '../../ports/attempt-store.js';
import type { CallLogQuery, CallLogReader, ContactSalt, PlacedCall } from '../../ports/call-log-reader.js';
import { type AttemptRecord, readClosed, utcDay } from './attempt-record.js';
import {
  AGENT_STATES_PAGE,
  CLOSED_PAGE,
  FIND_CLOSED,
  HASH_BEFORE,
  LAST_OF_AGENT,
  SALTS_PAGE,
} from './attempt-statements.js';
import { readAnchors } from './chain-anchor-rows.js';
import type { Database } from './database.js';

interface StateRecord {
  readonly agent_id: string;
  readonly state: string;
  readonly reason: string;
  readonly t_start_ms: number;
  readonly t_end_ms: number;
}

interface SaltRecord {
  readonly id: number;
  readonly campaign_id: string;
  readonly salt: string;
}

const PAGE_DEADLINE_MS = 60_000;

/**
 * Reads the log in pages, each from where the last one ended. No cursor stays open on the server: a snapshot held
 * for the minutes of an export would keep vacuum from the front of the hopper's index and slow the dialling down.
 * Rows that close meanwhile come at the end of their chain, so none is skipped.
 */
export class PostgresCallLogReader implements CallLogReader {
  readonly #database: Database;
  readonly #pageRows: number;

  constructor(database: Database, pageRows = 1000) {
    this.#database = database;
    this.#pageRows = pageRows;
  }

  async find(attemptId: AttemptId): Promise<PlacedCall | null> {
    const [record] = await this.#database.query<AttemptRecord>(FIND_CLOSED, [attemptId]);
    if (record === undefined) {
      return null;
    }
    const place = [record['chain_id'], record['chain_seq']];
    const [before] = await this.#database.query<{ readonly hash: string }>(HASH_BEFORE, place);
    return { row: readClosed(record), seq: Number(record['chain_seq']), hashBefore: before?.hash ?? null };
  }

  async *read(query: CallLogQuery): AsyncGenerator<CallLogRow> {
    const { campaignId = null, fromMs = null, toMs = null } = query;
    const filters = [
      campaignId,
      fromMs,
      toMs,
      fromMs === null ? '-infinity' : utcDay(fromMs),
      toMs === null ? 'infinity' : utcDay(toMs),
    ];
    let chain = '';
    let place = 0;
    for (;;) {
      const values = [chain, place, ...filters, this.#pageRows];
      const page = await this.#database.query<AttemptRecord>(CLOSED_PAGE, values, PAGE_DEADLINE_MS);
      for (const record of page) {
        yield readClosed(record);
      }
      const last = page.at(-1);
      if (last === undefined || page.length < this.#pageRows) {
        return;
      }
      chain = String(last['chain_id']);
      place = Number(last['chain_seq']);
    }
  }

  async lastOf(agentId: AgentId, sinceMs: number, limit: number): Promise<readonly CallLogRow[]> {
    const values = [agentId, sinceMs, utcDay(sinceMs), limit];
    return (await this.#database.query<AttemptRecord>(LAST_OF_AGENT, values)).map(readClosed);
  }

  async *readAgentStates(query: CallLogQuery): AsyncGenerator<AgentStateRow> {
    const { fromMs = null, toMs = null } = query;
    let start = Number.MIN_SAFE_INTEGER;
    let agent = '';
    for (;;) {
      const values = [start, agent, fromMs, toMs, this.#pageRows];
      const page = await this.#database.query<StateRecord>(AGENT_STATES_PAGE, values, PAGE_DEADLINE_MS);
      for (const row of page) {
        yield {
          agentId: row.agent_id as AgentId,
          state: row.state,
          reason: row.reason,
          tStartMs: row.t_start_ms,
          tEndMs: row.t_end_ms,
        };
      }
      const last = page.at(-1);
      if (last === undefined || page.length < this.#pageRows) {
        return;
      }
      start = last.t_start_ms;
      agent = last.agent_id;
    }
  }

  anchors(): Promise<readonly ChainAnchor[]> {
    return readAnchors(this.#database, 'attempts');
  }

  async *readSalts(): AsyncGenerator<ContactSalt> {
    let after = 0;
    for (;;) {
      const page = await this.#database.query<SaltRecord>(
        SALTS_PAGE,
        [after, this.#pageRows],
        PAGE_DEADLINE_MS,
      );
      for (const { id, campaign_id, salt } of page) {
        yield { campaignId: campaign_id as CampaignId, contactId: String(id) as ContactId, salt };
      }
      const last = page.at(-1);
      if (last === undefined || page.length < this.#pageRows) {
        return;
      }
      after = last.id;
    }
  }
}
