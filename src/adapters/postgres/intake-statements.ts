import { FACT_MOVES, MOVE_KEYS, NOTE_FACTS } from './commit-statement.js';
import type { Statement } from './database.js';
import { TELL_END } from './quiet-end.js';

/**
 * All of them: $1 feed, $2 rows (JSON array), $3 now; `judged` says what becomes of each row whose key is new. One told at
 * the same moment elsewhere is in neither list and is asked about again.
 */
const BEFORE = `
before as materialized (
  select i.key, i.digest, i.result from told t join intake_rows i on i.feed = $1 and i.key = t.row_key
)`;
const FRESH = `
fresh as materialized (
  insert into intake_rows (feed, key, digest, result, at_ms)
  select $1, row_key, digest, result, $3 from judged where result <> 'unknown' order by row_key
  on conflict do nothing returning key
)`;
const ANSWER = `
select key, digest, result, true as repeated from before
union all
select j.row_key, j.digest, j.result, false from judged j
where j.result = 'unknown' or j.row_key in (select key from fresh)`;
const IS_NEW = 'not exists (select from before b where b.key = t.row_key)';

/** $4 campaign, $5 mailing. What a row does not give stays as it was; phones are those of the row. */
export const CHANGE_CONTACTS: Statement = {
  name: 'intake.contacts',
  text: `
with told as materialized (
  select * from json_to_recordset($2::json) t (row_key text, digest text, key text, line integer, name text,
    cpf_hash text, debt_id text, segment text, municipality text, address_uf text, phones json, fields json,
    priority integer, next_at_ms bigint, salt text)
), ${BEFORE}, known as materialized (
  select * from contacts where campaign_id = $4 and key in (select key from told) order by id for update
), merged as materialized (
  select t.*, k.id, k.withdrawn_at_ms is not null as was_withdrawn,
    coalesce(nullif(t.name, ''), k.name) as new_name, coalesce(nullif(t.debt_id, ''), k.debt_id) as new_debt,
    coalesce(nullif(t.segment, ''), k.segment) as new_segment,
    coalesce(nullif(t.municipality, ''), k.municipality) as new_municipality,
    coalesce(nullif(t.address_uf, ''), k.address_uf) as new_uf,
    (select jsonb_agg(coalesce(
        (select o from jsonb_array_elements(k.phones) o where o->>'number' = p.number limit 1),
        jsonb_build_object('number', p.number, 'dropped', false)) order by p.place)
      from json_array_elements_text(t.phones) with ordinality p (number, place)) as new_phones,
    (select coalesce(json_object_agg(f.key, f.value order by f.place), '{}') from (
      select o.key, coalesce(t.fields->>o.key, o.value) as value, o.place
      from json_each_text(k.fields) with ordinality o (key, value, place)
      union all
      select w.key, w.value, w.place + 100000 from json_each_text(t.fields) with ordinality w (key, value, place)
      where k.fields->w.key is null) f) as new_fields,
    k.name as old_name, k.debt_id as old_debt, k.segment as old_segment, k.municipality as old_municipality,
    k.address_uf as old_uf, k.phones as old_phones, k.fields as old_fields
  from told t left join known k on k.key = t.key
  where ${IS_NEW}
), judged as materialized (
  select m.*, case
      when id is null then 'added'
      when was_withdrawn then 'returned'
      when (new_name, new_debt, new_segment, new_municipality, new_uf, new_phones, new_fields::jsonb)
        is distinct from
        (old_name, old_debt, old_segment, old_municipality, old_uf, old_phones, old_fields::jsonb) then 'updated'
      else 'unchanged' end as result
  from merged m
), ${FRESH}, added as (
  insert into contacts (campaign_id, mailing_id, key, line, name, cpf_hash, debt_id, segment, municipality,
    phones, fields, priority, next_at_ms, salt, address_uf)
  select $4, $5, key, line, name, cpf_hash, debt_id, segment, municipality, new_phones, fields, priority, next_at_ms,
    salt, address_uf
  from judged where result = 'added' and row_key in (select key from fresh) order by line
  on conflict (campaign_id, key) do nothing
), changed as (
  update contacts c set
    name = j.new_name, debt_id = j.new_debt, segment = j.new_segment, municipality = j.new_municipality,
    address_uf = j.new_uf, phones = j.new_phones, fields = j.new_fields,
    phone_index = case when j.new_phones = j.old_phones then c.phone_index else 0 end,
    revision = c.revision + 1, withdrawn_at_ms = null,
    next_at_ms = case when j.was_withdrawn then j.next_at_ms else c.next_at_ms end,
    state = case when j.was_withdrawn and c.state = 'done' then 'ready' else c.state end
  from judged j
  where c.id = j.id and j.result in ('updated', 'returned') and j.row_key in (select key from fresh)
)
${ANSWER}`,
};

