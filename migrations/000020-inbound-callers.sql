-- Whose campaign calls a caller back, and as which contact.
alter table inbound_callers
  add column campaign_id text not null,
  add column contact_id text;
