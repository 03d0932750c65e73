import type { AgentId, EngineId } from '../../core/kernel/ids.js';
import type { Estate, EstateStore, KnownEngine } from '../../ports/estate-store.js';
import { type AttemptRecord, OPEN_COLUMNS, readOpen } from './attempt-record.js';
import type { Database, Statement } from './database.js';

/** $1 engine, $2 its names on media servers. */
const REGISTER: Statement = {
  name: 'estates.register',
  text: `
insert into engines (engine_id, estates) values ($1, $2::jsonb)
on conflict (engine_id) do update set estates = excluded.estates`,
};

/** $1 engine, $2 its door. */
const TELL_DOOR: Statement = {
  name: 'estates.tellDoor',
  text: `
insert into engines (engine_id, estates, door) values ($1, '{}', $2)
on conflict (engine_id) do update set door = excluded.door`,
};

const LIST: Statement = {
  name: 'estates.list',
  text: 'select engine_id as "engineId", estates, door from engines order by engine_id',
};

/**
 * $1 from, $2 to. A closing on its way holds the row's lock: either it is before this and the row has ended, or it finds
 * the row another's. The row ends in the chain of whoever closes it. Without rows the sessions come alone.
 */
export const INHERIT: Statement = {
  name: 'estates.inherit',
  text: `
with left_open as (
  update attempts set engine_id = $2, chain_id = $2 where engine_id = $1 and t_end_ms is null
  returning ${OPEN_COLUMNS.join(', ')}
), called as (
  update contacts c set lease_owner = $2 from left_open o
  where c.id = (case when o.contact_id ~ '^[0-9]{1,18}$' then o.contact_id::bigint end)
    and c.state = 'calling' and c.lease_owner = $1
), sessions as (
  update agent_sessions set engine_id = $2 where engine_id = $1 returning agent_id as session_of
)
select o.*, a.agent_ids from (select coalesce(array_agg(session_of), '{}') as agent_ids from sessions) a
left join left_open o on true order by o.t_queued_ms, o.attempt_id`,
};

/** Engines and what they leave, in PostgreSQL. */
export class PostgresEstateStore implements EstateStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async register(engineId: EngineId, estates: KnownEngine['estates']): Promise<void> {
    await this.#database.query(REGISTER, [engineId, JSON.stringify(estates)]);
  }

  async tellDoor(engineId: EngineId, door: string | null): Promise<void> {
    await this.#database.query(TELL_DOOR, [engineId, door]);
  }

  list(): Promise<readonly KnownEngine[]> {
    return this.#database.query<KnownEngine>(LIST, []);
  }

  async inherit(from: EngineId, to: EngineId): Promise<Estate> {
    type Left = AttemptRecord & { readonly agent_ids: readonly AgentId[] };
    const left = await this.#database.query<Left>(INHERIT, [from, to], 30_000);
    const rows = left.filter((row) => row['attempt_id'] !== null).map(readOpen);
    return { rows, agentIds: left[0]?.agent_ids ?? [] };
  }
}
