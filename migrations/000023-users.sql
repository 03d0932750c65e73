-- People who sign in, what they may and for whom, and what happens at the door.
create table users (
  id text primary key,
  name text not null,
  role text not null check (role in ('agent', 'supervisor', 'telecom', 'compliance', 'auditor', 'admin')),
  -- null: every team.
  team_ids text[],
  agent_id text unique,
  blocked boolean not null,
  password_hash text not null,
  must_change boolean not null,
  totp_secret text not null,
  totp_step bigint not null,
  recovery_hashes text[] not null,
  created_at_ms bigint not null,
  version integer not null
);

create table teams (
  id text primary key,
  name text not null,
  agent_ids text[] not null
);

-- SHA-256 of the secret alone: who reads the database comes in nowhere.
create table user_sessions (
  hash text primary key,
  user_id text not null references users (id) on delete cascade,
  created_at_ms bigint not null,
  seen_at_ms bigint not null
);
create index user_sessions_user on user_sessions (user_id);
create index user_sessions_seen on user_sessions (seen_at_ms);

create table access_events (
  id bigint generated always as identity primary key,
  at_ms bigint not null,
  subject text not null,
  kind text not null,
  who text not null,
  address text not null,
  detail text not null
);
