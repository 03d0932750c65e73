-- Who took a campaign last: an opening decided under an older fence is refused.
create table campaign_fences (
  campaign_id text primary key,
  fence bigint not null,
  engine_id text not null
);
