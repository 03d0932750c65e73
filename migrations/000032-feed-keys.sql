-- Keys of feeds sealed; when each delivery was tried and what was answered; what ends a contact without a call.

-- Each key is sealed with the installation's; the last signs, those before it until their time is over. `secret_hex` is
-- from before: the server seals what it finds there when it starts, and empties it.
alter table feed_subscriptions
  add column keys jsonb not null default '[]',
  alter column secret_hex drop not null;

-- `ref` may now be a contact that ended without a call (`why`), or a report pack (`data`). `at_ms` is when it happened.
alter table feed_outbox
  drop constraint feed_outbox_what_check,
  add constraint feed_outbox_what_check check (what in ('attempt', 'statement', 'contact', 'report')),
  add column at_ms bigint not null default 0,
  add column why text not null default '',
  add column data json;

-- The last try: when, how long it took, and the receiver's code, null where it gave none.
alter table feed_deliveries
  add column tried_at_ms bigint,
  add column took_ms integer,
  add column answer integer,
  add column first_failed_ms bigint;
create index feed_deliveries_tried on feed_deliveries (subscription_id, tried_at_ms desc) where tried_at_ms is not null;
create index feed_deliveries_waiting on feed_deliveries (subscription_id) where state = 'waiting';
