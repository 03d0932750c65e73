import { HOUR } from '../kernel/time.js';
import { endedUnseen } from './answer-odds.js';
import type { PacingObservation } from './pacing-strategy.js';

/**
 * The best that this list has answered in the last hours: what it did once it can do again, from one second to the next.
 * The share of people among the latest attempts, and its slowly sinking high-water mark. On a steady list chance lifts
 * the mark to less than twice the mean, on one in a hundred to five times.
 */
export interface AnswerPeak {
  readonly people: number;
  readonly attempts: number;
  readonly peak: number;
}

/** Attempts after which what was seen weighs 1/e, and those before which a share is chance. */
const MEMORY = 60;
const LEAST_ATTEMPTS = 30;
/** Half of the way from the mark down to these minutes. */
const HALF_LIFE_MS = 6 * HOUR;

/** Nothing seen. */
export function freshAnswerPeak(): AnswerPeak {
  return { people: 0, attempts: 0, peak: 0 };
}

/** Adds the attempts that ended within the last `elapsedMs`. */
export function learnAnswerPeak(
  known: AnswerPeak,
  seen: readonly PacingObservation[],
  elapsedMs: number,
): AnswerPeak {
  let { people, attempts } = known;
  let peak = known.peak * 0.5 ** (elapsedMs / HALF_LIFE_MS);
  for (const one of seen) {
    const person = one.kind === 'live';
    if (person || (one.kind === 'failed' && !endedUnseen(one.reason))) {
      const keep = 1 - 1 / MEMORY;
      people = people * keep + (person ? 1 : 0);
      attempts = attempts * keep + 1;
      peak = attempts >= LEAST_ATTEMPTS ? Math.max(peak, people / attempts) : peak;
    }
  }
  return { people, attempts, peak };
}
