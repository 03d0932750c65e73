import type { AgentOutput, QuartileDay } from '../../core/campaign/quartile-modes.js';
import type { CampaignId } from '../../core/kernel/ids.js';
import { DAY } from '../../core/kernel/time.js';
import type { QuartileStore } from '../../ports/quartile-store.js';
import { utcDay } from './attempt-record.js';
import type { Database, Statement } from './database.js';

/** Weeks of millions of attempts, read once a day. */
const OUTPUT_MS = 120_000;

/** $1 campaign, $2 from, $3 to, $4 and $5 their days. The reading of `indicatorRowOf`; the conformance suite compares. */
const OUTPUT: Statement = {
  name: 'quartiles.output',
  text: `
select agent_id as "agentId", count(*) as talks,
  count(*) filter (where outcome in ('concretizada', 'sucesso')) as client,
  count(*) filter (where outcome = 'sucesso') as success,
  sum(greatest(0, t_end_ms - t_agent_ms) + greatest(0, coalesce(t_wrap_end_ms, t_end_ms) - t_end_ms))::bigint
    as "handledMs",
  count(distinct (to_timestamp(start_ms / 1000.0) at time zone 'America/Sao_Paulo')::date) as days
from (
  select *, case when mode = 'inbound' then t_queued_ms else coalesce(t_dial_ms, t_queued_ms) end as start_ms
  from attempts
  where campaign_id = $1 and day >= $4::date and day <= $5::date and t_end_ms is not null
    and t_agent_ms is not null and agent_id <> ''
) talked
where start_ms >= $2 and start_ms < $3
group by agent_id order by agent_id`,
};

/** $1 campaign, $2 day, $3 what was made of it. */
const KEEP: Statement = {
  name: 'quartiles.keep',
  text: `insert into quartile_days (campaign_id, day, made) values ($1, $2::date, $3::jsonb) on conflict do nothing`,
};

/** $1 campaign, $2 day. */
const FIND: Statement = {
  name: 'quartiles.find',
  text: 'select made from quartile_days where campaign_id = $1 and day = $2::date',
};

/** $1 campaign, $2 the oldest day that stays. */
const DROP: Statement = {
  name: 'quartiles.drop',
  text: 'delete from quartile_days where campaign_id = $1 and day < $2::date',
};

/** $1 campaign. */
const LAST: Statement = {
  name: 'quartiles.last',
  text: 'select made from quartile_days where campaign_id = $1 order by day desc limit 1',
};

/** Quartiles in PostgreSQL. */
export class PostgresQuartileStore implements QuartileStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  output(campaignId: CampaignId, fromMs: number, toMs: number): Promise<readonly AgentOutput[]> {
    // A row stands under the day on which it was queued, which may be the one before.
    const values = [campaignId, fromMs, toMs, utcDay(fromMs - DAY), utcDay(toMs)];
    return this.#database.query<AgentOutput>(OUTPUT, values, OUTPUT_MS);
  }

  async keep(day: QuartileDay, oldestDay: string): Promise<QuartileDay> {
    await this.#database.query(KEEP, [day.campaignId, day.day, JSON.stringify(day)]);
    await this.#database.query(DROP, [day.campaignId, oldestDay]);
    const [kept] = await this.#database.query<{ made: QuartileDay }>(FIND, [day.campaignId, day.day]);
    return kept?.made ?? day;
  }

  async last(campaignId: CampaignId): Promise<QuartileDay | null> {
    const [kept] = await this.#database.query<{ made: QuartileDay }>(LAST, [campaignId]);
    return kept?.made ?? null;
  }
}
