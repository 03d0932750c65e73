import {
  type AnswerOdds,
  answerRatePerMs,
  answersWithin,
  callsInFlight,
  freshAnswerOdds,
  learnAnswerOdds,
  liveDelayQuantilesMs,
  peopleSeen,
} from './answer-odds.js';
import {
  type AnswerRateFactor,
  cautiousFactor,
  freshAnswerRateFactor,
  learnAnswers,
} from './answer-rate-factor.js';
import { largestCountWithin, meanRisk, type SpareAgents, spareAgents } from './answer-risk.js';
import {
  type BudgetVerdict,
  type DropBudget,
  freshDropBudget,
  LONGEST_STEP_MS,
  stepDropBudget,
} from './drop-budget.js';
import {
  boundPlacement,
  type LaneFacts,
  laneFacts,
  placementCeiling,
  progressiveFloor,
} from './pacing-bounds.js';
import type {
  PacingDecision,
  PacingObservation,
  PacingSettings,
  PacingSnapshot,
  PacingStrategy,
} from './pacing-strategy.js';
import {
  busyAgents,
  freeWithin,
  freshResidualTime,
  learnResidualTime,
  type ResidualTime,
} from './residual-time.js';

/** Plain data of one predictive lane. */
export interface PredictivePacingState {
  readonly cap: number;
  readonly graceMs: number;
  readonly answers: AnswerOdds;
  readonly residual: ResidualTime;
  readonly factor: AnswerRateFactor;
  readonly budget: DropBudget;
  /** People per millisecond the calls in flight promised at the last step. */
  readonly duePerMs: number;
  readonly steppedAtMs: number | null;
}

/** Risk is asked at the delays by which these shares of the answers have come. */
const HORIZON_SHARES = [0.2, 0.5, 0.85] as const;
/** Part of the connect deadline an answered person may spend waiting for an agent about to be free. */
const GRACE_SHARE = 0.4;
const SAFE_CAP = 0.03;
/** People after which what was learned is half trusted. */
const HALF_TRUST_PEOPLE = 30;

/** How far the tables have left the belief they started with, 0..1. */
function confidenceOf(state: PredictivePacingState): number {
  const people = peopleSeen(state.answers);
  return people / (people + HALF_TRUST_PEOPLE);
}

function freshState(settings: PacingSettings): PredictivePacingState {
  const cap = settings.abandonCap >= 0 && settings.abandonCap <= 1 ? settings.abandonCap : SAFE_CAP;
  const deadlineMs = settings.connectDeadlineMs > 0 ? Math.min(settings.connectDeadlineMs, 10_000) : 0;
  return {
    cap,
    graceMs: GRACE_SHARE * deadlineMs,
    answers: freshAnswerOdds(),
    residual: freshResidualTime(),
    factor: freshAnswerRateFactor(),
    budget: freshDropBudget(),
    duePerMs: 0,
    steppedAtMs: null,
  };
}

function countKind(observations: readonly PacingObservation[], kind: PacingObservation['kind']): number {
  let count = 0;
  for (const seen of observations) {
    count += seen.kind === kind ? 1 : 0;
  }
  return count;
}

function elapsedSince(steppedAtMs: number | null, nowMs: number): number {
  const elapsed = steppedAtMs === null ? 0 : nowMs - steppedAtMs;
  return elapsed > 0 ? Math.min(elapsed, LONGEST_STEP_MS) : 0;
}

interface Outlook {
  readonly spares: readonly SpareAgents[];
  readonly duePerMs: number;
  readonly answersDue: number;
  readonly agentsDue: number;
}

/** What is due at each horizon: answers of the calls in flight and agents about to be free. */
function outlookOf(state: PredictivePacingState, snapshot: PacingSnapshot, idle: number): Outlook {
  const calls = callsInFlight(state.answers, snapshot.calls);
  const agents = busyAgents(state.residual, snapshot.busyAgents);
  const factor = cautiousFactor(state.factor, confidenceOf(state));
  let answersDue = 0;
  let agentsDue = 0;
  const spares = liveDelayQuantilesMs(state.answers, HORIZON_SHARES).map((spanMs) => {
    const due = answersWithin(calls, spanMs, factor);
    const free = freeWithin(agents, spanMs + state.graceMs);
    answersDue = due.odds.reduce((sum, p, i) => sum + p * (due.counts[i] ?? 0), 0);
    agentsDue = free.odds.reduce((sum, p, i) => sum + p * (free.counts[i] ?? 0), 0);
    return spareAgents(
      {
        newCallOdds: due.newCallOdds,
        answerOdds: due.odds,
        answerCounts: due.counts,
        freeOdds: free.odds,
        freeCounts: free.counts,
      },
      idle,
    );
  });
  return { spares, duePerMs: answerRatePerMs(calls), answersDue, agentsDue };
}

