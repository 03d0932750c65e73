import type { Statement } from './database.js';

export const SUBSCRIPTIONS: Statement = {
  name: 'feeds.subscriptions',
  text: `select id, url, kinds, active, keys from feed_subscriptions order by id collate "C"`,
};

/** $1 id, $2 url, $3 kinds, $4 active, $5 keys of one that is new (JSON). */
export const SAVE_SUBSCRIPTION: Statement = {
  name: 'feeds.save',
  text: `
insert into feed_subscriptions (id, url, kinds, active, keys) values ($1, $2, $3, $4, $5::jsonb)
on conflict (id) do update set url = excluded.url, kinds = excluded.kinds, active = excluded.active`,
};

/** $1 id, $2 keys as they were, $3 keys (JSON). */
export const CHANGE_KEYS: Statement = {
  name: 'feeds.changeKeys',
  text: 'update feed_subscriptions set keys = $3::jsonb where id = $1 and keys = $2::jsonb returning id',
};

export const CLEAR_SECRETS: Statement = {
  name: 'feeds.clearSecrets',
  text: `select id, secret_hex as "secretHex" from feed_subscriptions where secret_hex is not null`,
};

/** $1 id, $2 the secret in clear, $3 keys (JSON). */
export const SEAL_SECRET: Statement = {
  name: 'feeds.sealSecret',
  text: `update feed_subscriptions set keys = $3::jsonb, secret_hex = null where id = $1 and secret_hex = $2`,
};

/** $1 now, $2 until, $3 rows. */
export const TAKE_OUTBOX: Statement = {
  name: 'feeds.takeOutbox',
  text: `
update feed_outbox o set taken_until_ms = $2
where o.place in (
  select place from feed_outbox where taken_until_ms <= $1 order by place limit $3 for update skip locked)
returning o.place, o.what, o.ref, o.day::text as day, o.contact_done as "contactDone", o.why, o.at_ms as "atMs",
  o.data`,
};

/** $1 pack and period, $2 when, $3 notice (JSON). */
export const TELL_REPORT: Statement = {
  name: 'feeds.tellReport',
  text: `
insert into feed_outbox (what, ref, at_ms, data)
select 'report', $1, $2::bigint, $3::json where exists (select from feed_subscriptions where active)`,
};

/** $1 ids. */
export const ENDED_CONTACTS: Statement = {
  name: 'feeds.endedContacts',
  text: `
select id::text as id, campaign_id as "campaignId", debt_id as "debtId", segment from contacts
where id = any ($1::bigint[])`,
};

export const OUTBOX_STANDING: Statement = {
  name: 'feeds.outboxStanding',
  text: `
select count(*)::integer as entries,
  (select at_ms from feed_outbox where at_ms > 0 order by place limit 1) as "oldestMs"
from feed_outbox`,
};

/** $1 deliveries (JSON array), $2 places of the entries they came from. */
export const FAN_OUT: Statement = {
  name: 'feeds.fanOut',
  text: `
with gone as (delete from feed_outbox where place = any ($2::bigint[]))
insert into feed_deliveries (id, subscription_id, event, event_at_ms, state, tries, next_at_ms, last_error)
select d->>'id', d->>'subscriptionId', d->'event', (d->'event'->>'atMs')::bigint, d->>'state',
  (d->>'tries')::integer, (d->>'nextAtMs')::bigint, d->>'lastError'
from json_array_elements($1::json) d
on conflict (id) do nothing`,
};

const DELIVERY = `d.id, d.subscription_id as "subscriptionId", d.event, d.state, d.tries, d.next_at_ms as "nextAtMs",
  d.last_error as "lastError", d.first_failed_ms as "firstFailedMs", case when d.tried_at_ms is not null then
    json_build_object('atMs', d.tried_at_ms, 'tookMs', coalesce(d.took_ms, 0), 'answer', d.answer) end as "lastTry"`;

