import type { Statement } from './database.js';

/** $1 memories: campaignId, part, atMs, memory. What another engine kept later stays. */
export const KEEP_MEMORIES: Statement = {
  name: 'pacing.keepMemories',
  text: `
insert into pacing_memories (campaign_id, part, at_ms, memory)
select m->>'campaignId', m->>'part', (m->>'atMs')::bigint, m->'memory' from jsonb_array_elements($1::jsonb) m
on conflict (campaign_id, part) do update set at_ms = excluded.at_ms, memory = excluded.memory
where pacing_memories.at_ms <= excluded.at_ms`,
};

/** $1 campaign. */
export const MEMORIES: Statement = {
  name: 'pacing.memories',
  text: 'select part, at_ms, memory from pacing_memories where campaign_id = $1 order by part',
};

/** $1 batches: campaignId, fromMs, toMs, decisions. $2: what is older is dropped. */
export const KEEP_DECISIONS: Statement = {
  name: 'pacing.keepDecisions',
  text: `
with dropped as (delete from pacing_decisions where to_ms < $2)
insert into pacing_decisions (campaign_id, from_ms, to_ms, decisions)
select b->>'campaignId', (b->>'fromMs')::bigint, (b->>'toMs')::bigint, b->'decisions'
from jsonb_array_elements($1::jsonb) b`,
};

/** $1 campaign, $2 from, $3 to, $4 rows: each holds a decision at least. */
export const DECISIONS: Statement = {
  name: 'pacing.decisions',
  text: `
select decisions from pacing_decisions
where campaign_id = $1 and to_ms >= $2 and from_ms < $3
order by from_ms desc, id desc limit $4`,
};
