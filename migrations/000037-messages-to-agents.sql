-- Words of supervisors to agents, and who has read them: an agent who was away finds them when he is back.
create table agent_messages (
  id bigint generated always as identity primary key,
  at_ms bigint not null,
  by_whom text not null,
  meant jsonb not null,
  words text not null
);
create index agent_messages_at on agent_messages (at_ms);
create table agent_message_reads (
  message_id bigint not null references agent_messages on delete cascade,
  agent_id text not null,
  read_ms bigint,
  primary key (agent_id, message_id)
);
create index agent_message_reads_of on agent_message_reads (message_id);
create index agent_message_reads_open on agent_message_reads (agent_id) where read_ms is null;
