-- One record of who did what: at the door, with data of persons, to settings. Each row carries the hash of the row before
-- it, over a JSON list of what it says; src/core/access/audit-entry.ts makes the same text.
--
-- The chain is made here and not by the servers: every writer enters it, also a statement that erases and notes in one
-- transaction. One chain under one lock, since one order over all servers is what an auditor asks for, and these rows are
-- few: tens a minute, never one a dial.
create table audit_log (
  seq bigint primary key,
  at_ms bigint not null,
  kind text not null,
  who text not null,
  subject text not null,
  -- null: not at the door.
  address text,
  detail text not null,
  -- Of acts: rows of persons concerned; null at the door and of what a machine did by itself.
  counts json,
  prev_hash text not null,
  hash text not null
);
create index audit_log_of_subject on audit_log (kind, subject, seq desc) where subject <> '';
create index audit_log_of_who on audit_log (who, seq desc);
create index audit_log_at on audit_log (at_ms);

create function audit_log_chain() returns trigger language plpgsql as $$
declare
  last_seq bigint;
  last_hash text;
begin
  perform pg_advisory_xact_lock(212844417);
  select seq, hash into last_seq, last_hash from audit_log order by seq desc limit 1;
  new.seq := coalesce(last_seq, 0) + 1;
  new.prev_hash := coalesce(last_hash, repeat('0', 64));
  new.hash := encode(sha256(convert_to(
    new.prev_hash || '[' || new.seq || ',' || new.at_ms || ',' || to_json(new.kind) || ',' || to_json(new.who) || ','
    || to_json(new.subject) || ',' || coalesce(to_json(new.address)::text, 'null') || ',' || to_json(new.detail) || ','
    || coalesce(to_json(new.counts::text)::text, 'null') || ']', 'UTF8')), 'hex');
  return new;
end $$;
create trigger audit_log_chain before insert on audit_log for each row execute function audit_log_chain();

create function audit_log_stays() returns trigger language plpgsql as $$
begin
  raise exception 'audit_log is only ever added to' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_log_stays before update or delete on audit_log for each row execute function audit_log_stays();
create trigger audit_log_stays_whole before truncate on audit_log
  for each statement execute function audit_log_stays();

insert into audit_log (at_ms, kind, who, subject, address, detail, counts)
select at_ms, kind, who, subject, address, detail, counts from (
  select at_ms, place as row, 0 as from_door, action as kind, who, subject, null as address, reason as detail, counts
  from admin_actions
  union all
  select at_ms, id, 1, kind, who, subject, address, detail, null from access_events
) before order by at_ms, from_door, row;

-- The two records that were, as what they were: windows that are written through too, so that a server of the program
-- before goes on beside one of this.
drop table admin_actions;
create view admin_actions as
  select seq as place, at_ms, kind as action, who, subject, detail as reason, counts from audit_log where counts is not null;
drop table access_events;
create view access_events as
  select seq as id, at_ms, subject, kind, who, address, detail from audit_log where address is not null;
