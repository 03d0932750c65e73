/**
 * How the answer rate of these minutes compares with the one the life tables learned over hours: observed over
 * expected answers, forgotten after few and after many. A jump of the list's quality shows here first.
 * The larger of the two is used: to believe in too many answers costs idle seconds, in too few costs people.
 * Each is believed only once it is beyond its own noise, or a steady list would be dialled to the beat of its chance.
 */
export interface AnswerRateFactor {
  readonly seenFast: number;
  readonly dueFast: number;
  readonly seenSlow: number;
  readonly dueSlow: number;
}

/** Expected answers after which what was seen weighs 1/e. */
const FAST_MEMORY = 15;
const SLOW_MEMORY = 60;
/** A ratio forgotten exponentially after n expected answers is uncertain by 1/√(2n); twice that is a jump. */
const SLOW_NOISE = 2 / Math.sqrt(2 * SLOW_MEMORY);
const FAST_NOISE = 2 / Math.sqrt(2 * FAST_MEMORY);
const SMALLEST_FACTOR = 0.3;
const LARGEST_FACTOR = 4;

/** Starts at 1, as sure as one full memory of answers that came as expected. */
export function freshAnswerRateFactor(): AnswerRateFactor {
  return { seenFast: FAST_MEMORY, dueFast: FAST_MEMORY, seenSlow: SLOW_MEMORY, dueSlow: SLOW_MEMORY };
}

/** Adds `seen` answers while `due` were expected. */
export function learnAnswers(factor: AnswerRateFactor, seen: number, due: number): AnswerRateFactor {
  if ((seen === 0 && due === 0) || !Number.isFinite(due) || due < 0) {
    return factor;
  }
  const fast = Math.exp(-due / FAST_MEMORY);
  const slow = Math.exp(-due / SLOW_MEMORY);
  return {
    seenFast: factor.seenFast * fast + seen,
    dueFast: factor.dueFast * fast + due,
    seenSlow: factor.seenSlow * slow + seen,
    dueSlow: factor.dueSlow * slow + due,
  };
}

/**
 * `value` above `from` as far as it is believed: not at all within its noise, wholly from twice its noise on. To take
 * the noise off for good would believe in half of a doubling until the slow memory has caught up.
 */
function beyondNoise(value: number, from: number, noise: number): number {
  const distance = Math.max(0, value - from);
  const doubted = Math.min(1, Math.max(0, 2 - distance / noise));
  return from + Math.max(0, distance - noise * doubted);
}

/**
 * The factor to multiply the learned answer odds by, in [0.3, 4]. `confidence` (0..1) in the tables lowers its
 * floor from 1: while they still hold the cautious belief of a cold start, missing answers are their error.
 */
export function cautiousFactor(factor: AnswerRateFactor, confidence: number): number {
  const slow = factor.seenSlow / factor.dueSlow;
  const fast = factor.seenFast / factor.dueFast;
  const settled = slow > 1 ? beyondNoise(slow, 1, SLOW_NOISE) : Math.min(1, slow + SLOW_NOISE);
  const jumped = beyondNoise(fast, Math.min(1, settled), FAST_NOISE * Math.sqrt(Math.max(1, fast)));
  const larger = Math.max(settled, jumped);
  const floor = 1 - (1 - SMALLEST_FACTOR) * confidence;
  return Number.isFinite(larger) ? Math.min(LARGEST_FACTOR, Math.max(floor, larger)) : 1;
}
