import { HOUR, MINUTE } from '../kernel/time.js';
import { endedUnseen } from './answer-odds.js';
import { soundEstimate } from './contact-estimates.js';
import type { PacingObservation } from './pacing-strategy.js';

/**
 * The best that this list has answered in the last hours, and how far it has risen at once: what it did it can do again,
 * from one second to the next. Told from the share of people among the latest attempts and among many more before them;
 * both marks sink slowly, the best by half in a day of dialling. An attempt to a contact that was known to be twice as likely to answer counts as two: that we
 * chose others is no rise of the list.
 */
export interface AnswerPeak {
  readonly people: number;
  readonly attempts: number;
  readonly usualPeople: number;
  readonly usualAttempts: number;
  readonly peak: number;
  readonly rise: number;
  /** The share of each moment of the last hour or two, by time: in a lull attempts are many, and would forget what was. */
  readonly pastShareMs: number;
  readonly pastMs: number;
}

/** Attempts after which what was seen weighs 1/e; in a large team as many as are in flight, for they end in waves. */
const LEAST_MEMORY = 80;
/** The attempts before are so many times as many. */
const USUAL_MEMORIES = 20;
/** People that are added to either share, so that one or two among hundreds are no rise. */
const DOUBTED_PEOPLE = 2;
/** Where the latest share has come to all of a rise the usual one has followed it for some part: twice is what is seen. */
const UNDERSTATED = 2;
/** Part of a memory that must have been seen. */
const ENOUGH = 0.6;
const RISE_HALF_LIFE_MS = 6 * HOUR;
const PEAK_HALF_LIFE_MS = 24 * HOUR;
/** Time after which a share that was weighs 1/e in what the list is thought able to return to. */
const PAST_MEMORY_MS = HOUR;
/** What a list is thought to answer usually until it has shown it: a day may begin in a lull. */
const PRIOR_SHARE = 0.1;
const PRIOR_MS = 45 * MINUTE;

/** Share of people that the list may return to as suddenly as it left it. */
export function usualShare({ pastShareMs, pastMs }: Pick<AnswerPeak, 'pastShareMs' | 'pastMs'>): number {
  return pastMs > 0 ? pastShareMs / pastMs : 0;
}

/** Nothing seen. */
export function freshAnswerPeak(): AnswerPeak {
  return {
    people: 0,
    attempts: 0,
    usualPeople: 0,
    usualAttempts: 0,
    peak: 0,
    rise: 1,
    pastShareMs: PRIOR_SHARE * PRIOR_MS,
    pastMs: PRIOR_MS,
  };
}

/**
 * Adds the attempts that ended within the last `elapsedMs`, with `inFlight` calls under way; `lift` tells how much likelier
 * than the average contact one of an estimate was.
 */
export function learnAnswerPeak(
  known: AnswerPeak,
  seen: readonly PacingObservation[],
  elapsedMs: number,
  inFlight: number,
  lift: (estimate: number) => number,
): AnswerPeak {
  const memory = Math.max(LEAST_MEMORY, inFlight);
  const keep = 1 - 1 / memory;
  const usualKeep = 1 - 1 / (USUAL_MEMORIES * memory);
  let { people, attempts, usualPeople, usualAttempts } = known;
  let peak = known.peak * 0.5 ** (elapsedMs / PEAK_HALF_LIFE_MS);
  let rise = 1 + (known.rise - 1) * 0.5 ** (elapsedMs / RISE_HALF_LIFE_MS);
  for (const one of seen) {
    if (one.kind !== 'live' && (one.kind !== 'failed' || endedUnseen(one.reason))) {
      continue;
    }
    const person = one.kind === 'live' ? 1 : 0;
    const weight = soundEstimate(one.estimate) ? lift(one.estimate) : 1;
    people = people * keep + person;
    attempts = attempts * keep + weight;
    usualPeople = usualPeople * usualKeep + person;
    usualAttempts = usualAttempts * usualKeep + weight;
    if (attempts < ENOUGH * memory) {
      continue;
    }
    const share = people / attempts;
    peak = Math.max(peak, share);
    if (usualAttempts > 3 * memory) {
      const doubted = DOUBTED_PEOPLE / usualAttempts;
      const above = (share + doubted) / (usualPeople / usualAttempts + doubted) - 1;
      rise = Math.max(rise, 1 + UNDERSTATED * above);
    }
  }
  const kept = Math.exp(-elapsedMs / PAST_MEMORY_MS);
  const told = attempts >= ENOUGH * memory ? elapsedMs : 0;
  const pastMs = known.pastMs * kept + told;
  const pastShareMs = known.pastShareMs * kept + told * (people / Math.max(1, attempts));
  return { people, attempts, usualPeople, usualAttempts, peak, rise, pastShareMs, pastMs };
}
