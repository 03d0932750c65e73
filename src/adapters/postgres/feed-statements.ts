import type { Statement } from './database.js';

export const SUBSCRIPTIONS: Statement = {
  name: 'feeds.subscriptions',
  text: `select id, url, kinds, active, secret_hex as "secretHex" from feed_subscriptions order by id collate "C"`,
};

/** $1 id, $2 url, $3 kinds, $4 active, $5 secret. */
export const SAVE_SUBSCRIPTION: Statement = {
  name: 'feeds.save',
  text: `
insert into feed_subscriptions (id, url, kinds, active, secret_hex) values ($1, $2, $3, $4, $5)
on conflict (id) do update set url = excluded.url, kinds = excluded.kinds, active = excluded.active,
  secret_hex = excluded.secret_hex`,
};

/** $1 now, $2 until, $3 rows. */
export const TAKE_OUTBOX: Statement = {
  name: 'feeds.takeOutbox',
  text: `
update feed_outbox o set taken_until_ms = $2
where o.place in (
  select place from feed_outbox where taken_until_ms <= $1 order by place limit $3 for update skip locked)
returning o.place, o.what, o.ref, o.day::text as day, o.contact_done as "contactDone"`,
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
  d.last_error as "lastError"`;

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
update feed_deliveries d set state = s.state, tries = s.tries, next_at_ms = s.next_at_ms, last_error = s.last_error
from (
  select e->>'id' as id, e->>'state' as state, (e->>'tries')::integer as tries,
    (e->>'nextAtMs')::bigint as next_at_ms, e->>'lastError' as last_error
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

/** $1 subscription, $2 deliveries or null for all, $3 now. */
export const REPLAY: Statement = {
  name: 'feeds.replay',
  text: `
update feed_deliveries set state = 'waiting', tries = 0, next_at_ms = $3
where subscription_id = $1 and state = 'dead' and ($2::text[] is null or id = any ($2::text[]))
returning id`,
};

/** $1 instant. */
export const FORGET: Statement = {
  name: 'feeds.forget',
  text: `delete from feed_deliveries where state = 'delivered' and next_at_ms < $1`,
};
