import { ERASED_SALT } from '../../core/call-log/commitment.js';
import { OPENING_COLUMNS, RESULT_COLUMNS } from './attempt-record.js';
import { CONTACT_COLUMNS } from './contact-record.js';
import type { Statement } from './database.js';
import { DECISION_COLUMNS } from './decision-record.js';
import { FACT_COLUMNS } from './person-fact-record.js';
import { TELL_END } from './quiet-end.js';

/** $1 CPF hash or '', $2 number or ''. Said of the columns, so that the partial indexes fit whatever the values. */
const OF_SUBJECT = `((cpf_hash = $1 and cpf_hash <> '') or (phone = $2 and phone <> ''))`;
const CONTACT_OF_SUBJECT = `((cpf_hash = $1 and cpf_hash <> '')
  or ($2 <> '' and phones @> jsonb_build_array(jsonb_build_object('number', $2::text))))`;

export const PERSON_CONTACTS: Statement = {
  name: 'persons.contacts',
  text: `select ${CONTACT_COLUMNS.join(', ')}, state from contacts where ${CONTACT_OF_SUBJECT} order by id`,
};

const ATTEMPT_COLUMNS = [...new Set([...OPENING_COLUMNS, ...RESULT_COLUMNS, 'prev_hash', 'hash'])].join(', ');

export const PERSON_ATTEMPTS: Statement = {
  name: 'persons.attempts',
  text: `select ${ATTEMPT_COLUMNS}, day::text as day_text from attempts where ${OF_SUBJECT} order by t_queued_ms, attempt_id`,
};

export const PERSON_DECISIONS: Statement = {
  name: 'persons.decisions',
  text: `select ${DECISION_COLUMNS.join(', ')}, day::text as day_text from decisions where ${OF_SUBJECT} order by at_ms, decision_id`,
};

export const PERSON_FACTS: Statement = {
  name: 'persons.facts',
  text: `select ${FACT_COLUMNS.join(', ')} from person_facts where ${OF_SUBJECT} order by since_ms, id`,
};

const COMMITTED = 'contact_id = e.contact_id, cpf_hash = e.cpf_hash, debt_id = e.debt_id, phone = e.phone';
const ROWS = 'e (id text, day date, contact_id text, cpf_hash text, debt_id text, phone text)';

/**
 * One transaction. $1 CPF hash or '', $2 number or '', $3 attempts and $4 decisions with the commitments that take the
 * place of their values, $5 what suppresses (JSON arrays), $6 time, $7 who, $8 keyed subject, $9 why,
 * $10 dial keys of the person.
 *
 * A contact that loses its only number is erased whole; one that has others loses the number.
 */
export const ERASE_PERSON: Statement = {
  name: 'persons.erase',
  text: `
with attempt as (
  update attempts a set ${COMMITTED}, salt = '${ERASED_SALT}'
  from jsonb_to_recordset($3::jsonb) ${ROWS}
  where a.attempt_id = e.id and a.day = e.day and a.t_end_ms is not null and a.salt <> '${ERASED_SALT}'
  returning 1
), decision as (
  update decisions d set ${COMMITTED}, salt = '${ERASED_SALT}'
  from jsonb_to_recordset($4::jsonb) ${ROWS}
  where d.decision_id = e.id and d.day = e.day and d.salt <> '${ERASED_SALT}'
  returning 1
), left_phones as (
  select id, state as old_state, case when $1 <> '' then '[]'::jsonb else coalesce((
    select jsonb_agg(p.phone order by p.place) from jsonb_array_elements(phones) with ordinality p (phone, place)
    where p.phone->>'number' <> $2), '[]'::jsonb) end as phones
  from contacts where ${CONTACT_OF_SUBJECT}
), contact as (
  update contacts c set
    phones = l.phones, phone_index = 0,
    name = case when l.phones = '[]' then '' else c.name end,
    cpf_hash = case when l.phones = '[]' then '' else c.cpf_hash end,
    debt_id = case when l.phones = '[]' then '' else c.debt_id end,
    segment = case when l.phones = '[]' then '' else c.segment end,
    municipality = case when l.phones = '[]' then '' else c.municipality end,
    address_uf = case when l.phones = '[]' then '' else c.address_uf end,
    fields = case when l.phones = '[]' then '{}'::json else c.fields end,
    key = case when l.phones = '[]' then 'erased-' || c.id else c.key end,
    salt = case when l.phones = '[]' then '${ERASED_SALT}' else c.salt end,
    state = case when l.phones = '[]' then 'done' else c.state end,
    lease_owner = case when l.phones = '[]' then null else c.lease_owner end,
    lease_until_ms = case when l.phones = '[]' then null else c.lease_until_ms end
  from left_phones l where c.id = l.id
  returning 1
), ended as (${TELL_END(`select id from left_phones where phones = '[]' and old_state <> 'done'`, 'erased', '$6::bigint')}
), delivered as (
  -- What a receiver has not had yet still goes to it: it has to stop calling as well.
  delete from feed_deliveries where state <> 'waiting' and event->'data'->>'attemptId' in (
    select e.id from jsonb_to_recordset($3::jsonb) e (id text))
), fact as (
  delete from person_facts where ${OF_SUBJECT} returning 1
), kept as (
  insert into person_facts (${FACT_COLUMNS.join(', ')})
  select ${FACT_COLUMNS.join(', ')} from jsonb_populate_recordset(null::person_facts, $5::jsonb)
  returning phone, cpf_hash
), moved as (
  insert into dial_keys as k (key, version)
  select key, 1 from (
    select unnest($10::text[]) as key
    union select 'n:' || phone from kept where phone <> ''
    union select 'p:' || cpf_hash from kept where cpf_hash <> ''
  ) keys order by key
  on conflict (key) do update set version = k.version + 1
), forgotten as (
  insert into forgotten_keys (key, at_ms)
  select key, $6::bigint from unnest($10::text[]) key where key like 'n:%'
  on conflict (key) do update set at_ms = excluded.at_ms
), caller as (
  delete from inbound_callers where 'n:' || number = any ($10::text[])
), counted as (
  select (select count(*) from contact)::int as contacts, (select count(*) from attempt)::int as attempts,
    (select count(*) from decision)::int as decisions, (select count(*) from fact)::int as facts
), noted as (
  insert into admin_actions (at_ms, action, who, subject, reason, counts)
  select $6::bigint, 'person_erase', $7::text, $8::text, $9::text, row_to_json(counted) from counted
)
select * from counted`,
};

/** $1 rows. */
export const LIST_ACTIONS: Statement = {
  name: 'persons.actions',
  text: 'select at_ms, action, who, subject, reason, counts from admin_actions order by place desc limit $1',
};

/** $1 subject, $2 action, $3 rows. */
export const LIST_ACTIONS_OF: Statement = {
  name: 'persons.actionsOf',
  text: `
select at_ms, action, who, subject, reason, counts from admin_actions
where subject = $1 and subject <> '' and action = $2 order by place desc limit $3`,
};

/** $1 before. A key that a live call holds stays until the next time. */
export const DROP_FORGOTTEN: Statement = {
  name: 'persons.dropForgotten',
  text: `
with due as (
  delete from forgotten_keys f where f.at_ms < $1
    and not exists (select 1 from dial_keys k where k.key = f.key and k.live_attempt_id is not null)
  returning f.key
)
delete from dial_keys where key in (select key from due) returning key`,
};
