import { HALF_HOUR_MS } from '../../core/acd/day-shape.js';
import type { Statement } from './database.js';

/** All of them. */
export const SETTINGS: Statement = {
  name: 'inbound.settings',
  text: 'select kind, id, version, document, at_ms, changed_by from inbound_settings order by kind, id',
};

const RECORD = `
insert into inbound_changes (kind, id, version, document, at_ms, changed_by)
select kind, id, version, $4::jsonb, $5, $6 from done`;

/** $1 kind, $2 id, $3 the new version, $4 document, $5 when, $6 who. Nothing comes back where it is not the next one. */
export const SAVE_SETTING: Statement = {
  name: 'inbound.save',
  text: `
with done as (
  insert into inbound_settings as s (kind, id, version, document, at_ms, changed_by)
  select $1, $2, $3::integer, $4::jsonb, $5::bigint, $6
  where $3 = 1 or exists (select from inbound_settings p where p.kind = $1 and p.id = $2)
  on conflict (kind, id) do update set
    version = excluded.version, document = excluded.document, at_ms = excluded.at_ms,
    changed_by = excluded.changed_by
  where s.version = excluded.version - 1
  returning kind, id, version
)
${RECORD}
returning version`,
};

/** $1 kind, $2 id, $3 its version, $4 null, $5 when, $6 who. */
export const REMOVE_SETTING: Statement = {
  name: 'inbound.remove',
  text: `
with done as (
  delete from inbound_settings where kind = $1 and id = $2 and version = $3::integer
  returning kind, id, version
)
${RECORD}
returning version`,
};

/** $1 rows. */
export const CHANGES: Statement = {
  name: 'inbound.changes',
  text: `
select kind, id, version, document, at_ms, changed_by from inbound_changes order by place desc limit $1`,
};

/** All of them. */
export const CALLERS: Statement = {
  name: 'inbound.callers',
  text: 'select * from inbound_callers order by first_ms, number',
};

/** $1 rows as JSON, $2 numbers that are gone. Who was erased since he called is not written again by an engine's memory. */
export const KEEP_CALLERS: Statement = {
  name: 'inbound.keepCallers',
  text: `
with gone as (delete from inbound_callers where number = any ($2::text[]))
insert into inbound_callers
select * from jsonb_populate_recordset(null::inbound_callers, $1::jsonb) c
where not exists (select from forgotten_keys f where f.key = 'n:' || c.number and f.at_ms >= c.last_ms)
on conflict (number) do update set
  queue_id = excluded.queue_id, left_in = excluded.left_in, first_ms = excluded.first_ms,
  last_ms = excluded.last_ms, times = excluded.times, waited_ms = excluded.waited_ms, tries = excluded.tries,
  due_ms = excluded.due_ms, calling = excluded.calling, campaign_id = excluded.campaign_id,
  contact_id = excluded.contact_id`,
};

/** $1 number, $2 since, $3 the day of $2. */
export const CALLS_TO: Statement = {
  name: 'inbound.callsTo',
  text: `
select campaign_id, contact_id, phone, line, agent_id, t_agent_ms, t_dial_ms from attempts
where phone = $1 and t_dial_ms >= $2 and day >= $3::date and mode not in ('inbound', 'test')
order by t_dial_ms desc limit 100`,
};

/** $1 since, $2 the day of $1. An open call has no queue yet. */
export const ARRIVALS: Statement = {
  name: 'inbound.arrivals',
  text: `
select queue as "queueId", t_queued_ms / ${HALF_HOUR_MS} * ${HALF_HOUR_MS} as "fromMs", count(*)::integer as calls
from attempts
where mode = 'inbound' and queue <> '' and t_end_ms is not null and t_queued_ms >= $1 and day >= $2::date
group by 1, 2 order by queue collate "C", 2`,
};
