import type { DeskScript, ScriptRun } from '../../core/desk/desk-script.js';
import type { AttemptId, CampaignId } from '../../core/kernel/ids.js';
import type { ScriptStore } from '../../ports/script-store.js';
import type { Database, Statement } from './database.js';

const SCRIPT = `campaign_id as "campaignId", version, steps, pop_url as "popUrl", saved_by as "savedBy",
  saved_ms as "savedMs"`;

const NEWEST: Statement = {
  name: 'scripts.newest',
  text: `select distinct on (campaign_id collate "C") ${SCRIPT} from scripts
order by campaign_id collate "C", version desc`,
};
const FIND: Statement = {
  name: 'scripts.find',
  text: `select ${SCRIPT} from scripts where campaign_id = $1 and version = $2`,
};
const VERSIONS: Statement = {
  name: 'scripts.versions',
  text: `select ${SCRIPT} from scripts where campaign_id = $1 order by version desc limit $2`,
};
const SAVE: Statement = {
  name: 'scripts.save',
  text: `insert into scripts (campaign_id, version, steps, pop_url, saved_by, saved_ms)
select $1, $2, $3::jsonb, $4, $5, $6
where $2 = (select coalesce(max(version), 0) + 1 from scripts where campaign_id = $1)
on conflict do nothing returning version`,
};
const KEEP_RUN: Statement = {
  name: 'scripts.keepRun',
  text: `insert into script_runs (attempt_id, campaign_id, version, agent_id, way, at_ms)
values ($1, $2, $3, $4, $5::jsonb, $6)
on conflict (attempt_id) do update set campaign_id = excluded.campaign_id, version = excluded.version,
  agent_id = excluded.agent_id, way = excluded.way, at_ms = excluded.at_ms`,
};
const RUN_OF: Statement = {
  name: 'scripts.runOf',
  text: `select attempt_id as "attemptId", campaign_id as "campaignId", version, agent_id as "agentId", way,
  at_ms as "atMs" from script_runs where attempt_id = $1`,
};

/** Scripts in PostgreSQL. */
export class PostgresScriptStore implements ScriptStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  newest(): Promise<readonly DeskScript[]> {
    return this.#database.query<DeskScript>(NEWEST, []);
  }

  async find(campaignId: CampaignId, version: number): Promise<DeskScript | null> {
    return (await this.#database.query<DeskScript>(FIND, [campaignId, version]))[0] ?? null;
  }

  versions(campaignId: CampaignId, most: number): Promise<readonly DeskScript[]> {
    return this.#database.query<DeskScript>(VERSIONS, [campaignId, most]);
  }

  async save({ campaignId, version, steps, popUrl, savedBy, savedMs }: DeskScript): Promise<boolean> {
    const values = [campaignId, version, JSON.stringify(steps), popUrl, savedBy, savedMs];
    return (await this.#database.query(SAVE, values)).length === 1;
  }

  async keepRun({ attemptId, campaignId, version, agentId, way, atMs }: ScriptRun): Promise<void> {
    const values = [attemptId, campaignId, version, agentId, JSON.stringify(way), atMs];
    await this.#database.query(KEEP_RUN, values);
  }

  async runOf(attemptId: AttemptId): Promise<ScriptRun | null> {
    return (await this.#database.query<ScriptRun>(RUN_OF, [attemptId]))[0] ?? null;
  }
}
