import type { DialKey } from '../../core/compliance/facts/dial-key.js';
import { factKeys } from '../../core/compliance/facts/fact-keys.js';
import type { PersonFact } from '../../core/compliance/facts/person-fact.js';

/** How often a key was moved, and who holds it. */
export interface KeyOnShelf {
  version: number;
  liveAttemptId: string | null;
}

const UNTOUCHED: Readonly<KeyOnShelf> = { version: 0, liveAttemptId: null };

/** Dial keys and facts of the memory stores: the attempt store moves the keys that the fact store reads. */
export class FactShelf {
  readonly #keys = new Map<DialKey, KeyOnShelf>();
  readonly #facts = new Map<DialKey, PersonFact[]>();
  readonly #byKind = new Map<string, PersonFact[]>();
  /** Kind and attempt of facts that calls left. */
  readonly #left = new Set<string>();

  key(key: DialKey): Readonly<KeyOnShelf> {
    return this.#keys.get(key) ?? UNTOUCHED;
  }

  /** Moves a key's version; `holder` takes it if it is free. */
  move(key: DialKey, holder: string | null): void {
    const own = this.#keys.get(key) ?? { version: 0, liveAttemptId: null };
    own.version += 1;
    own.liveAttemptId ??= holder;
    this.#keys.set(key, own);
  }

  /** Moves a key's version and frees it if that attempt holds it. */
  release(key: DialKey, attemptId: string): void {
    const own = this.#keys.get(key) ?? { version: 0, liveAttemptId: null };
    own.version += 1;
    own.liveAttemptId = own.liveAttemptId === attemptId ? null : own.liveAttemptId;
    this.#keys.set(key, own);
  }

  /** Keeps a fact and moves its keys; a second one of a kind that the same call left is not kept. */
  note(fact: PersonFact): void {
    const left = `${fact.kind} ${fact.attemptId}`;
    if (fact.attemptId !== '' && this.#left.has(left)) {
      return;
    }
    if (fact.attemptId !== '') {
      this.#left.add(left);
    }
    put(this.#byKind, fact.kind, fact);
    for (const key of factKeys(fact)) {
      put(this.#facts, key, fact);
      this.move(key, null);
    }
  }

  factsOf(key: DialKey): readonly PersonFact[] {
    return this.#facts.get(key) ?? [];
  }

  /** In the order in which they came. */
  ofKind(kind: string): readonly PersonFact[] {
    return this.#byKind.get(kind) ?? [];
  }
}

function put<Key>(lists: Map<Key, PersonFact[]>, key: Key, fact: PersonFact): void {
  const list = lists.get(key);
  if (list === undefined) {
    lists.set(key, [fact]);
  } else {
    list.push(fact);
  }
}
