-- What supervisors set beside the campaigns' settings.

-- Knobs turned for a while; `before` is what they go back to. `ended_ms` is null while it holds.
create table knob_overrides (
  id text primary key,
  campaign_id text not null,
  change jsonb not null,
  before jsonb not null,
  by_whom text not null,
  reason text not null,
  from_ms bigint not null,
  until_ms bigint not null,
  ended_ms bigint,
  ended_by text not null default ''
);
create index knob_overrides_campaign on knob_overrides (campaign_id, from_ms);
create index knob_overrides_standing on knob_overrides (from_ms) where ended_ms is null;

-- One row at most: from where each figure of the floor is told as a warning.
create table floor_thresholds (
  one boolean primary key default true check (one),
  thresholds jsonb not null
);

-- Talks that somebody listened in on, and what was changed by whom.
alter table admin_actions drop constraint admin_actions_action_check;
alter table admin_actions add constraint admin_actions_action_check check (action in (
  'person_export', 'person_erase', 'evidence_read', 'decisions_read', 'contact_read', 'card_read', 'export_ordered',
  'export_taken', 'retention', 'recording_play', 'recording_keys', 'call_heard', 'change'));
