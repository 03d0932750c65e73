-- Contracts, facts and statements of bills. Contracts and facts are only added to: what a bill was made from stays.

create table billing_contracts (
  place bigint generated always as identity primary key,
  id text not null,
  version text not null,
  document json not null,
  noted_by text not null,
  at_ms bigint not null,
  why text not null,
  unique (id, version)
);

-- The newest of a list and key holds; a fact that is null takes the one before back.
create table billing_facts (
  place bigint generated always as identity primary key,
  contract_id text not null,
  list text not null,
  key text not null,
  fact json not null,
  noted_by text not null,
  at_ms bigint not null,
  why text not null
);
create index billing_facts_of on billing_facts (contract_id, place);

create table billing_corrections (
  place bigint generated always as identity primary key,
  id text not null unique,
  contract_id text not null,
  state text not null check (state in ('proposed', 'confirmed', 'rejected')),
  proposal json not null
);
create index billing_corrections_of on billing_corrections (contract_id, place);

-- Bills by their hash: two of the same hash are the same bill. The calls of a line lie in pages beside it: a month can
-- have millions of them.
create table bills (hash text primary key, head json not null);
create table bill_lines (
  hash text not null,
  place integer not null,
  line json not null,
  call_count integer not null,
  primary key (hash, place)
);
create table bill_line_calls (
  hash text not null,
  place integer not null,
  page integer not null,
  calls text[] not null,
  primary key (hash, place, page)
);

create table statements (
  id text primary key,
  contract_id text not null,
  month text not null,
  version integer not null,
  state text not null check (state in ('draft', 'review', 'contested', 'approved', 'replaced')),
  statement json not null,
  unique (contract_id, month, version)
);

-- Who moved a statement, when and why; never changed.
create table statement_steps (
  place bigint generated always as identity primary key,
  statement_id text not null references statements (id),
  move text not null,
  from_state text not null,
  to_state text not null,
  moved_by text not null,
  at_ms bigint not null,
  why text not null
);
create index statement_steps_of on statement_steps (statement_id, place);
