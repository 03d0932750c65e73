-- What agents say: every version of every campaign's script, never changed once it is there.
create table scripts (
  campaign_id text not null,
  version integer not null,
  steps jsonb not null,
  pop_url text not null,
  saved_by text not null,
  saved_ms bigint not null,
  primary key (campaign_id, version)
);

-- Which way an agent went, by the names of steps and answers: nothing of the person is in it.
create table script_runs (
  attempt_id text primary key,
  campaign_id text not null,
  version integer not null,
  agent_id text not null,
  way jsonb not null,
  at_ms bigint not null
);
