-- What the client's systems tell: contacts changed and withdrawn, debts paid, balances of the day.

-- A contact that was taken back ends, after its call if it is in one, and is not put into the list again but by the
-- client. `revision` grows with each change: a call prepared on an older one is refused.
alter table contacts
  add column revision integer not null default 0,
  add column withdrawn_at_ms bigint;
create index contacts_of_debt on contacts (campaign_id, debt_id) where debt_id <> '';

-- One row a told thing that had its effect, written with the effect: told again, it has none. The digest is keyed.
create table intake_rows (
  feed text not null,
  key text not null,
  digest text not null,
  result text not null,
  at_ms bigint not null,
  primary key (feed, key)
);
create index intake_rows_in_time on intake_rows (at_ms);

-- What came in, by whom, and what became of it.
create table intake_deliveries (
  place bigint generated always as identity primary key,
  id text not null,
  feed text not null,
  source text not null check (source in ('api', 'file')),
  name text not null,
  told_by text not null,
  at_ms bigint not null,
  counts json not null,
  refused json not null,
  problem text not null
);
create index intake_deliveries_in_time on intake_deliveries (at_ms);
