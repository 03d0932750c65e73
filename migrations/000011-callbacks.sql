-- Callbacks whose time has come are handed out before all others, and asked for every few seconds.
create index contacts_callbacks on contacts (campaign_id, next_at_ms, id)
  where state = 'ready' and agreed_callback_ms is not null;
