import type { Selectable } from 'kysely';
import type { AgentId, AttemptId, CampaignId, EngineId, GroupId, LegId } from '../../core/kernel/ids.js';
import type {
  AgentHold,
  AgentProfile,
  AgentRelease,
  AgentSession,
  AgentStore,
} from '../../ports/agent-store.js';
import { type Database, type Statement, sqlBuilder } from './database.js';
import type { Tables } from './tables.js';

/** $1 sessions (JSON array), $2 agents whose session ends, $3 the engine whose they are. Locked in one order, whoever writes. */
const WRITE_SESSIONS: Statement = {
  name: 'agents.writeSessions',
  text: `
with ended as (
  delete from agent_sessions where agent_id = any ($2::text[]) and (engine_id is null or engine_id = $3)
)
insert into agent_sessions as s (agent_id, engine_id, campaign_ids, leg_id, state, reason, since_ms)
select agent_id, $3, campaign_ids, leg_id, state, reason, since_ms
from jsonb_populate_recordset(null::agent_sessions, $1::jsonb) order by agent_id
on conflict (agent_id) do update set engine_id = excluded.engine_id, campaign_ids = excluded.campaign_ids,
  leg_id = excluded.leg_id, state = excluded.state, reason = excluded.reason, since_ms = excluded.since_ms
  where s.engine_id is null or s.engine_id = $3
returning s.agent_id`,
};

/**
 * Sessions and stretches are written apart, so a crash between the two leaves the session behind: the stretch that the
 * agent's day has open is what he was doing, and the one that has to be ended.
 */
const LIST_SESSIONS: Statement = {
  name: 'agents.listSessions',
  text: `
select s.agent_id, s.engine_id, s.campaign_ids, s.leg_id, coalesce(o.state, s.state) as state,
  coalesce(o.reason, s.reason) as reason, coalesce(o.t_start_ms, s.since_ms) as since_ms
from agent_sessions s
left join lateral (
  select state, reason, t_start_ms, t_end_ms from agent_states
  where agent_id = s.agent_id order by t_start_ms desc limit 1
) o on o.t_end_ms is null
order by s.agent_id`,
};

/** Releases of one page of a reading. */
const PAGE_ROWS = 1000;

function readProfile(row: Selectable<Tables['agents']>): AgentProfile {
  return {
    id: row.id as AgentId,
    name: row.name,
    groupId: row.group_id as GroupId,
    endpoint: row.endpoint,
    demo: row.demo,
    active: row.active,
  };
}

function readSession(row: Selectable<Tables['agent_sessions']>): AgentSession {
  return {
    agentId: row.agent_id as AgentId,
    engineId: row.engine_id as EngineId | null,
    campaignIds: row.campaign_ids as readonly CampaignId[],
    legId: row.leg_id as LegId | null,
    state: row.state,
    reason: row.reason,
    sinceMs: row.since_ms,
  };
}

/** Agents and who of them is logged in, in PostgreSQL. */
export class PostgresAgentStore implements AgentStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(): Promise<readonly AgentProfile[]> {
    const query = sqlBuilder.selectFrom('agents').selectAll().orderBy('id');
    return (await this.#database.run('agents.list', query)).map(readProfile);
  }

  async find(id: AgentId): Promise<AgentProfile | null> {
    const query = sqlBuilder.selectFrom('agents').selectAll().where('id', '=', id);
    const [row] = await this.#database.run('agents.find', query);
    return row === undefined ? null : readProfile(row);
  }

