import type { Statement } from './database.js';

const COLUMNS = `r.recording_id, r.attempt_id, r.campaign_id, r.agent_id, r.day::text as day, r.started_at_ms, r.talk_ms,
  r.duration_ms, r.channels, r.bytes, r.sha256, r.sealed_at_ms, r.waveform`;

/** The call was dialled on the day of its recording or, the one by UTC and the other by Brasília, the day beside it. */
const CALL = `
left join attempts a on a.attempt_id = r.attempt_id and a.day between r.day - 2 and r.day + 1`;

/** $1 the recording as JSON. */
export const KEEP_RECORDING: Statement = {
  name: 'recordings.keep',
  text: `
insert into recordings (recording_id, attempt_id, campaign_id, agent_id, day, started_at_ms, talk_ms, duration_ms,
  channels, bytes, sha256, sealed_at_ms, waveform)
select j->>'recordingId', j->>'attemptId', j->>'campaignId', j->>'agentId', (j->>'day')::date,
  (j->>'startedAtMs')::bigint, (j->>'talkMs')::bigint, (j->>'durationMs')::bigint, (j->>'channels')::integer,
  (j->>'bytes')::bigint, j->>'sha256', (j->>'sealedAtMs')::bigint, j->'waveform'
from (select $1::json as j) given
on conflict (recording_id) do update set (attempt_id, campaign_id, agent_id, day, started_at_ms, talk_ms, duration_ms,
  channels, bytes, sha256, sealed_at_ms, waveform) = (excluded.attempt_id, excluded.campaign_id, excluded.agent_id,
  excluded.day, excluded.started_at_ms, excluded.talk_ms, excluded.duration_ms, excluded.channels, excluded.bytes,
  excluded.sha256, excluded.sealed_at_ms, excluded.waveform)`,
};

/** $1 recording. */
export const FIND_RECORDING: Statement = {
  name: 'recordings.find',
  text: `
select ${COLUMNS}, a.phone, a.disposition from recordings r ${CALL} where r.recording_id = $1`,
};

/**
 * Newest first. $1 attempt, $2 agent, $3 campaign, $4 day, $5 number, each null for any; $6 start and $7 id of the last
 * one seen, $8 rows; $9 disposition, $10 least and $11 longest length, $12 agents, $13
 * campaigns, each null for any.
 */
export const RECORDING_PAGE: Statement = {
  name: 'recordings.page',
  text: `
select ${COLUMNS}, a.phone, a.disposition from recordings r ${CALL}
where ($1::text is null or r.attempt_id = $1) and ($2::text is null or r.agent_id = $2)
  and ($3::text is null or r.campaign_id = $3) and ($4::date is null or r.day = $4)
  and ($5::text is null or r.attempt_id in (select attempt_id from attempts where phone = $5))
  and (r.started_at_ms, r.recording_id) < ($6, $7)
  and ($9::text is null or a.disposition = $9)
  and ($10::bigint is null or r.duration_ms >= $10) and ($11::bigint is null or r.duration_ms <= $11)
  and ($12::text[] is null or r.agent_id = any($12))
  and ($13::text[] is null or r.campaign_id = any($13))
order by r.started_at_ms desc, r.recording_id desc limit $8`,
};

/** $1 day. */
export const REMOVE_RECORDING_DAY: Statement = {
  name: 'recordings.removeDay',
  text: 'delete from recordings where day = $1::date',
};
