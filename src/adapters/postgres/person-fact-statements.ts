import type { Statement } from './database.js';
import { FACT_COLUMNS } from './person-fact-record.js';

const WEEK_COLUMNS = `attempt_id, attempt_group, phone, cpf_hash, debt_id, creditor_cnpj, line, t_dial_ms, t_end_ms,
    coalesce(abandoned, false), amd is not distinct from 'machine',
    t_agent_ms is not null and outcome in ('concretizada', 'sucesso') is true`;

/** Dialled rows that one key is on; each key has an index of its own. */
function week(column: 'phone' | 'cpf_hash' | 'debt_id', keys: string): string {
  return `select ${WEEK_COLUMNS} from attempts
    where ${column} = any (${keys}::text[]) and ${column} <> '' and t_dial_ms >= $5 and day >= $6::date
      and mode not in ('inbound', 'test')`;
}

function facts(column: 'phone' | 'cpf_hash' | 'debt_id', keys: string): string {
  return `select id, ${FACT_COLUMNS.join(', ')} from person_facts
    where ${column} = any (${keys}::text[]) and ${column} <> ''`;
}

/**
 * Everything on file under some keys, in one statement and so as of one instant: the versions are those of the rest.
 * $1 all keys, $2 their numbers, $3 persons, $4 debts, $5 since, $6 the day of $5.
 */
export const LOAD_FACTS: Statement = {
  name: 'facts.load',
  text: `
select
  (select json_agg(json_build_array(key, version, live_attempt_id)) from dial_keys where key = any ($1::text[]))
    as keys,
  (select json_agg(w) from (
    select * from (
      ${week('phone', '$2')}
      union ${week('cpf_hash', '$3')}
      union ${week('debt_id', '$4')}
    ) once (attempt_id, attempt_group, phone, cpf_hash, debt_id, creditor_cnpj, line, t_dial_ms, t_end_ms,
      abandoned, machine, right_party)
    order by t_dial_ms, attempt_id) w) as history,
  (select json_agg(f) from (
    select * from (
      ${facts('phone', '$2')}
      union ${facts('cpf_hash', '$3')}
      union ${facts('debt_id', '$4')}
    ) once order by since_ms, id) f) as facts`,
};

/** A page of facts. $1 kind, $2 date and $3 id of the last one seen, $4 rows. */
export const FACTS_PAGE: Statement = {
  name: 'facts.page',
  text: `
select id, ${FACT_COLUMNS.join(', ')} from person_facts
where kind = $1 and (since_ms, id) > ($2, $3)
order by since_ms, id limit $4`,
};
