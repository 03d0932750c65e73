import { requireCount, requireNotNegative, requirePositive, requireShare } from './sizing-input.js';

/** How a mailing is dialled through, and how answering falls from try to try. */
export interface ListCadence {
  /** Tries of a contact over its life in the mailing (`maxAttempts` of the retry rules). */
  readonly maxTries: number;
  /** Tries of a contact on a day (`perDay`). */
  readonly triesADay: number;
  /** What the share of answers is multiplied by from one try to the next; 1: no decay. */
  readonly decay: number;
}

export interface ListYield {
  /** Tries a contact takes on average until it is reached or given up. */
  readonly triesAContact: number;
  /** Share of the contacts with whom the right person was reached. */
  readonly reachedShare: number;
  /** Chance of the right person at the first try. */
  readonly firstTryShare: number;
  /** Days a contact stays in the list. */
  readonly daysInList: number;
}

/** Tries and successes of one contact when the first try succeeds with chance `first`. */
function runThrough(first: number, { maxTries, decay }: ListCadence): { tries: number; reached: number } {
  let open = 1;
  let tries = 0;
  let chance = first;
  for (let n = 1; n <= maxTries && open > 0; n++) {
    tries += open;
    open *= 1 - chance;
    chance *= decay;
  }
  return { tries, reached: 1 - open };
}

/**
 * What a contact costs and yields. `rightPartyPerTry` is the average over all tries dialled, as a log shows it, so the
 * first try's chance is sought that gives this average. A contact leaves when the right person was reached.
 */
export function listYield(rightPartyPerTry: number, cadence: ListCadence): ListYield {
  requireShare('right-party contacts per attempt', rightPartyPerTry);
  requireCount('maxTries', cadence.maxTries);
  requirePositive('triesADay', cadence.triesADay);
  requireShare('decay', cadence.decay);
  let [low, high] = [rightPartyPerTry, 1];
  for (let i = 0; i < 100 && high > low; i++) {
    const middle = (low + high) / 2;
    const { tries, reached } = runThrough(middle, cadence);
    if (reached / tries > rightPartyPerTry) {
      high = middle;
    } else {
      low = middle;
    }
  }
  const { tries, reached } = runThrough(low, cadence);
  return {
    triesAContact: tries,
    reachedShare: reached,
    firstTryShare: low,
    daysInList: Math.max(1, tries / cadence.triesADay),
  };
}

/** Days that a base lasts at so many attempts a day. */
export function daysOfBase(contacts: number, attemptsADay: number, { triesAContact }: ListYield): number {
  requireNotNegative('baseContacts', contacts);
  return (contacts * triesAContact) / requirePositive('attempts a day', attemptsADay);
}
