import type { PastAttempt } from '../gate/dial-facts.js';
import type { DebtFact, OptInFact, OptOutFact, WrongPersonFact } from './person-fact.js';

/** Everything on file under one dial key, at one version of it. */
export interface KeyFacts {
  /** Grows with each attempt opened or closed and each fact registered under the key; 0 when there never was one. */
  readonly version: number;
  /** The live call that holds the number or the person, or null; debts are never held. */
  readonly liveAttemptId: string | null;
  /** Attempts dialled since the instant asked for, and open ones, oldest first. */
  readonly history: readonly PastAttempt[];
  readonly optOuts: readonly OptOutFact[];
  readonly wrongPersons: readonly WrongPersonFact[];
  /** The newest for each purpose. */
  readonly optIns: readonly OptInFact[];
  /** The newest one, or null; under debt keys only. */
  readonly debt: DebtFact | null;
}

export const NO_KEY_FACTS: KeyFacts = {
  version: 0,
  liveAttemptId: null,
  history: [],
  optOuts: [],
  wrongPersons: [],
  optIns: [],
  debt: null,
};
