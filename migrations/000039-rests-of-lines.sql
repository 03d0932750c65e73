-- Lines that take no new call for a while, and what each engine has learned of how people pick up.
create table line_rests (
  line text not null,
  from_ms bigint not null,
  until_ms bigint not null,
  cause text not null check (cause in ('fallen', 'by_hand')),
  reason text not null,
  by_whom text not null,
  ended_ms bigint,
  ended_by text not null default '',
  primary key (line, from_ms)
);
create table line_memories (
  engine_id text primary key,
  memory jsonb not null
);
