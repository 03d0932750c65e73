-- What the carrier's log knows a call by: no column of the log itself, so no hash covers it.
alter table attempts add column sip_call_id text;
