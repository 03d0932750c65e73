-- Calls that came in are counted by queue and half hour once a day: weeks of the log, read by this index.
create index attempts_came_in on attempts (queue, t_queued_ms) where mode = 'inbound';
