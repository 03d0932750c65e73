import { MARK_COLUMNS, OPENING_COLUMNS, RESULT_COLUMNS } from './attempt-record.js';
import type { Statement } from './database.js';

const OPENED = [...OPENING_COLUMNS, 'marked', 't_dial_ms', ...MARK_COLUMNS].join(', ');
const CLOSED_COLUMNS = [...OPENING_COLUMNS, 'marked', ...RESULT_COLUMNS];
const CLOSED = CLOSED_COLUMNS.join(', ');
const RESULT_SET = [...RESULT_COLUMNS, 'chain_seq', 'prev_hash', 'hash']
  .map((column) => `${column} = excluded.${column}`)
  .join(', ');
const MARK_SET = MARK_COLUMNS.map((column) => `${column} = m.${column}`).join(', ');
const ALL = [...new Set([...CLOSED_COLUMNS, 'prev_hash', 'hash'])].join(', ');

/**
 * A whole batch in one statement, so in one transaction and one round trip.
 * $1 openings, $2 marks, $3 closings in chain order, $4 contact updates, $5 agent states (all JSON arrays),
 * $6 the days of all rows (for pruning partitions), $7 contacts that a closing of this batch decides,
 * $8 attempts of marks and closings: rows are found by key, whatever the planner thinks of a day that has just begun.
 *
 * The parts of one statement do not see one another's writes, so the caller hands each attempt to one part only.
 * `fresh` keeps a batch that comes again from touching anything: what is closed already is not chained twice.
 * A first try that still commits on a dying connection is waited for at its chain's row.
 */
export const COMMIT: Statement = {
  name: 'attempts.commit',
  text: `
with opened as (
  insert into attempts (${OPENED})
  select ${OPENED} from jsonb_populate_recordset(null::attempts, $1::jsonb)
  on conflict (attempt_id, day) do nothing
  returning contact_id, engine_id
), calling as (
  update contacts c set state = 'calling', lease_owner = o.engine_id, lease_until_ms = null
  from opened o
  where c.id = (case when o.contact_id ~ '^[0-9]{1,18}$' then o.contact_id::bigint end)
    and c.id <> all ($7::bigint[])
), marked as (
  update attempts a set marked = true, ${MARK_SET}
  from jsonb_populate_recordset(null::attempts, $2::jsonb) m
  where a.attempt_id = m.attempt_id and a.day = m.day and a.t_end_ms is null
    and a.attempt_id = any ($8::text[]) and a.day = any ($6::date[])
), fresh as materialized (
  select p.*, row_number() over chain as place, count(*) over (partition by p.chain_id) as total
  from jsonb_populate_recordset(null::attempts, $3::jsonb) p
  where p.attempt_id not in (
    select a.attempt_id from attempts a
    where a.attempt_id = any ($8::text[]) and a.day = any ($6::date[]) and a.t_end_ms is not null)
  window chain as (partition by p.chain_id order by p.chain_seq)
), chained as (
  insert into chains as c (chain_id, seq, hash)
  select chain_id, total, hash from fresh where place = total
  on conflict (chain_id) do update set seq = c.seq + excluded.seq, hash = excluded.hash
  returning chain_id, seq
), closed as (
  insert into attempts (${CLOSED}, chain_seq, prev_hash, hash)
  select ${CLOSED_COLUMNS.map((column) => `f.${column}`).join(', ')}, c.seq - f.total + f.place, f.prev_hash, f.hash
  from fresh f join chained c on c.chain_id = f.chain_id
  on conflict (attempt_id, day) do update set ${RESULT_SET} where attempts.t_end_ms is null
  returning attempt_id
), settled as (
  update contacts c set
    state = u.state, next_at_ms = u.next_at_ms, phone_index = u.phone_index, attempts = u.attempts,
    free_attempts = u.free_attempts, same_reason_attempts = u.same_reason_attempts, last_reason = u.last_reason,
    lease_owner = null, lease_until_ms = null,
    phones = case when u.dropped_phone is null then c.phones else (
      select jsonb_agg(case when p.phone->>'number' = u.dropped_phone
        then p.phone || '{"dropped": true}' else p.phone end order by p.place)
      from jsonb_array_elements(c.phones) with ordinality p (phone, place)) end
  from jsonb_to_recordset($4::jsonb) u (
    attempt_id text, contact_id bigint, state text, next_at_ms bigint, phone_index integer, dropped_phone text,
    attempts integer, free_attempts integer, same_reason_attempts integer, last_reason text)
  join closed on closed.attempt_id = u.attempt_id
  where c.id = u.contact_id
)
insert into agent_states (agent_id, t_start_ms, state, reason, t_end_ms)
select agent_id, t_start_ms, state, reason, t_end_ms from jsonb_populate_recordset(null::agent_states, $5::jsonb)
on conflict (agent_id, t_start_ms) do update set
  state = excluded.state, reason = excluded.reason, t_end_ms = excluded.t_end_ms`,
};

/** $1 engine. */
export const LIST_OPEN: Statement = {
  name: 'attempts.listOpen',
  text: `select ${[...new Set([...OPENING_COLUMNS, 'marked', ...RESULT_COLUMNS])].join(', ')}
from attempts where engine_id = $1 and t_end_ms is null order by t_queued_ms, attempt_id`,
};

/** $1 chain. */
export const LAST_HASH: Statement = {
  name: 'attempts.lastHash',
  text: 'select hash from chains where chain_id = $1',
};

/** By outcome and reason, open ones without. $1 campaign, $2 since, $3 the day of $2. */
export const COUNTS_SINCE: Statement = {
  name: 'attempts.countsSince',
  text: `
select outcome, reason, count(*) as attempts, count(t_answer_ms) as answered, count(t_agent_ms) as connected,
  count(*) filter (where abandoned) as abandoned
from attempts where campaign_id = $1 and t_dial_ms >= $2 and day >= $3::date
group by outcome, reason`,
};

/**
 * A page of closed rows after a place in a chain. $1 chain, $2 place, $3 campaign or null,
 * $4 from and $5 to in ms or null, $6 and $7 their days, $8 rows.
 */
export const CLOSED_PAGE: Statement = {
  name: 'callLog.page',
  text: `
select ${ALL}, chain_seq from attempts
where chain_seq is not null and (chain_id, chain_seq) > ($1, $2)
  and ($3::text is null or campaign_id = $3)
  and ($4::bigint is null or coalesce(opened_dial_ms, t_queued_ms) >= $4)
  and ($5::bigint is null or coalesce(opened_dial_ms, t_queued_ms) < $5)
  and day >= $6::date and day <= $7::date
order by chain_id, chain_seq limit $8`,
};

/** A page of ended stretches. $1 start and $2 agent of the last one seen, $3 from or null, $4 to or null, $5 rows. */
export const AGENT_STATES_PAGE: Statement = {
  name: 'callLog.agentStates',
  text: `
select agent_id, state, reason, t_start_ms, t_end_ms from agent_states
where (t_start_ms, agent_id) > ($1, $2)
  and ($3::bigint is null or t_start_ms >= $3) and ($4::bigint is null or t_start_ms < $4)
order by t_start_ms, agent_id limit $5`,
};
