import type { Statement } from './database.js';

/** $1 campaign, $2 mailing or null, $3 reasons, $4 attempts made, $5 why, $6 who, $7 now. */
export const START_RECYCLING: Statement = {
  name: 'cadence.startRecycling',
  text: `
insert into recyclings (campaign_id, mailing_id, reasons, attempts, why, who, at_ms)
values ($1, $2, $3::text[], $4, $5, $6, $7) returning id`,
};

/**
 * One step: as many contacts as $6, found by the partial index of those that have ended; what another transaction
 * holds is passed over. $1 recycling, $2 campaign, $3 mailing or null, $4 reasons, $5 attempts made, $6 rows, $7 now.
 */
export const RECYCLE_STEP: Statement = {
  name: 'cadence.recycleStep',
  text: `
with picked as materialized (
  select id from contacts
  where campaign_id = $2 and state = 'done' and last_reason = any ($4::text[]) and withdrawn_at_ms is null
    and ($3::text is null or mailing_id = $3)
    and exists (select from jsonb_array_elements(phones) p where p->>'dropped' <> 'true')
  order by last_reason, id limit $6 for update skip locked
), back as (
  update contacts c set state = 'ready', next_at_ms = $7, attempts = $5, free_attempts = 0,
    same_reason_attempts = 0, rest_reason = '', recycled_at_ms = $7
  where c.id = any (array(select id from picked))
  returning 1
)
update recyclings set contacts = contacts + (select count(*) from back) where id = $1
returning (select count(*) from back) as step, contacts`,
};

/** $1 campaign, $2 rows. */
export const RECYCLINGS: Statement = {
  name: 'cadence.recyclings',
  text: 'select * from recyclings where campaign_id = $1 order by id desc limit $2',
};

/**
 * $1 campaign, $2 and $3 the first and the last day, $4 and $5 from and to in ms, $6 mailing or null, $7 reasons in
 * which a person answered, $8 those in which it was the person themself. Partitions outside the days are not read.
 */
export const CONSUMPTION: Statement = {
  name: 'cadence.consumption',
  text: `
select coalesce(c.mailing_id, '') as mailing_id, a.hour, a.attempt_no, sum(a.attempts)::bigint as attempts,
  sum(a.answers)::bigint as answers, sum(a.contacts)::bigint as contacts
from (
  select contact_id, attempt_no, count(*) as attempts,
    extract(hour from to_timestamp(t_dial_ms / 1000.0)
      at time zone coalesce(zones[1], 'America/Sao_Paulo'))::integer as hour,
    count(*) filter (where reason = any ($7::text[])) as answers,
    count(*) filter (where reason = any ($8::text[])) as contacts
  from attempts
  where campaign_id = $1 and day >= $2::date and day <= $3::date and t_dial_ms >= $4 and t_dial_ms < $5
    and t_end_ms is not null and mode not in ('inbound', 'test')
  group by contact_id, attempt_no, 4
) a
left join contacts c on c.id = (case when a.contact_id ~ '^[0-9]{1,18}$' then a.contact_id::bigint end)
where $6::text is null or c.mailing_id = $6
group by 1, 2, 3 order by 1, 2, 3`,
};

/** $1 campaign, $2 now. */
export const RESTING: Statement = {
  name: 'cadence.resting',
  text: `
select rest_reason, count(*) as contacts from contacts
where campaign_id = $1 and rest_reason <> '' and state = 'ready' and next_at_ms > $2
group by rest_reason`,
};
