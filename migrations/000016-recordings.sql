-- Sealed recordings: what is known of the files, without a word of who the person is (the call's row says that). The
-- waveform tells loudness alone.
create table recordings (
  recording_id text primary key,
  attempt_id text not null,
  campaign_id text not null,
  agent_id text,
  day date not null,
  started_at_ms bigint not null,
  talk_ms bigint not null,
  duration_ms bigint not null,
  channels integer not null,
  bytes bigint not null,
  sha256 text not null,
  sealed_at_ms bigint not null,
  waveform json not null
);
create index recordings_newest on recordings (started_at_ms desc, recording_id desc);
create index recordings_of_agent on recordings (agent_id, started_at_ms desc, recording_id desc);
create index recordings_of_campaign on recordings (campaign_id, started_at_ms desc, recording_id desc);
create index recordings_of_day on recordings (day, started_at_ms desc, recording_id desc);
create index recordings_of_attempt on recordings (attempt_id);

-- Who listened to a call, and why: the subject is the recording.
alter table admin_actions drop constraint admin_actions_action_check;
alter table admin_actions add constraint admin_actions_action_check check (action in (
  'person_export', 'person_erase', 'evidence_read', 'decisions_read', 'contact_read', 'card_read', 'export_ordered',
  'export_taken', 'retention', 'recording_play', 'recording_keys'));
