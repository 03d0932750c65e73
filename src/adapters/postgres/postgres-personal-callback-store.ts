import type { PersonalCallback } from '../../core/contact/personal-callback.js';
import type { AgentId, ContactId } from '../../core/kernel/ids.js';
import type { PersonalCallbackStore } from '../../ports/personal-callback-store.js';
import type { Database, Statement } from './database.js';

const COLUMNS = `contact_id as "contactId", campaign_id as "campaignId", agent_id as "agentId", at_ms as "atMs",
  saved_ms as "savedMs"`;

const SAVE: Statement = {
  name: 'personalCallbacks.save',
  text: `insert into personal_callbacks (contact_id, campaign_id, agent_id, at_ms, saved_ms)
values ($1, $2, $3, $4, $5)
on conflict (contact_id) do update set campaign_id = excluded.campaign_id, agent_id = excluded.agent_id,
  at_ms = excluded.at_ms, saved_ms = excluded.saved_ms`,
};
const DUE: Statement = {
  name: 'personalCallbacks.due',
  text: `select ${COLUMNS} from personal_callbacks where at_ms <= $1 order by at_ms, contact_id limit $2`,
};
const OF: Statement = {
  name: 'personalCallbacks.of',
  text: `select ${COLUMNS} from personal_callbacks where agent_id = $1 order by at_ms, contact_id limit $2`,
};
const REMOVE: Statement = {
  name: 'personalCallbacks.remove',
  text: 'delete from personal_callbacks where contact_id = $1',
};

/** Personal callbacks in PostgreSQL. */
export class PostgresPersonalCallbackStore implements PersonalCallbackStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async save({ contactId, campaignId, agentId, atMs, savedMs }: PersonalCallback): Promise<void> {
    await this.#database.query(SAVE, [contactId, campaignId, agentId, atMs, savedMs]);
  }

  due(untilMs: number, most: number): Promise<readonly PersonalCallback[]> {
    return this.#database.query<PersonalCallback>(DUE, [untilMs, most]);
  }

  of(agentId: AgentId, most: number): Promise<readonly PersonalCallback[]> {
    return this.#database.query<PersonalCallback>(OF, [agentId, most]);
  }

  async remove(contactId: ContactId): Promise<void> {
    await this.#database.query(REMOVE, [contactId]);
  }
}
