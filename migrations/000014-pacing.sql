-- What pacing learned and why it decided as it did: beside the rows, and no call waits for it.

-- One row a campaign and part that learns (a lane's mode, the odds of its contacts), replaced every minute.
create table pacing_memories (
  campaign_id text not null,
  part text not null,
  at_ms bigint not null,
  memory jsonb not null,
  primary key (campaign_id, part)
);

-- Decisions of a campaign, about a minute of them a row: there are several a second, and they are read by stretches.
create table pacing_decisions (
  id bigint generated always as identity primary key,
  campaign_id text not null,
  from_ms bigint not null,
  to_ms bigint not null,
  decisions jsonb not null
);
create index pacing_decisions_campaign on pacing_decisions (campaign_id, from_ms);
create index pacing_decisions_to on pacing_decisions (to_ms);
