import { laneFacts, placementCeiling, progressiveFloor } from '../pacing-bounds.js';
import type { PacingSnapshot, PacingStrategy } from '../pacing-strategy.js';
import { baselineDecision } from './baseline-decision.js';
import { type KnownTruth, shareWithin } from './known-truth.js';

/** Above so many agents the exact law of free agents and due answers gives way to the normal one. */
const EXACT_AGENTS = 30;
/** Part of the two seconds in which an agent about to be free may still take the person, in seconds. */
const GRACE = 0.8;
const HIGHEST_ODDS = 0.95;
const MOST_PLACED_PER_AGENT = 30;

type RiskOf = (placed: number) => number;

/** Adds one Bernoulli trial to a law of counts whose last entry stands for "that many or more". */
function addTrial(law: Float64Array, p: number): void {
  const top = law.length - 1;
  for (let k = top; k >= 0; k--) {
    const stay = k === top ? 1 : 1 - p;
    law[k] = (law[k] ?? 0) * stay + (k > 0 ? (law[k - 1] ?? 0) * p : 0);
  }
}

function lawOf(trials: readonly number[], length: number): Float64Array {
  const law = new Float64Array(length);
  law[0] = 1;
  for (const p of trials) {
    addTrial(law, p);
  }
  return law;
}

/** Tail of the standard normal law (Zelen and Severo's rational form, error below 2e-5). */
function normalTail(z: number): number {
  const t = 1 / (1 + 0.33267 * Math.abs(z));
  const tail = 0.39894228 * Math.exp((-z * z) / 2) * t * (0.4361836 + t * (-0.1201676 + 0.937298 * t));
  return z >= 0 ? tail : 1 - tail;
}

/** P(due + Poisson(mean) ≥ idle + free) over the laws of agents free and answers due. */
function exactRisk(free: Float64Array, due: Float64Array, idle: number, mean: number): number {
  const tails = new Float64Array(idle + free.length + 1);
  let term = Math.exp(-mean);
  let tail = 1;
  for (let k = 0; k < tails.length; k++) {
    tails[k] = Math.max(0, tail);
    tail -= term;
    term *= mean / (k + 1);
  }
  let risk = 0;
  for (let f = 0; f < free.length; f++) {
    for (let x = 0; x < due.length; x++) {
      risk += (free[f] ?? 0) * (due[x] ?? 0) * (tails[Math.max(0, idle + f - x)] ?? 0);
    }
  }
  return risk;
}

function riskAt(
  truth: KnownTruth,
  snapshot: PacingSnapshot,
  idle: number,
  factor: number,
  span: number,
): RiskOf {
  const free = snapshot.busyAgents.map(({ phase, ageMs, leaving }) =>
    leaving ? 0 : shareWithin(phase === 'talking' ? truth.talk : truth.wrap, ageMs / 1000, span + GRACE),
  );
  const due = snapshot.calls.map(({ ageMs, ringingMs, screeningMs, waiting }) => {
    if (waiting) {
      return 1;
    }
    if (screeningMs !== null) {
      return shareWithin(truth.screen, screeningMs / 1000, span);
    }
    const odds =
      ringingMs === null
        ? shareWithin(truth.dial, ageMs / 1000, span)
        : shareWithin(truth.ring, ringingMs / 1000, span);
    return Math.min(HIGHEST_ODDS, odds * factor);
  });
  const fresh = Math.min(HIGHEST_ODDS, shareWithin(truth.dial, 0, span) * factor);
  if (idle + free.length <= EXACT_AGENTS) {
    const freeLaw = lawOf(free, free.length + 1);
    const dueLaw = lawOf(due, idle + free.length + 2);
    return (placed) => exactRisk(freeLaw, dueLaw, idle, placed * fresh);
  }
  const sum = (list: readonly number[], pick: (p: number) => number): number =>
    list.reduce((total, p) => total + pick(p), 0);
  const mean = sum(due, (p) => p) - sum(free, (p) => p) - idle;
  const variance = sum([...free, ...due], (p) => p * (1 - p));
  return (placed) => normalTail(-(mean + placed * fresh + 0.5) / Math.sqrt(variance + placed * fresh + 1e-9));
}

/** The largest number whose risk stays within the threshold, found by halving jumps. */
function largestWithin(riskOf: RiskOf, threshold: number, busy: number): number {
  let placed = 0;
  for (let jump = Math.max(1, Math.round(busy / 10)); jump >= 1; jump = Math.floor(jump / 2)) {
    while (placed < MOST_PLACED_PER_AGENT * (busy + 1) && riskOf(placed + jump) <= threshold) {
      placed += jump;
    }
  }
  return placed;
}

/**
 * The yardstick: dials while the chance that the next person finds nobody is at most a fixed threshold, knowing the
 * world's own distributions and the answer rate of the moment (`factorAt`, on the rate of the tables).
 */
export function knownOptimumPacing(
  name: string,
  truth: KnownTruth,
  threshold: number,
  factorAt: (nowMs: number) => number,
): PacingStrategy<null> {
  return {
    name,
    init: () => null,
    step: (_state, snapshot, _observations, nowMs) => {
      const facts = laneFacts(snapshot);
      const factor = factorAt(nowMs);
      const risks = truth.horizons.map((span) => riskAt(truth, snapshot, facts.idle, factor, span));
      const riskOf: RiskOf = (placed) => risks.reduce((sum, at) => sum + at(placed), 0) / risks.length;
      const busy = facts.idle + facts.busy === 0 ? 0 : facts.busy;
      const byRisk = placementCeiling(facts) === 0 ? 0 : largestWithin(riskOf, threshold, busy);
      const place = Math.max(byRisk, progressiveFloor(facts));
      const figures = { risk: riskOf(place), threshold, answerRateFactor: factor };
      return { state: null, decision: baselineDecision(name, place, 'risk', facts, figures) };
    },
  };
}
