-- SIP messages of attempts as they were seen on the way to the carrier: for some days, and nothing of any person.
create table sip_ladders (
  attempt_id text not null,
  from_ms bigint not null,
  messages jsonb not null
);
create index sip_ladders_of_attempt on sip_ladders (attempt_id);
create index sip_ladders_by_time on sip_ladders (from_ms);
