import { ERASED_SALT } from '../../core/call-log/commitment.js';
import type { Statement } from './database.js';

const ROWS = 'e (id text, contact_id text, cpf_hash text, debt_id text, phone text)';

/** What differs between the two chained tables: a call that is open and a note, which is about nobody, are left alone. */
const TABLES = {
  attempts: { id: 'attempt_id', which: 'and t_end_ms is not null' },
  decisions: { id: 'decision_id', which: "and note = ''" },
} as const;
export type ChainedTable = keyof typeof TABLES;

/** Days that have a partition before $1, oldest first; those too whose detaching was cut off. */
export const DAYS_BEFORE: Statement = {
  name: 'retention.days',
  text: `
select day from (
  select to_date(right(relname, 8), 'YYYYMMDD')::text as day from pg_class
  where relkind = 'r' and relnamespace = (select relnamespace from pg_class where oid = 'attempts'::regclass)
    and relname ~ '^(attempts|decisions)_[0-9]{8}$'
) days where day < $1 group by day order by day`,
};

/** A page of a day's rows in clear. $1 day, $2 the id of the last one seen, $3 rows. */
export function clearPage(table: ChainedTable): Statement {
  const { id, which } = TABLES[table];
  return {
    name: `retention.page.${table}`,
    text: `
select ${id} as id, contact_id, cpf_hash, debt_id, phone, salt from ${table}
where day = $1::date and ${id} > $2 and salt <> '${ERASED_SALT}' ${which} order by ${id} limit $3`,
  };
}

/** $1 day. */
export function countClear(table: ChainedTable): Statement {
  const { which } = TABLES[table];
  return {
    name: `retention.count.${table}`,
    text: `select count(*)::int as count from ${table} where day = $1::date and salt <> '${ERASED_SALT}' ${which}`,
  };
}

/**
 * $1 day, $2 rows with the commitments that take the place of their values (JSON array), $3 the dial keys of these
 * rows. A key goes when nothing in clear hangs on it any longer: its last attempt is older than any engine's memory.
 */
export function anonymise(table: ChainedTable): Statement {
  const { id } = TABLES[table];
  return {
    name: `retention.anonymise.${table}`,
    text: `
update ${table} t set contact_id = e.contact_id, cpf_hash = e.cpf_hash, debt_id = e.debt_id, phone = e.phone,
  salt = '${ERASED_SALT}'
from jsonb_to_recordset($2::jsonb) ${ROWS}
where t.day = $1::date and t.${id} = e.id and t.salt <> '${ERASED_SALT}'
returning 1 as one`,
  };
}

/**
 * The ways of agents through their scripts: answers of persons, by the step's name. $1 instant before which they go, $2 the
 * most of a step.
 */
export const DROP_SCRIPT_RUNS: Statement = {
  name: 'retention.scriptRuns',
  text: `
delete from script_runs where attempt_id in (select attempt_id from script_runs where at_ms < $1 limit $2)
returning 1 as gone`,
};

/** Words of supervisors to agents, which may name persons. $1 instant before which they go, $2 the most of a step. */
export const DROP_MESSAGES: Statement = {
  name: 'retention.messages',
  text: `
delete from agent_messages where id in (select id from agent_messages where at_ms < $1 limit $2) returning 1 as gone`,
};

/** $1 dial keys. */
export const DROP_IDLE_KEYS: Statement = {
  name: 'retention.keys',
  text: `
delete from dial_keys k using unnest($1::text[]) as gone (key)
where k.key = gone.key and k.live_attempt_id is null
  and not exists (select 1 from attempts a where k.key like 'n:%' and a.phone = substr(k.key, 3))
  and not exists (select 1 from attempts a where k.key like 'p:%' and a.cpf_hash = substr(k.key, 3) and a.cpf_hash <> '')
  and not exists (select 1 from attempts a where k.key like 'd:%' and a.debt_id = substr(k.key, 3) and a.debt_id <> '')
  and not exists (select 1 from person_facts f where k.key like 'n:%' and f.phone = substr(k.key, 3) and f.phone <> '')
  and not exists (select 1 from person_facts f where k.key like 'p:%' and f.cpf_hash = substr(k.key, 3) and f.cpf_hash <> '')
  and not exists (select 1 from person_facts f where k.key like 'd:%' and f.debt_id = substr(k.key, 3) and f.debt_id <> '')
returning k.key`,
};

const WORKED_OFF = `state = 'done' and salt <> '${ERASED_SALT}'
  and mailing_id in (select id from mailings where created_at_ms < $1)`;

/** $1 time. */
export const COUNT_CONTACTS: Statement = {
  name: 'retention.countContacts',
  text: `select count(*)::int as count from contacts where ${WORKED_OFF}`,
};

/** $1 time, $2 the contact of the last one seen, $3 contacts looked at. Gives their ids, and whether each was cleared. */
export const ANONYMISE_CONTACTS: Statement = {
  name: 'retention.contacts',
  text: `
with seen as (
  select id, ${WORKED_OFF} as due from contacts where id > $2 order by id limit $3
), cleared as (
  update contacts c set phones = '[]', phone_index = 0, name = '', cpf_hash = '', debt_id = '', segment = '',
    municipality = '', address_uf = '', fields = '{}', key = 'erased-' || c.id, salt = '${ERASED_SALT}'
  from seen where c.id = seen.id and seen.due
  returning 1
)
select (select max(id) from seen) as last, (select count(*) from cleared)::int as cleared`,
};
