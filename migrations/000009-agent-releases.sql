-- After an abusive call an agent gets no call until he is released (NR-17, Anexo II): who is held, and who released whom.
create table agent_holds (
  agent_id text primary key,
  since_ms bigint not null,
  attempt_id text not null
);

create table agent_releases (
  agent_id text not null,
  at_ms bigint not null,
  released_by text not null,
  held_since_ms bigint not null,
  attempt_id text not null,
  primary key (agent_id, at_ms)
);
create index agent_releases_in_time on agent_releases (at_ms, agent_id);
