/**
 * Whether the list has just jumped to the best it is known for. What these minutes answer shows in the answer rate factor
 * only once it is beyond the noise of many answers; a list that is known to jump is asked after each of them which of two
 * beliefs fits better: that all is as it was, or that people answer so many times as often. The evidence between two
 * known rates adds up fastest as the logarithm of their likelihoods, never below nothing (Page, Continuous Inspection
 * Schemes, Biometrika 41, 1954).
 */
export interface AnswerJump {
  /** Logarithm of the likelihood that the list has jumped over that it has not; at least 0. */
  readonly evidence: number;
  /** How many times as often people would answer. */
  readonly times: number;
}

/** More would take too long to be disproved. */
const MOST_EVIDENCE = 8;
/** How likely a jump is held before anything speaks for it. */
const BELIEF = 0.02;
/** A list that was never seen to do more than this is only chance. */
const LEAST_TIMES = 2;

/** Nothing speaks for it, and no list is known to do it. */
export function freshAnswerJump(): AnswerJump {
  return { evidence: 0, times: LEAST_TIMES };
}

/** Adds `seen` answers while `due` were expected of a list that has not jumped. */
export function learnJump({ evidence, times }: AnswerJump, seen: number, due: number): AnswerJump {
  const more = seen * Math.log(times) - (times - 1) * due;
  const next = Number.isFinite(more) ? evidence + more : 0;
  return { evidence: Math.min(MOST_EVIDENCE, Math.max(0, next)), times };
}

/** The factor on the answer odds that the evidence calls for, in [1, times]. */
export function jumpFactor({ evidence, times }: AnswerJump): number {
  const odds = (BELIEF / (1 - BELIEF)) * Math.exp(evidence);
  const believed = (odds / (1 + odds) - BELIEF) / (1 - BELIEF);
  return 1 + (times - 1) * Math.min(1, times - LEAST_TIMES) * believed;
}
