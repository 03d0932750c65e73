import type { DrawnOut, QualityFormOut, ScoreOut } from '../../contract/quality-wire.js';
import type { DrawnCall } from '../../core/quality/quality-draw.js';
import type { QualityForm } from '../../core/quality/quality-form.js';
import type { PeriodScore } from '../../core/quality/quality-period.js';
import type { ContestedScore, SavedForm, StoredDraw } from '../../ports/quality-store.js';

export function formToWire({ form, version, by, atMs }: SavedForm): QualityFormOut {
  return { ...wireForm(form), version, by, atMs };
}

function wireForm({ id, name, dimensions }: QualityForm) {
  return {
    id,
    name,
    dimensions: dimensions.map((one) => ({ ...one, items: one.items.map((item) => ({ ...item })) })),
  };
}

/** The seed stays secret until the draw is done: who knew it before could know the outcome. */
export function drawToWire({ drawId, seed, strata, ...draw }: StoredDraw): DrawnOut['draw'] {
  return {
    ...draw,
    id: drawId,
    seed: draw.drawnAtMs === null ? null : seed,
    strata: strata.map((stratum) => ({ ...stratum })),
  };
}

export function drawnToWire(draw: StoredDraw, picks: readonly DrawnCall[]): DrawnOut {
  return { draw: drawToWire(draw), picks: picks.map((pick) => ({ ...pick })) };
}

export function scoreToWire({ contest, ...score }: ContestedScore): ScoreOut {
  return { ...score, marks: { ...score.marks }, fatal: [...score.fatal], contest: contest && { ...contest } };
}

export function periodScoreOf({
  attemptId,
  agentId,
  side,
  score,
  atMs,
  contest,
}: ContestedScore): PeriodScore {
  return { attemptId, agentId, side, score, atMs, isVoid: contest?.decision === 'upheld' };
}
