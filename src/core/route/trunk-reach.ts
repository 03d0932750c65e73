/** `unknown`: nobody asks it, or who asks cannot be reached himself. */
export const REACH_STATES = ['unknown', 'up', 'down'] as const;
export type ReachState = (typeof REACH_STATES)[number];

/** As many questions in a row without a good answer take a trunk out. */
const MISSES_TO_DROP = 3;
/** As many good answers in a row bring it back: a carrier that comes and goes stays out. */
const ANSWERS_TO_RETURN = 2;
/** Answers that the percentiles are made of: half an hour at one a 30 s. */
const KEPT = 60;
/** RFC 3261 §21.5: from here on the server itself has failed; a 4xx comes from one that is alive. */
const SERVER_FAILURE = 500;
const TIMED_OUT = 408;

/** What an OPTIONS to a trunk came to; `status` is null where nothing came back in time. */
export interface ReachSample {
  readonly status: number | null;
  readonly ms: number;
}

/** How a trunk answers when it is asked whether it is there. */
export interface TrunkReach {
  readonly state: ReachState;
  readonly sinceMs: number;
  /** Answers in a row that speak against the state. */
  readonly against: number;
  readonly last: ReachSample | null;
  /** Times of the latest good answers, the newest last. */
  readonly times: readonly number[];
}

export function unknownReach(nowMs: number): TrunkReach {
  return { state: 'unknown', sinceMs: nowMs, against: 0, last: null, times: [] };
}

/** True for an answer of a carrier that can take calls. */
export function isGoodAnswer({ status }: ReachSample): boolean {
  return status !== null && status < SERVER_FAILURE && status !== TIMED_OUT;
}

/** The first answer settles an unknown trunk; a known one changes only after several in a row. */
export function afterSample(reach: TrunkReach, sample: ReachSample, nowMs: number): TrunkReach {
  const good = isGoodAnswer(sample);
  const times = good ? [...reach.times, sample.ms].slice(-KEPT) : reach.times;
  const said: ReachState = good ? 'up' : 'down';
  const seen = { ...reach, last: sample, times };
  if (said === reach.state) {
    return { ...seen, against: 0 };
  }
  const against = reach.against + 1;
  const needed = good ? (reach.state === 'unknown' ? 1 : ANSWERS_TO_RETURN) : MISSES_TO_DROP;
  return against < needed ? { ...seen, against } : { ...seen, state: said, sinceMs: nowMs, against: 0 };
}

/** The time that a share of the answers kept to, or null before the first. */
export function reachPercentileMs({ times }: TrunkReach, share: number): number | null {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
