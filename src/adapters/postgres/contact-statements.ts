import { CONTACT_COLUMNS } from './contact-record.js';
import type { Statement } from './database.js';
import { TELL_END } from './quiet-end.js';

/**
 * $1 campaign, $2 now, $3 limit, $4 owner, $5 until. Void leases first: they were the oldest when they were given; one
 * that was taken before its time waits for it. Then callbacks, then all others. The reads walk the front of a partial
 * index, so the cost does not grow with the list; a row that another leaser holds is skipped, never waited for. The ids
 * come back as an array because the planner cannot know that a limit computed at run time is small, and would join with
 * the whole table.
 */
export const LEASE: Statement = {
  name: 'contacts.lease',
  text: `
with void as materialized (
  select id from contacts
  where campaign_id = $1 and state = 'leased' and lease_until_ms <= $2 and next_at_ms <= $2
  order by lease_until_ms limit $3 for update skip locked
), promised as materialized (
  select id from contacts
  where campaign_id = $1 and state = 'ready' and agreed_callback_ms is not null and next_at_ms <= $2
  order by next_at_ms, id limit greatest($3 - (select count(*) from void), 0) for update skip locked
), due as materialized (
  select id from contacts
  where campaign_id = $1 and state = 'ready' and agreed_callback_ms is null and next_at_ms <= $2
  order by next_at_ms, id
  limit greatest($3 - (select count(*) from void) - (select count(*) from promised), 0) for update skip locked
)
update contacts c set state = 'leased', lease_owner = $4, lease_until_ms = $5
where c.id = any (array(select id from void union all select id from promised union all select id from due))
returning ${CONTACT_COLUMNS.map((column) => `c.${column}`).join(', ')}`,
};

/** The same of one list, $6; its index has the list before the time. */
export const LEASE_OF_LIST: Statement = {
  name: 'contacts.leaseOfList',
  text: LEASE.text.replaceAll('campaign_id = $1 and', 'campaign_id = $1 and mailing_id = $6 and'),
};

/**
 * $1 campaign, $2 now, $3 limit, $4 owner, $5 until, $6 lists to leave out. By the partial index of callbacks, so it may
 * be asked often.
 */
export const LEASE_CALLBACKS: Statement = {
  name: 'contacts.leaseCallbacks',
  text: `
with promised as materialized (
  select id from contacts
  where campaign_id = $1 and state = 'ready' and agreed_callback_ms is not null and next_at_ms <= $2
    and not (mailing_id = any ($6::text[]))
  order by next_at_ms, id limit $3 for update skip locked
)
update contacts c set state = 'leased', lease_owner = $4, lease_until_ms = $5
where c.id = any (array(select id from promised))
returning ${CONTACT_COLUMNS.map((column) => `c.${column}`).join(', ')}`,
};

/** $1 id, $2 now, $3 owner, $4 until. */
export const LEASE_ONE: Statement = {
  name: 'contacts.leaseOne',
  text: `
update contacts set state = 'leased', lease_owner = $3, lease_until_ms = $4
where id = $1 and (state = 'ready' or (state = 'leased' and lease_until_ms <= $2))
returning ${CONTACT_COLUMNS.join(', ')}`,
};

/** $1 id, $2 agreed for or null, $3 next, $4 state, $5 when it is said. */
export const SET_CALLBACK: Statement = {
  name: 'contacts.setCallback',
  text: `
with before as (
  select id, state from contacts
  where id = $1 and state in ('ready', 'done') and withdrawn_at_ms is null for update
), told as (${TELL_END(`select id from before where state = 'ready' and $4 = 'done'`, 'callback_called_off', '$5::bigint')}
)
update contacts set agreed_callback_ms = $2, next_at_ms = $3, state = $4, rest_reason = ''
where id in (select id from before)
returning ${CONTACT_COLUMNS.join(', ')}`,
};

/** $1 campaign, $2 a phone as an element of `phones`. The index of phones answers. */
export const FIND_BY_PHONE: Statement = {
  name: 'contacts.findByPhone',
  text: `
select ${CONTACT_COLUMNS.join(', ')} from contacts
where campaign_id = $1 and phones @> $2::jsonb
order by (state = 'done'), id limit 1`,
};

/** $1 id. */
export const STATE_OF: Statement = {
  name: 'contacts.stateOf',
  text: 'select state from contacts where id = $1',
};

/** $1 id, $2 owner. */
export const FIND_LEASED: Statement = {
  name: 'contacts.findLeased',
  text: `
select ${CONTACT_COLUMNS.join(', ')} from contacts where id = $1 and state = 'leased' and lease_owner = $2`,
};

