import { MARK_COLUMNS, OPENING_COLUMNS, RESULT_COLUMNS } from './attempt-record.js';
import type { Statement } from './database.js';
import { DECISION_COLUMNS } from './decision-record.js';
import { FACT_COLUMNS } from './person-fact-record.js';

const OPENED = [...OPENING_COLUMNS, 'marked', 't_dial_ms', ...MARK_COLUMNS].join(', ');
const CLOSED_COLUMNS = [...OPENING_COLUMNS, 'marked', ...RESULT_COLUMNS];
const CLOSED = CLOSED_COLUMNS.join(', ');
/** The queue of a call that came in is known only after its menu. */
const RESULT_SET = [...RESULT_COLUMNS, 'queue', 'chain_seq', 'prev_hash', 'hash']
  .map((column) => `${column} = excluded.${column}`)
  .join(', ');
const MARK_SET = MARK_COLUMNS.map((column) => `${column} = m.${column}`).join(', ');
const FACTS = FACT_COLUMNS.join(', ');
const DECIDED = DECISION_COLUMNS.filter((column) => column !== 'seq');

/**
 * Dial keys that are not there yet, at version 0, which is the same as none. $1 keys, no duplicates.
 *
 * It goes ahead of COMMIT because a lock can only be had on a row that the statement's snapshot sees: with all its
 * rows there, COMMIT locks them in one order and two engines cannot wait for one another. Nothing is lost with it, so
 * it does not wait for the disk: a crash before COMMIT takes it along, COMMIT's own wait brings it to the disk too.
 */
export const ENSURE_KEYS: Statement = {
  name: 'attempts.ensureKeys',
  text: `
with quick as materialized (select set_config('synchronous_commit', 'off', true) as quick)
insert into dial_keys (key, version)
select wanted.key, 0 from quick cross join unnest($1::text[]) wanted (key) order by wanted.key
on conflict (key) do nothing`,
};

/** Where a key is moved: its version grows with every move; an opening takes it if it is free, a closing frees it. */
export const MOVE_KEYS = `
  insert into dial_keys as d (key, version, live_attempt_id)
  select key, count(*), (array_agg(attempt_id order by place) filter (where holds))[1]
  from moves group by key order by key
  on conflict (key) do update set
    version = d.version + excluded.version,
    live_attempt_id = case
      when d.live_attempt_id is null then excluded.live_attempt_id
      when d.live_attempt_id in (select attempt_id from closed) then null
      else d.live_attempt_id end`;

/**
 * An attempt that has not ended. Put so that the index of open attempts is of no use: for each batch it would be read from
 * end to end, with all the entries of attempts that have ended since it was last vacuumed, in a tenth of the batch's time.
 */
const STILL_OPEN = 'coalesce(a.t_end_ms, -1) = -1';

/** Keys of facts that were new. */
export const FACT_MOVES = `
  select 'n:' || phone as key, '' as attempt_id, false as holds, 0 as place from noted where phone <> ''
  union all select 'p:' || cpf_hash, '', false, 0 from noted where cpf_hash <> ''
  union all select 'd:' || debt_id, '', false, 0 from noted where debt_id <> ''`;

export const NOTE_FACTS = (facts: string): string => `
  insert into person_facts (${FACTS})
  select ${FACTS} from jsonb_populate_recordset(null::person_facts, ${facts}::jsonb)
  on conflict (kind, attempt_id) where attempt_id <> '' do nothing
  returning phone, cpf_hash, debt_id`;

/**
 * A whole batch in one statement, so in one transaction and one round trip. Gives the attempts it refused.
 * $1 openings, $2 marks, $3 closings in chain order, $4 contact updates, $5 agent states (all JSON arrays),
 * $6 the days of all rows (for pruning partitions), $7 contacts that a closing of this batch decides,
 * $8 attempts of marks and closings: rows are found by key, whatever the planner thinks of a day that has just begun,
 * $9 dial keys of openings, closings and facts, $10 guards, $11 what openings and closings move (JSON arrays),
 * $12 openings, $13 those of them that an earlier one of the batch rules out,
 * $14 decisions in chain order, $15 facts (JSON arrays), $16 ids of the decisions.
 *
 * The parts of one statement do not see one another's writes, so the caller hands each attempt to one part only.
 * `fresh` keeps a batch that comes again from touching anything: what is closed already is not chained twice.
 * A first try that still commits on a dying connection is waited for at its dial keys or at its chain's row.
 *
 * The last part runs first and has `locked` lock the keys, in one order for all engines, and read them as they are
 * then, whoever changed them since the statement began; guards are compared with that, and nothing is written before.
 * What is only compared (the lists, the contact's revision) is taken as the statement's snapshot has it: activating a
 * list or withdrawing a contact and an opening need not wait for one another, and an opening decided just before it was
 * just before it. A contact that was withdrawn in that moment, or while it is called, has ended when the call has.
 * A fence is locked for sharing and read as it is then: a claim waits for the rows on their way, or they see it.
 * A closing leaves nothing on a contact that is in another engine's hands, and one whose call never left nothing on a
 * contact that is not in its own engine's: its campaign was taken over meanwhile.
 * A closing of a row that another engine has inherited is refused: its call is another's, and ends in another's chain.
 * An opening that is there already is not refused: the row says so, or the key it holds, which is newer.
 */
