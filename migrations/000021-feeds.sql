-- What others are told of: written with the closing, or with the approval of a statement, in the same transaction.

create table feed_subscriptions (
  id text primary key,
  url text not null,
  kinds text[] not null,
  active boolean not null,
  secret_hex text not null
);

-- `ref` is an attempt (with its day) or a statement. Rows stay for moments: until they are deliveries.
create table feed_outbox (
  place bigint generated always as identity primary key,
  what text not null check (what in ('attempt', 'statement')),
  ref text not null,
  day date,
  contact_done boolean not null default false,
  taken_until_ms bigint not null default 0
);

-- One row an event and receiver.
create table feed_deliveries (
  id text primary key,
  subscription_id text not null references feed_subscriptions (id),
  event json not null,
  event_at_ms bigint not null,
  state text not null check (state in ('waiting', 'delivered', 'dead')),
  tries integer not null,
  next_at_ms bigint not null,
  last_error text not null
);
create index feed_deliveries_due on feed_deliveries (next_at_ms) where state = 'waiting';
create index feed_deliveries_dead on feed_deliveries (subscription_id, event_at_ms) where state = 'dead';
create index feed_deliveries_done on feed_deliveries (next_at_ms) where state = 'delivered';
