import { riskOfAnswers, type SpareAgents } from './answer-risk.js';
import { type LaneFacts, placementCeiling, progressiveFloor } from './pacing-bounds.js';
import type { PacingLimit } from './pacing-strategy.js';

/** People, for a campaign of mean weight, by which another one may be ahead before it has to wait for it. */
const FAIR_SLACK = 1;

/** A campaign at this step: what it may risk, what its calls promise, what it has had. */
export interface Contender {
  readonly id: string;
  readonly weight: number;
  readonly threshold: number;
  /** Highest risk that others may bring on its calls while it can afford no drop; 1 while it can, or has none due. */
  readonly shelter: number;
  readonly shut: boolean;
  readonly most: number;
  /** Odds of a new call's answer, by horizon. */
  readonly newCallOdds: readonly number[];
  /** People served and due, for its weight. */
  had: number;
  placed: number;
  limit: PacingLimit | null;
}

/** Risk when answers to the mean number of `added`, by horizon, are placed beside what is in flight. */
export function poolRisk(spares: readonly SpareAgents[], added: readonly number[]): number {
  let risk = 0;
  for (let h = 0; h < spares.length; h++) {
    const spare = spares[h];
    risk += spare === undefined ? 0 : riskOfAnswers(spare, added[h] ?? 0);
  }
  return risk / Math.max(1, spares.length);
}

/**
 * The threshold a campaign dials by: its own, but while another one has had less than its part also the other's.
 * Otherwise whoever may drop more would fill every gap before it is safe enough for whoever may drop less.
 */
function allowedRisk(contender: Contender, all: readonly Contender[], slack: number): number {
  let allowed = contender.threshold;
  for (const other of all) {
    if (other !== contender) {
      allowed = Math.min(allowed, other.shelter);
    }
    if (other !== contender && other.most > 0 && other.had + slack / other.weight < contender.had) {
      allowed = Math.min(allowed, other.threshold);
    }
  }
  return allowed;
}

/** Shares out calls one by one (in larger handfuls to large pools) until each campaign is bound by something. */
export function shareOut(
  contenders: readonly Contender[],
  spares: readonly SpareAgents[],
  facts: LaneFacts,
): void {
  const added = spares.map(() => 0);
  const weights = contenders.reduce((sum, { weight }) => sum + weight, 0);
  const slack = (FAIR_SLACK * weights) / Math.max(1, contenders.length);
  const handful = Math.max(1, Math.floor((facts.idle + facts.busy) / 100));
  const ceiling = placementCeiling(facts);
  const floor = Math.min(progressiveFloor(facts), facts.room);
  let left = Math.min(ceiling, facts.room);
  let total = 0;
  const open = new Set(contenders);
  while (open.size > 0 && left > 0) {
    const next = [...open].reduce((least, contender) => (contender.had < least.had ? contender : least));
    const count = Math.min(handful, left, next.most - next.placed, total < floor ? 1 : handful);
    if (count <= 0) {
      next.limit = 'contacts';
      open.delete(next);
      continue;
    }
    const after = added.map((due, h) => due + count * (next.newCallOdds[h] ?? 0));
    const byRisk = poolRisk(spares, after) <= allowedRisk(next, contenders, slack);
    if (!byRisk && total >= floor) {
      next.limit = next.shut ? 'budget' : 'risk';
      open.delete(next);
      continue;
    }
    after.forEach((due, h) => {
      added[h] = due;
    });
    next.placed += count;
    next.had += (count * (next.newCallOdds.at(-1) ?? 0)) / next.weight;
    next.limit = byRisk ? null : 'agents_free';
    total += count;
    left -= count;
  }
  for (const contender of open) {
    contender.limit ??= total >= ceiling ? 'ceiling' : facts.roomLimit;
  }
}