/** $1 now, $2 until, $3 rows. */
export const TAKE_DUE: Statement = {
  name: 'feeds.takeDue',
  text: `
update feed_deliveries d set next_at_ms = $2
where d.id in (
  select id from feed_deliveries where state = 'waiting' and next_at_ms <= $1
  order by next_at_ms limit $3 for update skip locked)
returning ${DELIVERY}`,
};

/** $1 deliveries (JSON array). */
export const SETTLE: Statement = {
  name: 'feeds.settle',
  text: `
update feed_deliveries d set state = s.state, tries = s.tries, next_at_ms = s.next_at_ms, last_error = s.last_error,
  tried_at_ms = s.tried_at_ms, took_ms = s.took_ms, answer = s.answer, first_failed_ms = s.first_failed_ms
from (
  select e->>'id' as id, e->>'state' as state, (e->>'tries')::integer as tries,
    (e->>'nextAtMs')::bigint as next_at_ms, e->>'lastError' as last_error,
    (e->'lastTry'->>'atMs')::bigint as tried_at_ms, (e->'lastTry'->>'tookMs')::integer as took_ms,
    (e->'lastTry'->>'answer')::integer as answer, (e->>'firstFailedMs')::bigint as first_failed_ms
  from json_array_elements($1::json) e) s
where d.id = s.id and d.state = 'waiting'`,
};

/** $1 now. */
export const HAS_WORK: Statement = {
  name: 'feeds.hasWork',
  text: `
select exists (select from feed_outbox where taken_until_ms <= $1)
  or exists (select from feed_deliveries where state = 'waiting' and next_at_ms <= $1) as work`,
};

/** $1 subscription, $2 rows. */
export const DEAD: Statement = {
  name: 'feeds.dead',
  text: `
select ${DELIVERY} from feed_deliveries d
where d.subscription_id = $1 and d.state = 'dead' order by d.event_at_ms, d.id collate "C" limit $2`,
};

/** $1 subscription, $2 rows. */
export const TRIED: Statement = {
  name: 'feeds.tried',
  text: `
select ${DELIVERY} from feed_deliveries d
where d.subscription_id = $1 and d.tried_at_ms is not null
order by d.tried_at_ms desc, d.id collate "C" limit $2`,
};

/** The same as `feedStanding`. What was taken last is the newest of an index, however much was delivered. */
export const STANDINGS: Statement = {
  name: 'feeds.standings',
  text: `
select f.id, coalesce(l.waiting, 0) as waiting, coalesce(l.dead, 0) as dead, t.taken as "lastTakenMs",
  case when l.failing is not null then greatest(l.failing, t.taken) end as "failingSinceMs"
from feed_subscriptions f
left join lateral (
  select tried_at_ms as taken from feed_deliveries d
  where d.subscription_id = f.id and d.state = 'delivered' and d.tried_at_ms is not null
  order by d.tried_at_ms desc limit 1) t on true
left join lateral (
  select count(*) filter (where d.state = 'waiting')::integer as waiting,
    count(*) filter (where d.state = 'dead')::integer as dead,
    min(d.first_failed_ms) filter (where d.tried_at_ms > coalesce(t.taken, 0)) as failing
  from feed_deliveries d where d.subscription_id = f.id and d.state in ('waiting', 'dead')) l on true
where l.waiting + l.dead > 0 or t.taken is not null`,
};

/** $1 subscription, $2 deliveries or null for all, $3 now. */
export const REPLAY: Statement = {
  name: 'feeds.replay',
  text: `
update feed_deliveries set state = 'waiting', tries = 0, next_at_ms = $3, first_failed_ms = null
where subscription_id = $1 and state = 'dead' and ($2::text[] is null or id = any ($2::text[]))
returning id`,
};

/** $1 instant. */
export const FORGET: Statement = {
  name: 'feeds.forget',
  text: `delete from feed_deliveries where state = 'delivered' and next_at_ms < $1`,
};
