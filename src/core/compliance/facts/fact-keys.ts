import { type DialKey, debtKey, numberKey, personKey } from './dial-key.js';
import type { PersonFact } from './person-fact.js';

/** The keys a fact is on file under. */
export function factKeys(fact: PersonFact): readonly DialKey[] {
  if (fact.kind === 'debt') {
    return [debtKey(fact.debtId)];
  }
  const keys: DialKey[] = [];
  if (fact.phone !== '') {
    keys.push(numberKey(fact.phone));
  }
  if (fact.cpfHash !== '') {
    keys.push(personKey(fact.cpfHash));
  }
  return keys;
}
