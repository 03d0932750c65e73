import type { Statement } from './database.js';

/** $1 form, $2 as JSON, $3 who, $4 when. Two who save at once get two versions, or the second an error. */
export const SAVE_FORM: Statement = {
  name: 'quality.saveForm',
  text: `
insert into quality_forms (id, version, form, saved_by, at_ms)
select $1, coalesce(max(version), 0) + 1, $2::json, $3, $4 from quality_forms where id = $1
returning version`,
};

/** $1 form, $2 version or null for the latest. */
export const FIND_FORM: Statement = {
  name: 'quality.form',
  text: `
select form, version, saved_by, at_ms from quality_forms
where id = $1 and ($2::integer is null or version = $2) order by version desc limit 1`,
};

export const LIST_FORMS: Statement = {
  name: 'quality.forms',
  text: 'select distinct on (id) form, version, saved_by, at_ms from quality_forms order by id, version desc',
};

/** $1 form, $2 the most of it. */
export const FORM_VERSIONS: Statement = {
  name: 'quality.formVersions',
  text: 'select form, version, saved_by, at_ms from quality_forms where id = $1 order by version desc limit $2',
};

/** $1 draw, $2 when committed, $3 as JSON. */
export const ADD_DRAW: Statement = {
  name: 'quality.addDraw',
  text: 'insert into quality_draws (draw_id, committed_at_ms, is_done, draw) values ($1, $2, false, $3::json)',
};

/** One transaction. $1 draw, $2 as JSON, $3 picks as a JSON array. */
export const FINISH_DRAW: Statement = {
  name: 'quality.finishDraw',
  text: `
with done as (
  update quality_draws set is_done = true, draw = $2::json where draw_id = $1 and not is_done returning draw_id
), kept as (
  insert into quality_picks (draw_id, attempt_id, agent_id, band, ticket)
  select d.draw_id, p->>'attemptId', p->>'agentId', p->>'band', p->>'ticket'
  from done d, json_array_elements($3::json) p
)
select draw_id from done`,
};

/** $1 draw. */
export const FIND_DRAW: Statement = {
  name: 'quality.draw',
  text: 'select draw from quality_draws where draw_id = $1',
};

/** $1 rows. */
export const LIST_DRAWS: Statement = {
  name: 'quality.draws',
  text: 'select draw from quality_draws order by committed_at_ms desc, draw_id limit $1',
};

/** $1 draw. */
export const LIST_PICKS: Statement = {
  name: 'quality.picks',
  text: 'select attempt_id, agent_id, band, ticket from quality_picks where draw_id = $1 order by agent_id, ticket',
};

/** $1 id, $2 attempt, $3 agent, $4 when, $5 as JSON. */
export const ADD_SCORE: Statement = {
  name: 'quality.addScore',
  text: 'insert into quality_scores (id, attempt_id, agent_id, at_ms, score) values ($1, $2, $3, $4, $5::json)',
};

const SCORE = `select s.score, c.contest from quality_scores s left join quality_contests c on c.score_id = s.id`;

/** $1 score. */
export const FIND_SCORE: Statement = { name: 'quality.score', text: `${SCORE} where s.id = $1` };

/** $1 from, $2 to, $3 agent and $4 attempt, each null for any. */
export const LIST_SCORES: Statement = {
  name: 'quality.scores',
  text: `
${SCORE} where s.at_ms >= $1 and s.at_ms < $2 and ($3::text is null or s.agent_id = $3)
  and ($4::text is null or s.attempt_id = $4)
order by s.at_ms desc, s.id`,
};

/** $1 score, $2 as JSON. */
export const ADD_CONTEST: Statement = {
  name: 'quality.contest',
  text: `
insert into quality_contests (score_id, is_open, contest) values ($1, true, $2::json)
on conflict (score_id) do nothing returning score_id`,
};

/** $1 score, $2 as JSON. */
export const DECIDE_CONTEST: Statement = {
  name: 'quality.decide',
  text: `
update quality_contests set is_open = false, contest = $2::json where score_id = $1 and is_open returning score_id`,
};
