-- Several engines on one database.

-- `held` says who holds how many of the `taken` units unused ({"holder": units}), so that calls are shown apart from what
-- is only reserved and a holder that stops can give its own back. `taken + returned` never falls: a counter that stands
-- lower than it was seen has lost its memory.
alter table counters add column returned bigint not null default 0;
alter table counters add column held jsonb not null default '{}';

-- Whose agent: a starting engine rings and takes over its own alone. Null: of the one engine there was before.
-- A session is claimed before the phone is rung, so it may have no leg yet.
alter table agent_sessions add column engine_id text;
alter table agent_sessions alter column leg_id drop not null;

-- The card of an agent's call shows a person too.
alter table admin_actions drop constraint admin_actions_action_check;
alter table admin_actions add constraint admin_actions_action_check check (action in (
  'person_export', 'person_erase', 'evidence_read', 'decisions_read', 'contact_read', 'card_read', 'export_ordered',
  'export_taken', 'retention'));

-- Days that are past their term are dropped. What stands in a chain in their place: rows that followed one another, the
-- hash before them and the hash of the last. A day's rows need not follow one another (calls go on over midnight), so a
-- day may have several anchors in a chain.
create table chain_anchors (
  log text not null check (log in ('attempts', 'decisions')),
  chain_id text not null,
  from_seq bigint not null,
  to_seq bigint not null,
  day date not null,
  rows bigint not null,
  prev_hash text not null,
  last_hash text not null,
  dropped_at_ms bigint not null,
  archive text not null,
  archive_hash text not null,
  seal text not null,
  primary key (log, chain_id, from_seq)
);
create index chain_anchors_ends on chain_anchors (log, chain_id, to_seq);