/** $1 owner, $2 ids, $3 times, $4 why they rest; null leaves what was said last. */
export const GIVE_BACK: Statement = {
  name: 'contacts.giveBack',
  text: `
update contacts c set state = 'ready', next_at_ms = g.next_at_ms, lease_owner = null, lease_until_ms = null,
  rest_reason = coalesce(g.rest_reason, c.rest_reason)
from unnest($2::bigint[], $3::bigint[], $4::text[]) g (id, next_at_ms, rest_reason)
where c.id = g.id and c.state = 'leased' and c.lease_owner = $1`,
};

/** $1 owner, $2 now. What was leased keeps its place; a call that never got its row is due now. */
export const RECLAIM: Statement = {
  name: 'contacts.reclaim',
  text: `
with back as (
  update contacts c set state = case when c.withdrawn_at_ms is null then 'ready' else 'done' end,
    lease_owner = null, lease_until_ms = null,
    next_at_ms = case when c.state = 'calling' then $2 else c.next_at_ms end
  where c.lease_owner = $1 and (c.state = 'leased' or (c.state = 'calling' and c.id::text not in (
    select a.contact_id from attempts a where a.engine_id = $1 and a.t_end_ms is null)))
    and c.state in ('leased', 'calling')
  returning c.id, c.state
), told as (${TELL_END(`select id from back where state = 'done'`, 'withdrawn', '$2::bigint')}
)
select count(*) as contacts from back`,
};

/** $1 campaign, $2 now. */
export const COUNTS: Statement = {
  name: 'contacts.counts',
  text: `
select
  (select count(*) from contacts where campaign_id = $1 and state = 'ready' and next_at_ms <= $2) as ready,
  (select count(*) from contacts where campaign_id = $1 and state = 'ready' and next_at_ms > $2) as later,
  count(*) filter (where state = 'leased') as leased,
  count(*) filter (where state = 'calling') as calling,
  count(*) filter (where state = 'done') as done
from contacts where campaign_id = $1 and state <> 'ready'`,
};

/** $1 campaign. */
export const NEXT_DUE: Statement = {
  name: 'contacts.nextDue',
  text: `
select next_at_ms from contacts where campaign_id = $1 and state = 'ready' order by next_at_ms, id limit 1`,
};

/** $1 campaign, $2 lists: one look at the front of each. */
export const NEXT_DUE_OF: Statement = {
  name: 'contacts.nextDueOf',
  text: `
select min(first.next_at_ms) as next_at_ms from unnest($2::text[]) list (id), lateral (
  select next_at_ms from contacts where campaign_id = $1 and mailing_id = list.id and state = 'ready'
  order by next_at_ms, id limit 1) first`,
};

/** $1 campaign. Jumps from list to list along the index, whatever their size. */
export const LISTS: Statement = {
  name: 'contacts.lists',
  text: `
with recursive ready (id) as (
  (select mailing_id from contacts where campaign_id = $1 and state = 'ready' order by mailing_id limit 1)
  union all
  select (select mailing_id from contacts where campaign_id = $1 and state = 'ready' and mailing_id > ready.id
    order by mailing_id limit 1)
  from ready where ready.id is not null
)
select id from ready where id is not null
union select mailing_id from contacts where campaign_id = $1 and state = 'leased'
order by id`,
};

/** $1 id. */
export const FIND: Statement = {
  name: 'contacts.find',
  text: `select ${CONTACT_COLUMNS.join(', ')} from contacts where id = $1`,
};

/** $1 campaign, $2 mailing, then arrays of the rows' values. Rows whose key is known are passed over. */
export const ADD_ROWS: Statement = {
  name: 'mailings.addRows',
  text: `
with added as (
  insert into contacts (campaign_id, mailing_id, key, line, name, cpf_hash, debt_id, segment, municipality,
    phones, fields, priority, next_at_ms, salt, address_uf)
  select $1, $2, r.key, r.line, r.name, r.cpf_hash, r.debt_id, r.segment, r.municipality,
    r.phones, r.fields, r.priority, r.next_at_ms, r.salt, r.address_uf
  from unnest($3::text[], $4::integer[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::jsonb[], $11::json[], $12::integer[], $13::bigint[], $14::text[], $15::text[])
    with ordinality r (key, line, name, cpf_hash, debt_id, segment, municipality, phones, fields, priority,
      next_at_ms, salt, address_uf, place)
  order by r.place
  on conflict (campaign_id, key) do nothing
  returning 1
)
select count(*) as rows from added`,
};
