import type { DialKey } from '../core/compliance/facts/dial-key.js';
import type { KeyFacts } from '../core/compliance/facts/key-facts.js';
import type { PersonFact, PersonFactKind } from '../core/compliance/facts/person-fact.js';

/**
 * What the gate has to know of numbers, persons and debts. Its versions are moved by `AttemptStore.commit` too, which
 * also refuses openings that were decided on older ones. Rejects with DLR_DATABASE_DOWN.
 */
export interface PersonFactStore {
  /** One consistent reading of every key asked for (at most a few thousand); history from `sinceMs` on. */
  load(keys: readonly DialKey[], sinceMs: number): Promise<ReadonlyMap<DialKey, KeyFacts>>;
  /** Keeps facts that came from outside a call and moves the versions of their keys, in one transaction. */
  register(facts: readonly PersonFact[]): Promise<void>;
  /** Every fact of a kind, oldest first, for exports. */
  read(kind: PersonFactKind): AsyncIterable<PersonFact>;
}
