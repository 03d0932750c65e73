import type { Statement } from './database.js';

/** Tables of entries are named by a number of ours, never by a text from outside. */
export function entriesTable(entriesNo: number): string {
  return `dnc_entries_${entriesNo}`;
}

export const LOOK_UP: Statement = {
  name: 'lists.lookUp',
  text: 'select kind, key, list, value from dnc_look_up($1::text[])',
};

export const FIND_BEGUN: Statement = {
  name: 'lists.findBegun',
  text: 'select entries_no, entries from dnc_versions where list = $1 and version = $2 and not retired',
};

/** What was begun for the list before is retired in the same statement; the unique index meets one that came in between. */
export const BEGIN: Statement = {
  name: 'lists.begin',
  text: `with dropped as (update dnc_versions set retired = true where list = $1 and not retired returning 1)
insert into dnc_versions (entries_no, list, version)
select nextval('dnc_numbers'), $1, $2 from (select count(*) from dropped) d returning entries_no`,
};

export const RETIRE: Statement = {
  name: 'lists.retire',
  text: 'update dnc_versions set retired = true where list = $1 and version = $2 and not retired',
};

export const FIND_RETIRED: Statement = {
  name: 'lists.findRetired',
  text: 'select entries_no from dnc_versions where retired',
};

/** The one row that all dialling compares with moves in the same statement as the list it stands for. */
const BUMP = `bumped as (insert into dial_keys as d (key, version) values ('lists', 1)
on conflict (key) do update set version = d.version + 1)`;

/** The old table leaves the lists and waits among the retired; the new one is no version any more. */
const OLD_RETIRED = `old as (select entries_no, list, version, entries from dnc_lists where list = $1 and entries_no is not null),
retired as (insert into dnc_versions (entries_no, list, version, retired, entries)
select entries_no, list, version, true, entries from old)`;

export const ACTIVATE: Statement = {
  name: 'lists.activate',
  text: `with fresh as (delete from dnc_versions where list = $1 and version = $2 and not retired and entries is not null
returning entries_no, entries),
${OLD_RETIRED},
bumped as (insert into dial_keys as d (key, version) select 'lists', 1 from fresh
on conflict (key) do update set version = d.version + 1)
insert into dnc_lists (list, state, version, loaded_at_ms, entries, entries_no)
select $1, 'loaded', $2, $3, entries, entries_no from fresh
on conflict (list) do update set state = 'loaded', version = excluded.version, loaded_at_ms = excluded.loaded_at_ms,
  entries = excluded.entries, entries_no = excluded.entries_no, signed_by = null, since_ms = null
returning entries`,
};

export const DECLARE_NOT_APPLICABLE: Statement = {
  name: 'lists.declareNotApplicable',
  text: `with ${OLD_RETIRED}, ${BUMP}
insert into dnc_lists (list, state, signed_by, since_ms) values ($1, 'not_applicable', $2, $3)
on conflict (list) do update set state = 'not_applicable', signed_by = excluded.signed_by, since_ms = excluded.since_ms,
  version = null, loaded_at_ms = null, entries = null, entries_no = null`,
};

export const NEW_SET: Statement = { name: 'lists.newSet', text: `select nextval('dnc_numbers') as set_no` };

export const ADD_AUTHORISATIONS: Statement = {
  name: 'lists.addAuthorisations',
  text: `insert into dnc_authorisations (set_no, phone, creditor_cnpj)
select $1, phone, cnpj from unnest($2::text[], $3::text[]) r (phone, cnpj) on conflict do nothing`,
};

export const ACTIVATE_SET: Statement = {
  name: 'lists.activateSet',
  text: `with ${BUMP}
insert into dnc_authorisation_set (only_one, set_no) values (true, $1)
on conflict (only_one) do update set set_no = excluded.set_no
returning (select count(*) from dnc_authorisations where set_no = $1)::int as entries`,
};

/** Sets that are not in force, a part at a time; younger ones than it may still be filling. */
export const DROP_OLD_SETS: Statement = {
  name: 'lists.dropOldSets',
  text: `with old as (select ctid from dnc_authorisations
  where set_no < (select set_no from dnc_authorisation_set) limit 10000)
delete from dnc_authorisations a using old where a.ctid = old.ctid returning 1`,
};

export const AUTHORISATIONS_PAGE: Statement = {
  name: 'lists.authorisationsPage',
  text: `select a.phone, a.creditor_cnpj from dnc_authorisation_set s
join dnc_authorisations a on a.set_no = s.set_no
where (a.phone, a.creditor_cnpj) > ($1, $2) order by a.phone, a.creditor_cnpj limit $3`,
};