function decide(
  state: PredictivePacingState,
  facts: LaneFacts,
  outlook: Outlook,
  verdict: BudgetVerdict,
): PacingDecision {
  const confidence = confidenceOf(state);
  const threshold = verdict.threshold * (0.5 + 0.5 * confidence);
  // One more than what will be cut anyway tells what bound the decision.
  const most = Math.min(placementCeiling(facts), facts.room) + 1;
  const byRisk = verdict.shut ? 0 : largestCountWithin(outlook.spares, threshold, most);
  const floor = progressiveFloor(facts);
  const because = floor > byRisk ? 'agents_free' : 'risk';
  const { place, limit } = boundPlacement(byRisk, verdict.shut ? 'budget' : because, facts);
  const risk = meanRisk(outlook.spares, place);
  const factor = cautiousFactor(state.factor, confidenceOf(state));
  return {
    place,
    limit,
    figures: {
      idle: facts.idle,
      busy: facts.busy,
      inFlight: facts.inFlight,
      answersDue: outlook.answersDue,
      agentsDue: outlook.agentsDue,
      risk,
      threshold,
      budgetRate: verdict.rate,
      answerRateFactor: factor,
      confidence,
    },
    reason:
      `Predictive: ${facts.idle} free, ${outlook.agentsDue.toFixed(1)} agents and ${outlook.answersDue.toFixed(1)} ` +
      `answers due, risk ${(100 * risk).toFixed(1)} % of ${(100 * threshold).toFixed(1)} %, budget ` +
      `${(100 * verdict.rate).toFixed(2)} %, answer rate ×${factor.toFixed(2)}: place ${place} (${limit})`,
  };
}

/** The worst case, whatever went wrong: one call per free agent. */
function progressiveDecision(facts: LaneFacts): PacingDecision {
  const { place, limit } = boundPlacement(0, 'agents_free', facts);
  return {
    place,
    limit,
    figures: { idle: facts.idle, busy: facts.busy, inFlight: facts.inFlight },
    reason: `Predictive fell back to progressive (its figures do not add up): place ${place} (${limit})`,
  };
}

function allFinite(decision: PacingDecision): boolean {
  return Object.values(decision.figures).every((value) => Number.isFinite(value));
}

/**
 * Keeps dialling while the chance that the next person finds no agent stays below a threshold that the measured
 * drops set. Learns everything from the lane's own events.
 */
export const predictivePacing: PacingStrategy<PredictivePacingState> = {
  name: 'predictive',
  init: freshState,
  step: (before, snapshot, observations, nowMs) => {
    const facts = laneFacts(snapshot);
    const elapsedMs = elapsedSince(before.steppedAtMs, nowMs);
    const learned: PredictivePacingState = {
      ...before,
      answers: learnAnswerOdds(before.answers, observations),
      residual: learnResidualTime(before.residual, observations),
      factor: learnAnswers(before.factor, countKind(observations, 'live'), before.duePerMs * elapsedMs),
      steppedAtMs: Number.isFinite(nowMs) ? nowMs : before.steppedAtMs,
    };
    const outlook = outlookOf(learned, snapshot, facts.idle);
    const verdict = stepDropBudget(
      learned.budget,
      learned.cap,
      {
        agents: facts.idle + facts.busy,
        connectedToday: facts.connectedToday,
        abandonedToday: facts.abandonedToday,
        msLeftToday: facts.msLeftToday,
        pendingDrops: Math.max(0, ...outlook.spares.map((spare) => spare.shortfall)),
      },
      { connected: countKind(observations, 'connected'), abandoned: countKind(observations, 'abandoned') },
      elapsedMs,
      nowMs,
    );
    const state = { ...learned, budget: verdict.budget, duePerMs: outlook.duePerMs };
    const decision = decide(state, facts, outlook, verdict);
    return { state, decision: allFinite(decision) ? decision : progressiveDecision(facts) };
  },
};
