-- What became of every call of a bill's period, by the bill's hash, in pages of a thousand: paid, or not for a reason.
-- A bill that was made before has none until it is counted anew.
create table bill_fate_calls (
  hash text not null,
  fate text not null,
  page integer not null check (page >= 0),
  calls text[] not null,
  primary key (hash, fate, page)
);

-- Comes after the calls: a bill that has no row here does not have them all.
create table bill_fates (
  hash text primary key
);
