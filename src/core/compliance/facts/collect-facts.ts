import { assertNever } from '../../kernel/assert-never.js';
import type { PastAttempt } from '../gate/dial-facts.js';
import { type DialKey, dialKeysOf } from './dial-key.js';
import { factKeys } from './fact-keys.js';
import { type KeyFacts, NO_KEY_FACTS } from './key-facts.js';
import type { DebtFact, OptInFact, OptOutFact, PersonFact, WrongPersonFact } from './person-fact.js';

/** A key's row: how often it was moved, and who holds it. */
export interface KeyState {
  readonly key: DialKey;
  readonly version: number;
  readonly liveAttemptId: string | null;
}

interface Gathering {
  version: number;
  liveAttemptId: string | null;
  readonly history: PastAttempt[];
  readonly optOuts: OptOutFact[];
  readonly wrongPersons: WrongPersonFact[];
  readonly optIns: Map<string, OptInFact>;
  debt: DebtFact | null;
}

/** Sorts what a store read by the keys that were asked for. Attempts and facts come oldest first, each once. */
export function collectFacts(
  keys: Iterable<DialKey>,
  states: Iterable<KeyState>,
  history: Iterable<PastAttempt>,
  facts: Iterable<PersonFact>,
): ReadonlyMap<DialKey, KeyFacts> {
  const all = new Map<DialKey, Gathering>();
  for (const key of keys) {
    all.set(key, {
      ...NO_KEY_FACTS,
      history: [],
      optOuts: [],
      wrongPersons: [],
      optIns: new Map(),
      debt: null,
    });
  }
  for (const { key, version, liveAttemptId } of states) {
    const own = all.get(key);
    if (own !== undefined) {
      own.version = version;
      own.liveAttemptId = liveAttemptId;
    }
  }
  for (const attempt of history) {
    for (const key of dialKeysOf(attempt)) {
      all.get(key)?.history.push(attempt);
    }
  }
  for (const fact of facts) {
    for (const key of factKeys(fact)) {
      const own = all.get(key);
      if (own !== undefined) {
        gather(own, fact);
      }
    }
  }
  return new Map([...all].map(([key, own]) => [key, { ...own, optIns: [...own.optIns.values()] }]));
}

/** The newest comes last, so it stays. */
function gather(own: Gathering, fact: PersonFact): void {
  switch (fact.kind) {
    case 'opt_out':
      own.optOuts.push(fact);
      break;
    case 'wrong_person':
      own.wrongPersons.push(fact);
      break;
    case 'opt_in':
      own.optIns.delete(fact.purpose);
      own.optIns.set(fact.purpose, fact);
      break;
    case 'debt':
      own.debt = fact;
      break;
    default:
      assertNever(fact, 'fact');
  }
}
