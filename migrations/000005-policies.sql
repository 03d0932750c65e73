-- Changes of policy: never changed but by the decision on them, never deleted. They are the record of who changed
-- what, when and why. `policy` is json, not jsonb: it is shown as it was proposed.
create table policy_proposals (
  place bigint generated always as identity primary key,
  policy_id text not null,
  version text not null,
  state text not null check (state in ('proposed', 'approved', 'rejected')),
  replaces text,
  policy json not null,
  loosened text[] not null,
  reason text not null,
  proposed_by text not null,
  proposed_at_ms bigint not null,
  decided_by text,
  decided_at_ms bigint,
  decided_why text not null default '',
  -- Order of the approvals: of the versions in force on a day, the one approved last holds.
  approval bigint,
  unique (policy_id, version)
);
-- Approvals follow one another in a line: two cannot replace the same version.
create unique index policy_one_successor on policy_proposals (policy_id, coalesce(replaces, ''))
  where state = 'approved';
create sequence policy_approvals owned by policy_proposals.approval;

-- `date` is 2027-01-25 for that day alone, 01-25 for every year.
create table municipal_holidays (
  ibge text not null,
  date text not null,
  name text not null,
  primary key (ibge, date)
);

create table municipal_holiday_imports (
  place bigint generated always as identity primary key,
  at_ms bigint not null,
  imported_by text not null,
  row_count integer not null
);

-- The time of an installation that has demo trunks only, so that it never goes back.
create table demo_clock (
  only_one boolean primary key default true check (only_one),
  now_ms bigint not null,
  -- What the machine's own clock showed then.
  wall_ms bigint not null
);

alter table contacts add column address_uf text not null default '';