  async save(profile: AgentProfile): Promise<void> {
    const { id, name, groupId, endpoint, demo, active } = profile;
    const stored = { name, group_id: groupId, endpoint, demo, active };
    const query = sqlBuilder
      .insertInto('agents')
      .values({ id, ...stored })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(stored));
    await this.#database.run('agents.save', query);
  }

  async listSessions(): Promise<readonly AgentSession[]> {
    const rows = await this.#database.query<Selectable<Tables['agent_sessions']>>(LIST_SESSIONS, []);
    return rows.map(readSession);
  }

  async findSession(agentId: AgentId): Promise<AgentSession | null> {
    const query = sqlBuilder.selectFrom('agent_sessions').selectAll().where('agent_id', '=', agentId);
    const [row] = await this.#database.run('agents.findSession', query);
    return row === undefined ? null : readSession(row);
  }

  async saveSession(session: AgentSession, takenFrom: EngineId | null = null): Promise<boolean> {
    const { agentId, engineId, campaignIds, legId, state, reason, sinceMs } = session;
    const stored = {
      engine_id: engineId,
      campaign_ids: campaignIds,
      leg_id: legId,
      state,
      reason,
      since_ms: sinceMs,
    };
    const owners = [engineId, takenFrom].filter((owner) => owner !== null);
    const query = sqlBuilder
      .insertInto('agent_sessions')
      .values({ agent_id: agentId, ...stored })
      .onConflict((conflict) =>
        conflict
          .column('agent_id')
          .doUpdateSet(stored)
          .where(({ eb, or }) =>
            or([
              eb('agent_sessions.engine_id', 'is', null),
              ...owners.map((owner) => eb('agent_sessions.engine_id', '=', owner)),
            ]),
          ),
      )
      .returning('agent_id');
    return (await this.#database.run('agents.saveSession', query)).length > 0;
  }

  async writeSessions(
    engineId: EngineId,
    kept: readonly AgentSession[],
    ended: readonly AgentId[],
  ): Promise<readonly AgentId[]> {
    const rows = kept.map(({ agentId, campaignIds, legId, state, reason, sinceMs }) => ({
      agent_id: agentId,
      campaign_ids: campaignIds,
      leg_id: legId,
      state,
      reason,
      since_ms: sinceMs,
    }));
    const values = [JSON.stringify(rows), ended, engineId];
    const written = await this.#database.query<{ agent_id: AgentId }>(WRITE_SESSIONS, values);
    const own = new Set(written.map((row) => row.agent_id));
    return kept.map(({ agentId }) => agentId).filter((agentId) => !own.has(agentId));
  }

  async listHolds(): Promise<readonly AgentHold[]> {
    const query = sqlBuilder.selectFrom('agent_holds').selectAll().orderBy('agent_id');
    const rows = await this.#database.run('agents.listHolds', query);
    return rows.map((row) => ({
      agentId: row.agent_id as AgentId,
      sinceMs: row.since_ms,
      attemptId: row.attempt_id as AttemptId,
    }));
  }

  async hold({ agentId, sinceMs, attemptId }: AgentHold): Promise<void> {
    const query = sqlBuilder
      .insertInto('agent_holds')
      .values({ agent_id: agentId, since_ms: sinceMs, attempt_id: attemptId })
      .onConflict((conflict) => conflict.column('agent_id').doNothing());
    await this.#database.run('agents.hold', query);
  }

  async release({ agentId, atMs, by, heldSinceMs, attemptId }: AgentRelease): Promise<void> {
    const values = {
      agent_id: agentId,
      at_ms: atMs,
      released_by: by,
      held_since_ms: heldSinceMs,
      attempt_id: attemptId,
    };
    // One statement: the hold ends only with its release kept.
    const query = sqlBuilder
      .with('ended', (db) => db.deleteFrom('agent_holds').where('agent_id', '=', agentId))
      .insertInto('agent_releases')
      .values(values)
      .onConflict((conflict) => conflict.columns(['agent_id', 'at_ms']).doNothing());
    await this.#database.run('agents.release', query);
  }

  async *readReleases(): AsyncGenerator<AgentRelease> {
    for (let [atMs, agentId] = [Number.MIN_SAFE_INTEGER, '']; ; ) {
      const query = sqlBuilder
        .selectFrom('agent_releases')
        .selectAll()
        .where(({ eb, refTuple, tuple }) => eb(refTuple('at_ms', 'agent_id'), '>', tuple(atMs, agentId)))
        .orderBy('at_ms')
        .orderBy('agent_id')
        .limit(PAGE_ROWS);
      const rows = await this.#database.run('agents.readReleases', query);
      for (const row of rows) {
        yield {
          agentId: row.agent_id as AgentId,
          atMs: row.at_ms,
          by: row.released_by,
          heldSinceMs: row.held_since_ms,
          attemptId: row.attempt_id as AttemptId,
        };
      }
      const last = rows.at(-1);
      if (last === undefined) {
        return;
      }
      [atMs, agentId] = [last.at_ms, last.agent_id];
    }
  }
}
