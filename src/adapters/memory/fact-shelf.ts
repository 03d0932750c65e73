import type { DialKey } from '../../core/compliance/facts/dial-key.js';
import { factKeys } from '../../core/compliance/facts/fact-keys.js';
import type { PersonFact, PersonFactKind } from '../../core/compliance/facts/person-fact.js';

/** How often a key was moved, and who holds it. */
interface KeyOnShelf {
  version: number;
  liveAttemptId: string | null;
}

interface FactOnShelf {
  readonly fact: PersonFact;
  /** The order in which facts came. */
  readonly place: number;
}

const UNTOUCHED: Readonly<KeyOnShelf> = { version: 0, liveAttemptId: null };

/** Dial keys and facts of the memory stores: the attempt store moves the keys that the fact store reads. */
export class FactShelf {
  readonly #keys = new Map<DialKey, KeyOnShelf>();
  readonly #facts = new Map<DialKey, FactOnShelf[]>();
  readonly #byKind = new Map<PersonFactKind, FactOnShelf[]>();
  #noted = 0;
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
    this.#noted += 1;
    const noted = { fact, place: this.#noted };
    put(this.#byKind, fact.kind, noted);
    for (const key of factKeys(fact)) {
      put(this.#facts, key, noted);
      this.move(key, null);
    }
  }

  /** Under some keys, each once, oldest first. */
  factsOf(keys: Iterable<DialKey>): PersonFact[] {
    return oldestFirst(new Set([...keys].flatMap((key) => this.#facts.get(key) ?? [])));
  }

  /** Oldest first. */
  ofKind(kind: PersonFactKind): PersonFact[] {
    return oldestFirst(this.#byKind.get(kind) ?? []);
  }
}

/** Of one date, the one that came first. */
function oldestFirst(noted: Iterable<FactOnShelf>): PersonFact[] {
  return [...noted]
    .sort((one, other) => one.fact.sinceMs - other.fact.sinceMs || one.place - other.place)
    .map(({ fact }) => fact);
}

function put<Key>(lists: Map<Key, FactOnShelf[]>, key: Key, noted: FactOnShelf): void {
  const list = lists.get(key);
  if (list === undefined) {
    lists.set(key, [noted]);
  } else {
    list.push(noted);
  }
}
