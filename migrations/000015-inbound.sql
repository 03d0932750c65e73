-- Calls that come in: settings as documents with versions, who changed what, and callers to call back.

create table inbound_settings (
  kind text not null,
  id text not null,
  version integer not null,
  document jsonb not null,
  at_ms bigint not null,
  changed_by text not null,
  primary key (kind, id)
);

-- Every change for good; a null document took the setting away.
create table inbound_changes (
  place bigint generated always as identity primary key,
  kind text not null,
  id text not null,
  version integer not null,
  document jsonb,
  at_ms bigint not null,
  changed_by text not null
);

-- One row a number, until somebody spoke with it or its time is over.
create table inbound_callers (
  number text primary key,
  queue_id text,
  left_in text not null,
  first_ms bigint not null,
  last_ms bigint not null,
  times integer not null,
  waited_ms bigint not null,
  tries integer not null,
  due_ms bigint not null,
  calling boolean not null
);
