-- One row a number (n:), a person (p:) and a debt (d:) that was ever dialled or has a fact on file, and one for all
-- do-not-call lists together. A row at version 0 says the same as no row.
create table dial_keys (
  key text primary key,
  -- Grows with every attempt opened or closed and every fact registered under the key.
  version bigint not null,
  -- The attempt that holds the number or the person until it closes.
  live_attempt_id text
) with (
  -- Written three times an attempt, and no index covers what changes: room in the page keeps the new version there.
  fillfactor = 70,
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.05
);

-- Dated facts, added and never edited. '' stands for what is not known or does not concern the kind.
create table person_facts (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('opt_out', 'wrong_person', 'debt', 'opt_in')),
  phone text not null,
  cpf_hash text not null,
  debt_id text not null,
  -- Of an opt-out and an opt-in; `*` is every purpose.
  purpose text not null,
  -- The debt's state, or the basis of an opt-in.
  state text not null,
  since_ms bigint not null,
  attempt_id text not null,
  protocol text not null
);
create index person_facts_of_phone on person_facts (phone) where phone <> '';
create index person_facts_of_person on person_facts (cpf_hash) where cpf_hash <> '';
create index person_facts_of_debt on person_facts (debt_id) where debt_id <> '';
create index person_facts_in_time on person_facts (kind, since_ms, id);
-- A batch that comes again adds nothing.
create unique index person_facts_of_attempt on person_facts (kind, attempt_id) where attempt_id <> '';

-- A week of one number, person or debt, read before every dial.
create index attempts_of_phone on attempts (phone, t_dial_ms);
create index attempts_of_person on attempts (cpf_hash, t_dial_ms) where cpf_hash <> '';
create index attempts_of_debt on attempts (debt_id, t_dial_ms) where debt_id <> '';

-- Every answer of the gate, partitioned by UTC day as attempts are; partitions are made by the program.
create table decisions (
  decision_id text not null,
  day date not null,
  chain_id text not null,
  -- Place in the chain; gaps mean nothing, the hashes prove completeness.
  seq bigint not null,
  at_ms bigint not null,
  allowed boolean not null,
  blocked_by text not null,
  attempt_id text,
  campaign_id text not null,
  purpose text not null,
  mode text not null,
  contact_id text not null,
  cpf_hash text not null,
  debt_id text not null,
  phone text not null,
  line text not null,
  trunk_id text not null,
  policy_version text not null,
  next_allowed_ms bigint,
  -- JSON [[rule, key, verdict, inputs], …] of every rule, as text: the hash covers it to the letter.
  results text not null,
  salt text not null,
  prev_hash text not null,
  hash text not null,
  primary key (decision_id, day)
) partition by range (day);
create index decisions_of_attempt on decisions (attempt_id) where attempt_id is not null;
create index decisions_of_campaign on decisions (campaign_id, at_ms);
create index decisions_chained on decisions (chain_id, seq);

create table decision_chains (
  chain_id text primary key,
  seq bigint not null,
  hash text not null
);

-- What was known before there was a place for it: calls that are open hold their number and person, and who said that
-- they want no such call, or do not know the person, has said so.
insert into dial_keys (key, version, live_attempt_id)
  select key, 1, min(attempt_id) from (
    select 'n:' || phone as key, attempt_id from attempts where t_end_ms is null
    union all
    select 'p:' || cpf_hash, attempt_id from attempts where t_end_ms is null and cpf_hash <> ''
  ) held group by key;
insert into person_facts (kind, phone, cpf_hash, debt_id, purpose, state, since_ms, attempt_id, protocol)
  select case reason when 'opt_out' then 'opt_out' else 'wrong_person' end, phone, cpf_hash, '',
    case reason when 'opt_out' then purpose else '' end, '', t_end_ms, attempt_id, ''
  from attempts where reason in ('opt_out', 'wrong_person') and t_end_ms is not null
  order by t_end_ms, attempt_id;
