-- Calls that try a trunk and line, beside their rows in attempts: who placed them, and what sound came and went.
create table test_calls (
  attempt_id text primary key,
  day date not null,
  at_ms bigint not null,
  trunk_id text not null,
  by_whom text not null,
  early_media boolean not null default false,
  codec text,
  packets_in bigint,
  packets_out bigint
);
create index test_calls_of_trunk on test_calls (trunk_id, at_ms desc);
create index test_calls_in_time on test_calls (at_ms desc);