export const COMMIT: Statement = {
  name: 'attempts.commit',
  text: `
with locked as materialized (
  select key, version, live_attempt_id from dial_keys
  where key = any ($9::text[]) order by key for no key update
), guard as materialized (
  select * from jsonb_to_recordset($10::jsonb) g (attempt_id text, key text, version bigint, use text)
), present as materialized (
  select attempt_id from attempts where attempt_id = any ($12::text[]) and day = any ($6::date[])
  union all
  select live_attempt_id from locked where live_attempt_id = any ($12::text[])
), unlocked as materialized (
  select s.key, coalesce((select k.version from dial_keys k where k.key = s.key), 0) as version
  from (select distinct key from guard where use = 'same') s
), fenced as materialized (
  select name, fence from leases
  where name in (select 'claim:' || substr(g.key, 3) from guard g where g.use = 'fence') order by name for share
), outdated as materialized (
  select g.attempt_id from guard g left join locked k on k.key = g.key
  where g.use in ('hold', 'count')
    and (g.version <> coalesce(k.version, 0) or (g.use = 'hold' and k.live_attempt_id is not null))
  union all
  select g.attempt_id from guard g join unlocked k on k.key = g.key
  where g.use = 'same' and g.version <> k.version
  union all
  select g.attempt_id from guard g
  join contacts c on c.id = (case when g.key ~ '^c:[0-9]{1,18}$' then substr(g.key, 3)::bigint end)
  where g.use = 'contact' and g.version <> c.revision
  union all
  select g.attempt_id from guard g left join fenced f on f.name = 'claim:' || substr(g.key, 3)
  where g.use = 'fence' and g.version <> coalesce(f.fence, 0)
), refused as materialized (
  select o.attempt_id from unnest($12::text[]) o (attempt_id)
  where (o.attempt_id = any ($13::text[]) or o.attempt_id in (select attempt_id from outdated))
    and o.attempt_id not in (select attempt_id from present)
), ending as materialized (
  select a.attempt_id, a.engine_id <> p.engine_id as of_another
  from jsonb_to_recordset($3::jsonb) p (attempt_id text, engine_id text)
  join attempts a on a.attempt_id = p.attempt_id
  where a.attempt_id = any ($8::text[]) and a.day = any ($6::date[]) and ${STILL_OPEN}
  order by a.attempt_id for no key update of a
), opened as (
  insert into attempts (${OPENED})
  select ${OPENED} from jsonb_populate_recordset(null::attempts, $1::jsonb) o
  where o.attempt_id not in (select attempt_id from refused)
  on conflict (attempt_id, day) do nothing
  returning attempt_id, contact_id, engine_id, mode
), calling as (
  update contacts c set state = 'calling', lease_owner = o.engine_id, lease_until_ms = null
  from opened o
  where c.id = (case when o.contact_id ~ '^[0-9]{1,18}$' then o.contact_id::bigint end)
    and c.id <> all ($7::bigint[]) and o.mode not in ('inbound', 'test')
), marked as (
  update attempts a set marked = true, ${MARK_SET}
  from jsonb_populate_recordset(null::attempts, $2::jsonb) m
  where a.attempt_id = m.attempt_id and a.day = m.day and ${STILL_OPEN}
    and a.attempt_id = any ($8::text[]) and a.day = any ($6::date[])
), fresh as materialized (
  select p.*, row_number() over chain as place, count(*) over (partition by p.chain_id) as total
  from jsonb_populate_recordset(null::attempts, $3::jsonb) p
  where p.attempt_id not in (
    select a.attempt_id from attempts a
    where a.attempt_id = any ($8::text[]) and a.day = any ($6::date[]) and a.t_end_ms is not null)
    and p.attempt_id not in (select attempt_id from ending where of_another)
  window chain as (partition by p.chain_id order by p.chain_seq)
), chained as (
  insert into chains as c (chain_id, seq, hash)
  select chain_id, total, hash from fresh where place = total
  on conflict (chain_id) do update set seq = c.seq + excluded.seq, hash = excluded.hash
  returning chain_id, seq
), closed as (
  insert into attempts (${CLOSED}, chain_seq, prev_hash, hash)
  select ${CLOSED_COLUMNS.map((column) => `f.${column}`).join(', ')}, c.seq - f.total + f.place, f.prev_hash, f.hash
  from fresh f join chained c on c.chain_id = f.chain_id
  on conflict (attempt_id, day) do update set ${RESULT_SET}
    where attempts.t_end_ms is null and attempts.engine_id = excluded.engine_id
  returning attempt_id
), settled as (
  update contacts c set
    state = case when c.withdrawn_at_ms is null then u.state else 'done' end, next_at_ms = u.next_at_ms, phone_index = u.phone_index, attempts = u.attempts,
    free_attempts = u.free_attempts, same_reason_attempts = u.same_reason_attempts, last_reason = u.last_reason,
    agreed_callback_ms = u.agreed_callback_ms, rest_reason = u.rest_reason,
    lease_owner = null, lease_until_ms = null,
    phones = case when u.dropped_phone is null and u.dialed_phone is null then c.phones else (
      select jsonb_agg(p.phone
        || case when p.phone->>'number' = u.dropped_phone then '{"dropped": true}'::jsonb else '{}' end
        || case when p.phone->>'number' = u.dialed_phone
          then jsonb_build_object('history', u.phone_history) else '{}' end
        order by p.place)
      from jsonb_array_elements(c.phones) with ordinality p (phone, place)) end
  from jsonb_to_recordset($4::jsonb) u (
    attempt_id text, contact_id bigint, state text, next_at_ms bigint, phone_index integer, dropped_phone text,
    dialed_phone text, phone_history jsonb, agreed_callback_ms bigint, rest_reason text,
    attempts integer, free_attempts integer, same_reason_attempts integer, last_reason text, engine_id text, unsent boolean)
  join closed on closed.attempt_id = u.attempt_id
  where c.id = u.contact_id and (c.lease_owner = u.engine_id or (c.lease_owner is null and not u.unsent))
  returning u.attempt_id, c.state
), told as (
  insert into feed_outbox (what, ref, day, at_ms, contact_done)
  select 'attempt', f.attempt_id, f.day, f.t_end_ms, f.attempt_id in (
    select u.attempt_id from jsonb_to_recordset($4::jsonb) u (attempt_id text, state text) where u.state = 'done')
    -- One that was withdrawn while it was called ends here; one that calls in afterwards had ended before.
    or (f.mode not in ('inbound', 'test') and f.attempt_id in (select s.attempt_id from settled s where s.state = 'done'))
  from fresh f join closed on closed.attempt_id = f.attempt_id
  where exists (select from feed_subscriptions where active) and f.mode <> 'test'
  order by f.t_end_ms
), noted as (
  ${NOTE_FACTS('$15')}
), moves as (
  select m.key, m.attempt_id, m.holds, m.place
  from jsonb_to_recordset($11::jsonb) m (attempt_id text, key text, holds boolean, place integer)
  where m.attempt_id in (select attempt_id from opened) or m.attempt_id in (select attempt_id from closed)
  union all ${FACT_MOVES}
), moved as (
  ${MOVE_KEYS}
), new_decisions as materialized (
  select p.*, row_number() over chain as place, count(*) over (partition by p.chain_id) as total
  from jsonb_populate_recordset(null::decisions, $14::jsonb) p
  where p.decision_id not in (
    select d.decision_id from decisions d where d.decision_id = any ($16::text[]) and d.day = any ($6::date[]))
  window chain as (partition by p.chain_id order by p.seq)
), decisions_chained as (
  insert into decision_chains as c (chain_id, seq, hash)
  select chain_id, total, hash from new_decisions where place = total
  on conflict (chain_id) do update set seq = c.seq + excluded.seq, hash = excluded.hash
  returning chain_id, seq
), decided as (
  insert into decisions (${DECIDED.join(', ')}, seq)
  select ${DECIDED.map((column) => `n.${column}`).join(', ')}, c.seq - n.total + n.place
  from new_decisions n join decisions_chained c on c.chain_id = n.chain_id
  on conflict (decision_id, day) do nothing
), stretches as (
  insert into agent_states (agent_id, t_start_ms, state, reason, t_end_ms)
  select agent_id, t_start_ms, state, reason, t_end_ms from jsonb_populate_recordset(null::agent_states, $5::jsonb)
  on conflict (agent_id, t_start_ms) do update set
    state = excluded.state, reason = excluded.reason, t_end_ms = excluded.t_end_ms
)
select attempt_id from refused where (select count(*) from locked) >= 0
union all select attempt_id from ending where of_another`,
};

/** Facts from outside a call; their keys are there (ENSURE_KEYS) and are locked in the order of all. $1 facts (JSON). */
export const REGISTER_FACTS: Statement = {
  name: 'facts.register',
  text: `
with noted as (
  ${NOTE_FACTS('$1')}
), moves as (
  ${FACT_MOVES}
), closed as (
  select null::text as attempt_id where false
)
${MOVE_KEYS}`,
};
