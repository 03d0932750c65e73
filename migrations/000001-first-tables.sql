-- Times the engine decides with are bigint milliseconds since the epoch, UTC, in columns named *_ms:
-- exact both ways, and never compared with the database's own clock.

create table campaigns (
  id text primary key,
  settings json not null,
  state text not null,
  version integer not null
);

create table trunks (
  id text primary key,
  trunk json not null
);

create table lines (
  number text primary key,
  line json not null
);

create table agents (
  id text primary key,
  name text not null,
  group_id text not null,
  endpoint text not null,
  demo boolean not null,
  active boolean not null
);

create table agent_sessions (
  agent_id text primary key,
  campaign_ids text[] not null,
  leg_id text not null,
  state text not null,
  reason text not null,
  since_ms bigint not null
);

create table agent_states (
  agent_id text not null,
  t_start_ms bigint not null,
  state text not null,
  reason text not null,
  t_end_ms bigint,
  primary key (agent_id, t_start_ms)
);
create index agent_states_in_time on agent_states (t_start_ms, agent_id);

create table tokens (
  id text primary key,
  label text not null,
  hash text not null,
  created_at_ms bigint not null,
  revoked boolean not null
);

create table mailings (
  id text primary key,
  campaign_id text not null,
  name text not null,
  state text not null,
  row_count integer not null default 0,
  added integer not null default 0,
  duplicates integer not null default 0,
  rejected integer not null default 0,
  created_at_ms bigint not null
);
create index mailings_of_campaign on mailings (campaign_id, created_at_ms desc, id);

create table mailing_rejects (
  mailing_id text not null,
  line integer not null,
  column_name text not null,
  reason text not null,
  primary key (mailing_id, line, column_name, reason)
);

create table mailing_mappings (
  headers_key text primary key,
  mapping json not null
);

-- `fields` is json, not jsonb: the agent sees the columns in the mailing's order.
create table contacts (
  id bigint generated always as identity primary key,
  campaign_id text not null,
  mailing_id text not null,
  key text not null,
  line integer not null,
  name text not null,
  cpf_hash text not null,
  debt_id text not null,
  segment text not null,
  municipality text not null,
  fields json not null,
  phones jsonb not null,
  phone_index integer not null default 0,
  attempts integer not null default 0,
  free_attempts integer not null default 0,
  same_reason_attempts integer not null default 0,
  last_reason text not null default '',
  priority integer not null default 0,
  salt text not null,
  state text not null default 'ready' check (state in ('ready', 'leased', 'calling', 'done')),
  next_at_ms bigint not null,
  -- Who holds it while leased or calling, and until when a lease is good.
  lease_owner text,
  lease_until_ms bigint
) with (
  -- A hopper's table: the front of contacts_ready is rewritten all day, so its dead entries must go early.
  autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_analyze_scale_factor = 0.02,
  fillfactor = 85
);
create unique index contacts_key on contacts (campaign_id, key);
-- Handing out reads the front of this index: its cost does not grow with the list.
create index contacts_ready on contacts (campaign_id, next_at_ms, id) where state = 'ready';
create index contacts_leased on contacts (campaign_id, lease_until_ms) where state = 'leased';
create index contacts_held on contacts (lease_owner) where state in ('leased', 'calling');

-- One row an originate, partitioned by the UTC day of its dial; partitions are made by the program.
create table attempts (
  attempt_id text not null,
  day date not null,
  attempt_group text not null,
  campaign_id text not null,
  contract_id text not null,
  purpose text not null,
  sector text not null,
  creditor_cnpj text not null,
  caller_cnpj text not null,
  contact_id text not null,
  cpf_hash text not null,
  debt_id text not null,
  segment text not null,
  phone text not null,
  ddd text not null,
  uf text[] not null,
  municipality text not null,
  zones text[] not null,
  mode text not null,
  attempt_no integer not null,
  line text not null,
  line_owner_cnpj text not null,
  line_carrier text not null,
  privacy boolean not null,
  trunk_id text not null,
  carrier text not null,
  service text not null,
  billing_service text not null,
  queue text not null,
  language text not null,
  authenticated boolean not null,
  t_queued_ms bigint not null,
  -- t_dial as the row was opened; t_dial_ms below is the log's, cleared on proof that nothing left.
  opened_dial_ms bigint,
  dnc_snapshot jsonb not null,
  policy_version text not null,
  decision_id text not null,
  chain_id text not null,
  salt text not null,
  engine_id text not null,
  media_server_id text not null,
  reserved_agent_id text,
  marked boolean not null default false,
  t_dial_ms bigint,
  t_ring_ms bigint,
  t_answer_ms bigint,
  t_amd_ms bigint,
  t_agent_ms bigint,
  t_message_ms bigint,
  -- Null while the attempt is open.
  t_end_ms bigint,
  t_wrap_end_ms bigint,
  ended_by text,
  sip_code integer,
  q850 integer,
  amd text,
  voicemail boolean,
  agent_id text,
  disposition text,
  disposition_label text,
  outcome text,
  reason text,
  abandoned boolean,
  recording_id text,
  recording_notice boolean,
  -- Place in the chain, in the order in which attempts closed; gaps mean nothing, the hashes prove completeness.
  chain_seq bigint,
  prev_hash text,
  hash text,
  primary key (attempt_id, day)
) partition by range (day);
create index attempts_of_campaign on attempts (campaign_id, t_dial_ms);
create index attempts_open on attempts (engine_id) where t_end_ms is null;
create index attempts_chained on attempts (chain_id, chain_seq) where chain_seq is not null;

-- The end of each chain, so that neither the next place nor the last hash is searched for.
create table chains (
  chain_id text primary key,
  seq bigint not null,
  hash text not null
);

create table leases (
  name text primary key,
  owner text not null,
  fence bigint not null,
  expires_at_ms bigint not null
);

-- `granted` is what the last taking got. `touched_at` serves house-keeping only, never a decision.
create table counters (
  name text primary key,
  taken bigint not null,
  granted bigint not null,
  touched_at timestamptz not null default now()
);
