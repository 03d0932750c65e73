import type { CampaignId } from '../../core/kernel/ids.js';
import type {
  DecisionBatch,
  DecisionQuery,
  KeptDecision,
  KeptMemory,
  PacingStore,
} from '../../ports/pacing-store.js';
import type { Database } from './database.js';
import { DECISIONS, KEEP_DECISIONS, KEEP_MEMORIES, MEMORIES } from './pacing-statements.js';

/** What pacing keeps, in PostgreSQL. */
export class PostgresPacingStore implements PacingStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async keepMemories(memories: readonly KeptMemory[]): Promise<void> {
    await this.#database.query(KEEP_MEMORIES, [JSON.stringify(memories)]);
  }

  async memories(campaignId: CampaignId): Promise<readonly KeptMemory[]> {
    const rows = await this.#database.query<{ part: string; at_ms: number; memory: unknown }>(MEMORIES, [
      campaignId,
    ]);
    return rows.map((row) => ({ campaignId, part: row.part, atMs: row.at_ms, memory: row.memory }));
  }

  async keepDecisions(batches: readonly DecisionBatch[], forgetBeforeMs: number): Promise<void> {
    const rows = batches.map(({ campaignId, decisions }) => ({
      campaignId,
      fromMs: decisions[0]?.atMs ?? 0,
      toMs: decisions.at(-1)?.atMs ?? 0,
      decisions,
    }));
    await this.#database.query(KEEP_DECISIONS, [JSON.stringify(rows), forgetBeforeMs]);
  }

  async decisions({ campaignId, fromMs, toMs, most }: DecisionQuery): Promise<readonly KeptDecision[]> {
    const rows = await this.#database.query<{ decisions: readonly KeptDecision[] }>(
      DECISIONS,
      [campaignId, fromMs, toMs, most],
      30_000,
    );
    const found = rows
      .reverse()
      .flatMap(({ decisions }) => decisions)
      .filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
    return found.slice(Math.max(0, found.length - most));
  }
}
