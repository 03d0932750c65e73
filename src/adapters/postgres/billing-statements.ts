import type { Statement } from './database.js';

/** $1 id, $2 version, $3 document, $4 who, $5 when, $6 why. */
export const ADD_CONTRACT: Statement = {
  name: 'billing.addContract',
  text: `
insert into billing_contracts (id, version, document, noted_by, at_ms, why) values ($1, $2, $3, $4, $5, $6)
on conflict (id, version) do nothing returning place`,
};

export const CONTRACTS: Statement = {
  name: 'billing.contracts',
  text: 'select id, version, document, noted_by, at_ms, why from billing_contracts order by place',
};

/** $1 contract, $2 entries (JSON array of list, key, fact), $3 who, $4 when, $5 why. */
export const ADD_FACTS: Statement = {
  name: 'billing.addFacts',
  text: `
insert into billing_facts (contract_id, list, key, fact, noted_by, at_ms, why)
select $1, e->>'list', e->>'key', e->'fact', $3, $4, $5
from json_array_elements($2::json) with ordinality r (e, place) order by r.place`,
};

/** $1 contract, $2 place to go on after, $3 rows. */
export const FACTS: Statement = {
  name: 'billing.facts',
  text: `
select place, list, key, fact, noted_by, at_ms, why from billing_facts
where contract_id = $1 and place > $2 order by place limit $3`,
};

/** $1 id, $2 contract, $3 state, $4 proposal. */
export const ADD_CORRECTION: Statement = {
  name: 'billing.addCorrection',
  text: 'insert into billing_corrections (id, contract_id, state, proposal) values ($1, $2, $3, $4)',
};

/** $1 id. */
export const FIND_CORRECTION: Statement = {
  name: 'billing.findCorrection',
  text: 'select proposal from billing_corrections where id = $1',
};

/** $1 contract. */
export const CORRECTIONS: Statement = {
  name: 'billing.corrections',
  text: 'select proposal from billing_corrections where contract_id = $1 order by place desc limit 1000',
};

/** $1 id, $2 state, $3 proposal, $4 the fact's list or null, $5 its key, $6 fact, $7 who, $8 when, $9 why. */
export const KEEP_DECISION: Statement = {
  name: 'billing.keepDecision',
  text: `
with decided as (
  update billing_corrections set state = $2, proposal = $3 where id = $1 and state = 'proposed' returning contract_id
), noted as (
  insert into billing_facts (contract_id, list, key, fact, noted_by, at_ms, why)
  select contract_id, $4, $5, $6::json, $7, $8, $9 from decided where $4::text is not null
)
select contract_id from decided`,
};

/** $1 hash, $2 lines (JSON array of place, line, callCount). */
export const ADD_LINES: Statement = {
  name: 'billing.addLines',
  text: `
insert into bill_lines (hash, place, line, call_count)
select $1, (l->>'place')::integer, l->'line', (l->>'callCount')::integer from json_array_elements($2::json) l
on conflict (hash, place) do nothing`,
};

/** $1 hash, $2 place, $3 page, $4 calls. */
export const ADD_CALLS: Statement = {
  name: 'billing.addCalls',
  text: `
insert into bill_line_calls (hash, place, page, calls) values ($1, $2, $3, $4)
on conflict (hash, place, page) do nothing`,
};

/** $1 hash, $2 fate, $3 page, $4 calls. */
export const ADD_FATE_CALLS: Statement = {
  name: 'billing.addFateCalls',
  text: `
insert into bill_fate_calls (hash, fate, page, calls) values ($1, $2, $3, $4)
on conflict (hash, fate, page) do nothing`,
};

/** $1 hash: comes after its calls. */
export const ADD_FATES: Statement = {
  name: 'billing.addFates',
  text: 'insert into bill_fates (hash) values ($1) on conflict (hash) do nothing',
};

/** $1 hash. */
export const HAS_FATES: Statement = {
  name: 'billing.hasFates',
  text: 'select exists (select from bill_fates where hash = $1) as kept',
};

/** $1 hash, $2 fate, $3 first page, $4 last page. */
export const FATE_CALLS: Statement = {
  name: 'billing.fateCalls',
  text: `
select calls from bill_fate_calls where hash = $1 and fate = $2 and page >= $3 and page <= $4 order by page`,
};

/** $1 hash, $2 head: comes last, a bill without it is not there. */
export const ADD_BILL: Statement = {
  name: 'billing.addBill',
  text: 'insert into bills (hash, head) values ($1, $2) on conflict (hash) do nothing',
};

/** $1 hash. */
export const BILL_HEAD: Statement = {
  name: 'billing.billHead',
  text: 'select head from bills where hash = $1',
};

/** $1 hash. */
export const BILL_LINES: Statement = {
  name: 'billing.lines',
  text: 'select place, line, call_count from bill_lines where hash = $1 order by place',
};

/** $1 hash, $2 place, $3 first page, $4 last page. */
export const LINE_CALLS: Statement = {
  name: 'billing.lineCalls',
  text: `
select calls from bill_line_calls where hash = $1 and place = $2 and page >= $3 and page <= $4 order by page`,
};

/**
 * $1 id, $2 contract, $3 month, $4 version, $5 state, $6 statement; $7 the version that it replaces or null, $8 the state
 * it must be in, $9 its next state, $10 who, $11 when, $12 why, $13 move.
 */
export const ADD_STATEMENT: Statement = {
  name: 'billing.addStatement',
  text: `
with gone as (
  update statements set state = $9 where id = $7 and state = $8
    and not exists (select from statements s where s.id = $1)
  returning id
), stepped as (
  insert into statement_steps (statement_id, move, from_state, to_state, moved_by, at_ms, why)
  select id, $13, $8, $9, $10, $11, $12 from gone
)
insert into statements (id, contract_id, month, version, state, statement)
select $1, $2, $3, $4, $5, $6 where $7::text is null or exists (select from gone)
returning id`,
};

const STATEMENT = `
select s.state, s.statement, coalesce((
  select json_agg(json_build_object('move', p.move, 'from', p.from_state, 'to', p.to_state, 'by', p.moved_by,
    'atMs', p.at_ms, 'why', p.why) order by p.place)
  from statement_steps p where p.statement_id = s.id), '[]') as steps
from statements s`;

/** $1 id. */
export const FIND_STATEMENT: Statement = {
  name: 'billing.findStatement',
  text: `${STATEMENT} where s.id = $1`,
};

/** $1 contract or null, $2 month or null. */
export const STATEMENTS: Statement = {
  name: 'billing.statements',
  text: `${STATEMENT}
where ($1::text is null or s.contract_id = $1) and ($2::text is null or s.month = $2)
order by s.contract_id collate "C", s.month, s.version`,
};

/** $1 id, $2 move, $3 from, $4 to, $5 who, $6 when, $7 why. */
export const KEEP_STEP: Statement = {
  name: 'billing.keepStep',
  text: `
with moved as (update statements set state = $4 where id = $1 and state = $3 returning id), told as (
  insert into feed_outbox (what, ref, at_ms)
  select 'statement', id, $6 from moved where $4 = 'approved' and exists (select from feed_subscriptions where active)
)
insert into statement_steps (statement_id, move, from_state, to_state, moved_by, at_ms, why)
select id, $2, $3, $4, $5, $6, $7 from moved returning place`,
};