const WITHDRAW_BY = (own: string, hasOwn: string, without: string): string => `
    select c.id, c.withdrawn_at_ms from contacts c
    where ${hasOwn} ${without} and c.campaign_id = $4 and ${own}
      and (t.cpf_hash = '' or c.cpf_hash = t.cpf_hash) and (t.debt_id = '' or c.debt_id = t.debt_id)
      and (t.phone = '' or c.phones @> jsonb_build_array(jsonb_build_object('number', t.phone)))`;

/** $4 campaign. Looked for by the debt, else by the person, else by the number: each has its index. */
export const WITHDRAW_CONTACTS: Statement = {
  name: 'intake.withdrawals',
  text: `
with told as materialized (
  select * from json_to_recordset($2::json) t (row_key text, digest text, cpf_hash text, debt_id text, phone text)
), ${BEFORE}, hit as materialized (
  select t.row_key, c.id, c.withdrawn_at_ms
  from told t cross join lateral (
    ${WITHDRAW_BY(`c.debt_id = t.debt_id and c.debt_id <> ''`, `t.debt_id <> ''`, '')}
    union all ${WITHDRAW_BY(`c.cpf_hash = t.cpf_hash and c.cpf_hash <> ''`, `t.cpf_hash <> ''`, `and t.debt_id = ''`)}
    union all ${WITHDRAW_BY(
      `c.phones @> jsonb_build_array(jsonb_build_object('number', t.phone))`,
      `t.phone <> ''`,
      `and t.debt_id = '' and t.cpf_hash = ''`,
    )}) c
  where ${IS_NEW}
), judged as materialized (
  select t.row_key, t.digest, case
      when not exists (select from hit h where h.row_key = t.row_key) then 'unknown'
      when exists (select from hit h where h.row_key = t.row_key and h.withdrawn_at_ms is null) then 'withdrawn'
      else 'unchanged' end as result
  from told t where ${IS_NEW}
), ${FRESH}, locked as materialized (
  select id, state from contacts
  where id = any (array(select h.id from hit h where h.row_key in (select key from fresh)))
    and withdrawn_at_ms is null
  order by id for update
), gone as (
  update contacts c set withdrawn_at_ms = $3, revision = c.revision + 1,
    state = case when c.state = 'calling' then c.state else 'done' end,
    lease_owner = case when c.state = 'calling' then c.lease_owner end, lease_until_ms = null
  from locked l where c.id = l.id
  returning c.id, c.state
), ended as (${TELL_END(
    `select g.id from gone g join locked l on l.id = g.id where g.state = 'done' and l.state <> 'done'`,
    'withdrawn',
    '$3::bigint',
  )}
)
${ANSWER}`,
};

/** Their dial keys are there (ENSURE_KEYS). */
export const NOTE_DEBTS: Statement = {
  name: 'intake.debts',
  text: `
with told as materialized (
  select * from jsonb_to_recordset($2::jsonb) t (row_key text, digest text, fact jsonb)
), ${BEFORE}, judged as materialized (
  select t.row_key, t.digest, t.fact, 'noted' as result from told t where ${IS_NEW}
), ${FRESH}, noted as (
  ${NOTE_FACTS(`(
    select coalesce(jsonb_agg(j.fact), '[]') from judged j where j.row_key in (select key from fresh))`)}
), moves as (
  ${FACT_MOVES}
), closed as (
  select null::text as attempt_id where false
), moved as (
  ${MOVE_KEYS}
)
${ANSWER}`,
};

/** $4 contract, $5 who. */
export const NOTE_BALANCES: Statement = {
  name: 'intake.balances',
  text: `
with told as materialized (
  select * from json_to_recordset($2::json) t (row_key text, digest text, place integer, list text, key text, fact json)
), ${BEFORE}, judged as materialized (
  select t.*, 'noted' as result from told t where ${IS_NEW}
), ${FRESH}, noted as (
  insert into billing_facts (contract_id, list, key, fact, noted_by, at_ms, why)
  select $4, list, key, fact, $5, $3, $1 from judged j where j.row_key in (select key from fresh) order by place
)
${ANSWER}`,
};

/** $1 id, $2 feed, $3 source, $4 name, $5 who, $6 when, $7 counts, $8 refused, $9 problem. */
export const KEEP_DELIVERY: Statement = {
  name: 'intake.keepDelivery',
  text: `
insert into intake_deliveries (id, feed, source, name, told_by, at_ms, counts, refused, problem)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
};

/** $1 rows. */
export const DELIVERIES: Statement = {
  name: 'intake.deliveries',
  text: `
select id, feed, source, name, told_by as "by", at_ms as "atMs", counts, refused, problem
from intake_deliveries order by place desc limit $1`,
};

/** $1 instant. */
export const FORGET_INTAKE: Statement = {
  name: 'intake.forget',
  text: `
with gone as (delete from intake_rows where at_ms < $1)
delete from intake_deliveries where at_ms < $1`,
};
