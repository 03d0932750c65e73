-- Quartiles of a campaign's agents for a day, with what they were made of: made once, never changed.
create table quartile_days (
  campaign_id text not null,
  day date not null,
  made jsonb not null,
  primary key (campaign_id, day)
);
