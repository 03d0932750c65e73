-- What a contact's cadence goes by beside its phones, whose histories are in contacts.phones.
alter table contacts
  add column agreed_callback_ms bigint,
  add column rest_reason text not null default '',
  add column recycled_at_ms bigint;
-- Recycling and the count of those that rest read these, whatever the size of the list.
create index contacts_done on contacts (campaign_id, last_reason, id) where state = 'done';
create index contacts_resting on contacts (campaign_id, rest_reason) where rest_reason <> '';

-- Who put contacts that had ended back into a list, which and why.
create table recyclings (
  id bigint generated always as identity primary key,
  campaign_id text not null,
  mailing_id text,
  reasons text[] not null,
  attempts integer not null,
  why text not null,
  who text not null,
  at_ms bigint not null,
  contacts integer not null default 0
);
create index recyclings_of_campaign on recyclings (campaign_id, id desc);
