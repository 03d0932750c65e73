import { ERASED_SALT } from '../../core/call-log/commitment.js';
import { OPEN_COLUMNS, OPENING_COLUMNS, RESULT_COLUMNS } from './attempt-record.js';
import type { Statement } from './database.js';

const CLOSED_COLUMNS = [...OPENING_COLUMNS, 'marked', ...RESULT_COLUMNS];
const ALL = [...new Set([...CLOSED_COLUMNS, 'prev_hash', 'hash'])].join(', ');

/** $1 engine. */
export const LIST_OPEN: Statement = {
  name: 'attempts.listOpen',
  text: `select ${OPEN_COLUMNS.join(', ')}
from attempts where engine_id = $1 and t_end_ms is null order by t_queued_ms, attempt_id`,
};

/** $1 chain. */
/**
 * $1 campaign, $2 engine. The claim is a lease that ends with the next claim alone. Contacts that others hold leased come back as they were; those withdrawn meanwhile end when
 * their lease does.
 */
export const CLAIM: Statement = {
  name: 'attempts.claim',
  text: `
with back as (
  update contacts set state = 'ready', lease_owner = null, lease_until_ms = null
  where campaign_id = $1 and state = 'leased' and lease_owner <> $2 and withdrawn_at_ms is null
)
insert into leases as f (name, owner, fence, expires_at_ms) values ('claim:' || $1::text, $2, 1, 0)
on conflict (name) do update set fence = f.fence + 1, owner = excluded.owner
returning fence`,
};

export const LAST_HASH: Statement = {
  name: 'attempts.lastHash',
  text: 'select hash from chains where chain_id = $1',
};

/** $1 chain. */
export const LAST_DECISION_HASH: Statement = {
  name: 'attempts.lastDecisionHash',
  text: 'select hash from decision_chains where chain_id = $1',
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
 * By hour of UTC in which a person began to wait. $1 campaign, $2 since, $3 the day of $2. The same reading as
 * `abandonKindOf`; the conformance suite compares the two.
 */
export const ABANDON_HOURS: Statement = {
  name: 'attempts.abandonHours',
  text: `
select (at_ms / 3600000) * 3600000 as start_ms,
  count(*) filter (where t_agent_ms is not null) as given,
  count(*) filter (where t_agent_ms is null and early) as early_hangups,
  count(*) filter (where t_agent_ms is null and not early) as abandoned
from (
  select t_agent_ms, at_ms, ended_by in ('client', 'network') and t_end_ms - at_ms < 2000 as early
  from (
    select t_agent_ms, t_end_ms, ended_by,
      case when amd <> 'off' and t_amd_ms is not null then t_amd_ms else t_answer_ms end as at_ms
    from attempts
    where campaign_id = $1 and t_dial_ms >= $2 and day >= $3::date and t_end_ms is not null
      and t_answer_ms is not null and amd <> 'machine'
      and (amd = 'human' or (not voicemail and disposition not in ('maquina', 'fax')))
  ) answered
) counted
group by 1 order by 1`,
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

/** Of an agent, newest first. $1 agent, $2 since, $3 the day of $2, $4 rows. */
export const LAST_OF_AGENT: Statement = {
  name: 'callLog.lastOf',
  text: `
select ${ALL} from attempts
where agent_id = $1 and t_dial_ms >= $2 and day >= $3::date and t_end_ms is not null
order by t_dial_ms desc limit $4`,
};

/** $1 attempts, $2 their days. */
export const CLOSED_OF: Statement = {
  name: 'callLog.of',
  text: `select ${ALL} from attempts where attempt_id = any ($1::text[]) and day = any ($2::date[]) and chain_seq is not null`,
};

/** One closed attempt. $1 attempt. */
export const FIND_CLOSED: Statement = {
  name: 'callLog.find',
  text: `select ${ALL}, chain_seq from attempts where attempt_id = $1 and chain_seq is not null`,
};

/** $1 chain, $2 place in it. */
export const HASH_BEFORE: Statement = {
  name: 'callLog.hashBefore',
  text: `
select hash from (
  (select chain_seq as seq, hash from attempts where chain_id = $1 and chain_seq < $2 and chain_seq is not null
    order by chain_seq desc limit 1)
  union all
  (select to_seq, last_hash from chain_anchors
    where log = 'attempts' and chain_id = $1 and to_seq < $2 order by to_seq desc limit 1)
) before order by seq desc limit 1`,
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

/** A page of contacts' salts. $1 contact of the last one seen, $2 rows. */
export const SALTS_PAGE: Statement = {
  name: 'callLog.salts',
  text: `
select id, campaign_id, salt from contacts
where id > $1 and salt <> '${ERASED_SALT}' order by id limit $2`,
};
