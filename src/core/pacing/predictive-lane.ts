import { type AnswerJump, freshAnswerJump, jumpFactor, learnJump } from './answer-jump.js';
import { type AnswerOdds, freshAnswerOdds, learnAnswerOdds, peopleSeen } from './answer-odds.js';
import { type AnswerPeak, freshAnswerPeak, learnAnswerPeak } from './answer-peak.js';
import {
  type AnswerRateFactor,
  cautiousFactor,
  freshAnswerRateFactor,
  learnAnswers,
} from './answer-rate-factor.js';
import { auditEnds, type CallAccount, freshCallAccount } from './call-account.js';
import { type CallsInFlight, callsInFlight } from './calls-in-flight.js';
import { type CarrierTrouble, freshCarrierTrouble, learnCarrierTrouble } from './carrier-trouble.js';
import { liftOf } from './contact-estimates.js';
import { type DropBudget, freshDropBudget, LONGEST_STEP_MS } from './drop-budget.js';
import type { PacedCall, PacingObservation, PacingSettings } from './pacing-strategy.js';

/** What a campaign has learned of who answers and may still drop. Plain data. */
export interface PredictiveLane {
  readonly cap: number;
  readonly answers: AnswerOdds;
  readonly factor: AnswerRateFactor;
  readonly peak: AnswerPeak;
  readonly jump: AnswerJump;
  readonly budget: DropBudget;
  readonly trouble: CarrierTrouble;
  readonly account: CallAccount;
  /** People per millisecond the calls in flight promised at the last step. */
  readonly duePerMs: number;
  readonly steppedAtMs: number | null;
}

/** Risk is asked at the delays by which these shares of the answers have come. */
export const HORIZON_SHARES = [0.2, 0.5, 0.85] as const;
/** Part of the connect deadline an answered person may spend waiting for an agent about to be free. */
const GRACE_SHARE = 0.4;
const LONGEST_DEADLINE_MS = 10_000;
const SAFE_CAP = 0.03;
/** People after which what was learned is half trusted. */
const HALF_TRUST_PEOPLE = 30;

/** A cap that makes no sense becomes the safe one. */
export function soundCap(cap: number): number {
  return cap >= 0 && cap <= 1 ? cap : SAFE_CAP;
}

/** How much later than an answer an agent may become free and still take it. */
export function graceMsOf({ connectDeadlineMs }: PacingSettings): number {
  return connectDeadlineMs > 0 ? GRACE_SHARE * Math.min(connectDeadlineMs, LONGEST_DEADLINE_MS) : 0;
}

/** Nothing learned, nothing spent. */
export function freshLane(cap: number): PredictiveLane {
  return {
    cap: soundCap(cap),
    answers: freshAnswerOdds(),
    factor: freshAnswerRateFactor(),
    peak: freshAnswerPeak(),
    jump: freshAnswerJump(),
    budget: freshDropBudget(),
    trouble: freshCarrierTrouble(),
    account: freshCallAccount(),
    duePerMs: 0,
    steppedAtMs: null,
  };
}

/** How far the tables have left the belief they started with, 0..1. */
export function confidenceOf(lane: PredictiveLane): number {
  const people = peopleSeen(lane.answers);
  return people / (people + HALF_TRUST_PEOPLE);
}

/** Relative deviation of the belief in how many answer: what it starts with is worth one person. */
export function doubtOf(lane: PredictiveLane): number {
  return 1 / Math.sqrt(1 + peopleSeen(lane.answers));
}

/** Part of a threshold that a lane may use while it still believes more than it knows. */
export function trustedShare(lane: PredictiveLane): number {
  return 0.5 + 0.5 * confidenceOf(lane);
}

/** The factor that the answers of these minutes put on the learned odds, as far as they are beyond chance. */
export function steadyFactor(lane: PredictiveLane): number {
  return cautiousFactor(lane.factor, confidenceOf(lane));
}

/** The same with what speaks for a jump that the list is known for. */
export function laneFactor(lane: PredictiveLane): number {
  return steadyFactor(lane) * jumpFactor(lane.jump);
}

/** How many observations are of a kind. */
export function countKind(
  observations: readonly PacingObservation[],
  kind: PacingObservation['kind'],
): number {
  let count = 0;
  for (const seen of observations) {
    count += seen.kind === kind ? 1 : 0;
  }
  return count;
}

/** Time since the last step; a jump of the clock counts as one long step at most. */
export function elapsedSince(steppedAtMs: number | null, nowMs: number): number {
  const elapsed = steppedAtMs === null ? 0 : nowMs - steppedAtMs;
  return elapsed > 0 ? Math.min(elapsed, LONGEST_STEP_MS) : 0;
}

/** The lane after what happened since the last step, which left it `inFlight` calls. */
export function learnLane(
  before: PredictiveLane,
  observations: readonly PacingObservation[],
  nowMs: number,
  inFlight: number,
): PredictiveLane {
  const elapsedMs = elapsedSince(before.steppedAtMs, nowMs);
  const { account, seen } = auditEnds(before.account, observations, inFlight);
  const live = countKind(seen, 'live');
  const due = before.duePerMs * elapsedMs;
  return {
    ...before,
    account,
    jump: learnJump(before.jump, live, due * steadyFactor(before)),
    answers: learnAnswerOdds(before.answers, seen, inFlight),
    factor: learnAnswers(before.factor, live, due),
    peak: learnAnswerPeak(before.peak, seen, elapsedMs, inFlight, liftOf(before.answers.estimates)),
    trouble: learnCarrierTrouble(before.trouble, seen),
    steppedAtMs: Number.isFinite(nowMs) ? nowMs : before.steppedAtMs,
  };
}

/** The lane once `wanted` calls were decided on. */
export function withWanted<Lane extends PredictiveLane>(lane: Lane, wanted: number): Lane {
  return { ...lane, account: { ...lane.account, wanted } };
}

/** The lane's calls by age, ready to `compare` contacts where asked; holds until the next call of it. */
export function laneCalls(lane: PredictiveLane, calls: readonly PacedCall[], compare = false): CallsInFlight {
  return callsInFlight(lane.answers, calls, compare);
}
