-- Callbacks that agents have promised to make themselves.
create table personal_callbacks (
  contact_id text primary key,
  campaign_id text not null,
  agent_id text not null,
  at_ms bigint not null,
  saved_ms bigint not null
);
create index personal_callbacks_due on personal_callbacks (at_ms, contact_id);
create index personal_callbacks_of_agent on personal_callbacks (agent_id, at_ms);
