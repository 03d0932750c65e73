-- Quality monitoring: forms by version, draws with their commitments, chosen calls, scores and contests. A score or a
-- version is never changed; a contest is decided once.
create table quality_forms (
  id text not null,
  version integer not null,
  form json not null,
  saved_by text not null,
  at_ms bigint not null,
  primary key (id, version)
);

-- The seed is secret until the draw is done; its hash was given out before the period ended.
create table quality_draws (
  draw_id text primary key,
  committed_at_ms bigint not null,
  is_done boolean not null,
  draw json not null
);
create index quality_draws_newest on quality_draws (committed_at_ms desc, draw_id);

create table quality_picks (
  draw_id text not null,
  attempt_id text not null,
  agent_id text not null,
  band text not null,
  ticket text not null,
  primary key (draw_id, attempt_id)
);

create table quality_scores (
  id text primary key,
  attempt_id text not null,
  agent_id text not null,
  at_ms bigint not null,
  score json not null
);
create index quality_scores_in_time on quality_scores (at_ms desc, id);
create index quality_scores_of_call on quality_scores (attempt_id, at_ms desc);

create table quality_contests (
  score_id text primary key,
  is_open boolean not null,
  contest json not null
);
