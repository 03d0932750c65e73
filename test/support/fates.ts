import { type Fate, type FateAnswer, recordingAnswer, refused } from '../../src/adapters/simulator/fate.js';
import type { FateModel } from '../../src/adapters/simulator/fate-model.js';

const HUMAN = { verdict: 'human', afterMs: 1500, cause: 'HUMAN' } as const;
const MACHINE = { verdict: 'machine', afterMs: 2500, cause: 'LONGGREETING' } as const;

/** A person who answers after two seconds, waits for ever and talks until hung up on; `change` makes him another. */
export function person(change: Partial<FateAnswer> = {}): Fate {
  return {
    kind: 'person',
    progress: { afterMs: 500, code: 180 },
    refusal: null,
    answer: { ...recordingAnswer(2000, null, HUMAN), who: 'client', ...change },
  };
}

/** A machine that records for a minute. */
export function machine(): Fate {
  return { ...person(recordingAnswer(2000, 60_000, MACHINE)), kind: 'machine' };
}

/** Rings for ever. */
export function ringsOut(): Fate {
  return refused('no_answer', 500, 180_000, 480, 19);
}

/** The n-th call of the run meets the n-th fate; the last one goes on for all that follow. */
export function inTurn(...fates: readonly Fate[]): () => FateModel {
  return () => {
    let call = 0;
    return { fateOf: () => fates[Math.min(call++, fates.length - 1)] ?? ringsOut() };
  };
}
