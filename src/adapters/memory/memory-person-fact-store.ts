import { collectFacts } from '../../core/compliance/facts/collect-facts.js';
import type { DialKey } from '../../core/compliance/facts/dial-key.js';
import type { KeyFacts } from '../../core/compliance/facts/key-facts.js';
import type { PersonFact, PersonFactKind } from '../../core/compliance/facts/person-fact.js';
import type { PersonFactStore } from '../../ports/person-fact-store.js';
import type { AttemptShelf } from './attempt-shelf.js';
import type { FactShelf } from './fact-shelf.js';
import type { FaultGate } from './memory-faults.js';

/** Facts of the gate in memory, for tests and for the twin. */
export class MemoryPersonFactStore implements PersonFactStore {
  readonly #facts: FactShelf;
  readonly #attempts: AttemptShelf;
  readonly #gate: FaultGate;

  constructor(facts: FactShelf, attempts: AttemptShelf, gate: FaultGate) {
    this.#facts = facts;
    this.#attempts = attempts;
    this.#gate = gate;
  }

  load(keys: readonly DialKey[], sinceMs: number): Promise<ReadonlyMap<DialKey, KeyFacts>> {
    return this.#gate.read('facts.load', () => {
      const asked = new Set(keys);
      const states = [...asked].map((key) => ({ key, ...this.#facts.key(key) }));
      const history = this.#attempts.history.since(asked, sinceMs);
      return collectFacts(asked, states, history, this.#facts.factsOf(asked));
    });
  }

  register(facts: readonly PersonFact[]): Promise<void> {
    return this.#gate.write('facts.register', () => {
      for (const fact of facts) {
        this.#facts.note(fact);
      }
    });
  }

  async *read(kind: PersonFactKind): AsyncGenerator<PersonFact> {
    this.#gate.check('facts.read');
    yield* this.#facts.ofKind(kind);
  }
}
