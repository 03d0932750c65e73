-- Campaigns that dial their lists by priority and share draw from one list at a time, and read which lists have
-- contacts left by jumping along this index.
create index contacts_of_list on contacts (campaign_id, mailing_id, next_at_ms, id) where state = 'ready';
