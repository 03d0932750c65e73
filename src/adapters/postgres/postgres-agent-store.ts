import type { Selectable } from 'kysely';
import type { AgentId, CampaignId, GroupId, LegId } from '../../core/kernel/ids.js';
import type { AgentProfile, AgentSession, AgentStore } from '../../ports/agent-store.js';
import { type Database, sqlBuilder } from './database.js';
import type { Tables } from './tables.js';

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
    campaignIds: row.campaign_ids as readonly CampaignId[],
    legId: row.leg_id as LegId,
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
    const query = sqlBuilder.selectFrom('agent_sessions').selectAll().orderBy('agent_id');
    return (await this.#database.run('agents.listSessions', query)).map(readSession);
  }

  async saveSession(session: AgentSession): Promise<void> {
    const { agentId, campaignIds, legId, state, reason, sinceMs } = session;
    const stored = { campaign_ids: campaignIds, leg_id: legId, state, reason, since_ms: sinceMs };
    const query = sqlBuilder
      .insertInto('agent_sessions')
      .values({ agent_id: agentId, ...stored })
      .onConflict((conflict) => conflict.column('agent_id').doUpdateSet(stored));
    await this.#database.run('agents.saveSession', query);
  }

  async endSession(agentId: AgentId): Promise<void> {
    const query = sqlBuilder.deleteFrom('agent_sessions').where('agent_id', '=', agentId);
    await this.#database.run('agents.endSession', query);
  }
}
