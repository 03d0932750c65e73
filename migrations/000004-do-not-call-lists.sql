-- Keys that facts of the gate hang on; the row `lists` carries the version of all do-not-call lists together.
create table if not exists dial_keys (
  key text primary key,
  version bigint not null,
  live_attempt_id text
);

-- Numbers the tables of list versions and the sets of authorisations.
create sequence dnc_numbers;

-- Where each list stands; a list without a row is absent.
create table dnc_lists (
  list text primary key,
  state text not null check (state in ('loaded', 'not_applicable')),
  -- Of a loaded list: its entries are in the table dnc_entries_<entries_no>.
  version text,
  loaded_at_ms bigint,
  entries bigint,
  entries_no bigint,
  signed_by text,
  since_ms bigint
);

-- Tables of entries that are not active: versions being filled, and those that were replaced and are to be dropped.
create table dnc_versions (
  entries_no bigint primary key,
  list text not null,
  version text not null,
  retired boolean not null default false,
  -- Distinct keys; null until the version is complete (sorted, indexed and counted).
  entries bigint
);
create unique index dnc_versions_begun on dnc_versions (list) where not retired;

-- Creditors that the holders of listed numbers authorised: sets of rows, one of which is in force.
create table dnc_authorisations (
  set_no bigint not null,
  phone text collate "C" not null,
  creditor_cnpj text collate "C" not null,
  primary key (set_no, phone, creditor_cnpj)
);
create table dnc_authorisation_set (
  only_one boolean primary key check (only_one),
  set_no bigint not null
);

-- What the active lists say of some keys. It is stable: every query in it sees the one snapshot of its caller, so
-- version, lists, entries and authorisations belong together. The tables are named by dnc_lists, not by the caller:
-- a version is put in force by changing a row, without a lock that a look-up would wait for.
create function dnc_look_up(keys text[])
returns table (kind text, key text, list text, value text) language plpgsql stable as $$
declare
  active record;
begin
  return query select 'version', '', '', coalesce((select d.version from dial_keys d where d.key = 'lists'), 0)::text;
  for active in select * from dnc_lists loop
    return query select 'state', '', active.list, row_to_json(active)::text;
    if active.state = 'loaded' and cardinality(keys) > 0 then
      return query execute format(
        'select ''listed'', e.key::text, %L::text, min(e.since)::text from %I e where e.key = any($1) group by e.key',
        active.list, 'dnc_entries_' || active.entries_no) using keys;
    end if;
  end loop;
  return query select 'authorised', 'n:' || a.phone, '', a.creditor_cnpj
    from dnc_authorisation_set s
    join dnc_authorisations a on a.set_no = s.set_no
    where a.phone = any (select substr(k, 3) from unnest(keys) k where k like 'n:%')
    order by a.phone, a.creditor_cnpj;
end
$$;
