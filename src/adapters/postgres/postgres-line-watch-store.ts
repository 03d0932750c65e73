import type { LineRest } from '../../core/carrier/line-rest.js';
import type { EngineId } from '../../core/kernel/ids.js';
import type { LineWatchStore } from '../../ports/line-watch-store.js';
import type { Database, Statement } from './database.js';

const SAVE_REST: Statement = {
  name: 'lines_save_rest',
  text: `insert into line_rests (line, from_ms, until_ms, cause, reason, by_whom, ended_ms, ended_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (line, from_ms) do update set ended_ms = excluded.ended_ms, ended_by = excluded.ended_by`,
};
const RESTS: Statement = {
  name: 'lines_rests',
  text: `select line, from_ms as "fromMs", until_ms as "untilMs", cause, reason, by_whom as "by",
      ended_ms as "endedMs", ended_by as "endedBy"
    from line_rests where until_ms > $1 order by from_ms, line`,
};
const KEEP: Statement = {
  name: 'lines_keep_memory',
  text: `insert into line_memories (engine_id, memory) values ($1, $2::jsonb)
    on conflict (engine_id) do update set memory = excluded.memory`,
};
const MEMORY: Statement = {
  name: 'lines_memory',
  text: 'select memory from line_memories where engine_id = $1',
};

/** Rests of lines, in PostgreSQL. */
export class PostgresLineWatchStore implements LineWatchStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async saveRest({ line, fromMs, untilMs, cause, reason, by, endedMs, endedBy }: LineRest): Promise<void> {
    const values = [line, fromMs, untilMs, cause, reason, by, endedMs, endedBy];
    await this.#database.query(SAVE_REST, values);
  }

  rests(untilAfterMs: number): Promise<readonly LineRest[]> {
    return this.#database.query<LineRest>(RESTS, [untilAfterMs]);
  }

  async keepMemory(engineId: EngineId, memory: unknown): Promise<void> {
    await this.#database.query(KEEP, [engineId, JSON.stringify(memory)]);
  }

  async memory(engineId: EngineId): Promise<unknown> {
    const [row] = await this.#database.query<{ readonly memory: unknown }>(MEMORY, [engineId]);
    return row?.memory ?? null;
  }
}
