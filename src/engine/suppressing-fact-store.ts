import { type DialKey, numberKey } from '../core/compliance/facts/dial-key.js';
import type { KeyFacts } from '../core/compliance/facts/key-facts.js';
import type { PersonFact, PersonFactKind } from '../core/compliance/facts/person-fact.js';
import type { PersonFactStore } from '../ports/person-fact-store.js';

const NUMBER = 'n:';

/**
 * Facts with the opt-outs that erased persons left: these name a number by its keyed hash only, so each number asked for
 * is asked for under that name too, and what is found there counts as the number's own.
 */
export class SuppressingFactStore implements PersonFactStore {
  readonly #store: PersonFactStore;
  readonly #suppressed: (phone: string) => string;

  /** `suppressed` gives the name under which an erased number is kept. */
  constructor(store: PersonFactStore, suppressed: (phone: string) => string) {
    this.#store = store;
    this.#suppressed = suppressed;
  }

  async load(keys: readonly DialKey[], sinceMs: number): Promise<ReadonlyMap<DialKey, KeyFacts>> {
    const hidden = new Map<DialKey, DialKey>();
    for (const key of keys) {
      if (key.startsWith(NUMBER)) {
        hidden.set(key, numberKey(this.#suppressed(key.slice(NUMBER.length))));
      }
    }
    const loaded = await this.#store.load([...keys, ...hidden.values()], sinceMs);
    const facts = new Map<DialKey, KeyFacts>();
    for (const key of keys) {
      const own = loaded.get(key);
      const kept = loaded.get(hidden.get(key) ?? key);
      if (own !== undefined) {
        facts.set(key, kept === undefined || kept === own ? own : withOptOuts(key, own, kept));
      }
    }
    return facts;
  }

  register(facts: readonly PersonFact[]): Promise<void> {
    return this.#store.register(facts);
  }

  read(kind: PersonFactKind): AsyncIterable<PersonFact> {
    return this.#store.read(kind);
  }
}

function withOptOuts(key: DialKey, own: KeyFacts, kept: KeyFacts): KeyFacts {
  if (kept.optOuts.length === 0) {
    return own;
  }
  const phone = key.slice(NUMBER.length);
  return { ...own, optOuts: [...own.optOuts, ...kept.optOuts.map((fact) => ({ ...fact, phone }))] };
}
