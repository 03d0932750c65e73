import {
  assembleFacts,
  type CallAbout,
  type FiledFacts,
  type Listed,
  type RouteUsage,
} from '../core/compliance/facts/assemble-facts.js';
import {
  type DialKey,
  debtKey,
  dialKeysOf,
  numberKey,
  type Party,
  personKey,
} from '../core/compliance/facts/dial-key.js';
import { type KeyFacts, NO_KEY_FACTS } from '../core/compliance/facts/key-facts.js';
import type { DialFacts } from '../core/compliance/gate/dial-facts.js';
import { LISTS, type ListId } from '../core/compliance/rule-parameters.js';
import type { Contact } from '../core/contact/contact.js';
import type { AttemptId } from '../core/kernel/ids.js';
import { isoUtc } from '../core/kernel/iso-utc.js';
import { MINUTE } from '../core/kernel/time.js';
import type { OpeningGuard } from '../ports/attempt-store.js';
import type { Clock } from '../ports/clock.js';
import type { DncAnswer, DncListStore } from '../ports/dnc-list-store.js';
import type { PersonFactStore } from '../ports/person-fact-store.js';

/** Facts read longer ago are read again; what makes them safe is the guard at the commit, not their age. */
const STALE_MS = 5 * MINUTE;
/** Keys of one query. */
const KEYS_AT_ONCE = 5000;

/** The demo's numbers exist nowhere and never leave the machine: nobody can have put one on a list. */
const LISTS_OF_DEMO: FiledFacts['lists'] = {
  sp: { state: 'not_applicable', signedBy: 'demo' },
  pa: { state: 'not_applicable', signedBy: 'demo' },
  nmp: { state: 'not_applicable', signedBy: 'demo' },
};

/** Where the lists stand, and what the row says of it. */
interface Lists extends Pick<DncAnswer, 'version' | 'lists'> {
  readonly snapshot: KnownFacts['dncSnapshot'];
}

interface Filed {
  readonly facts: KeyFacts;
  readonly listed: Listed;
  readonly authorised: readonly string[];
  readonly listsVersion: number;
  readonly atMs: number;
}

/** Facts of one call with what they were read at. */
export interface KnownFacts {
  /** What the gate is told, with the usage of the line and trunk in question. */
  readonly facts: (usage: RouteUsage) => DialFacts;
  readonly guards: (attemptId: AttemptId) => readonly OpeningGuard[];
  /** For the row: each list's version by the UTC time it was loaded. */
  readonly dncSnapshot: Readonly<Record<string, string>>;
  /** Lines shown to the person or at the number lately, the newest last. */
  readonly seenLines: readonly string[];
}

export interface FactBookDeps {
  readonly facts: PersonFactStore;
  readonly lists: DncListStore;
  readonly clock: Clock;
  /** How far back the policies in use look. */
  readonly lookBackMs: () => number;
}

/**
 * What the database says of the people in the hoppers, read ahead so that no dial waits for a query (decision 0007).
 * A key that this engine is changing is forgotten at once and read again when the change is written, no sooner: a reading
 * from between would only be refused at the commit. Changes by others are found there, by the guards.
 */
export class FactBook {
  readonly #deps: FactBookDeps;
  readonly #filed = new Map<DialKey, Filed>();
  /** Changes on their way to the store, by key. */
  readonly #moving = new Map<DialKey, Set<Promise<unknown>>>();
  /** Readings on their way from the store, with the keys that began to move meanwhile. */
  readonly #readings = new Set<Set<DialKey>>();
  #lists: Lists | null = null;
  #sweptMs = Number.NEGATIVE_INFINITY;

  constructor(deps: FactBookDeps) {
    this.#deps = deps;
  }

  /** Reads everything about the contacts, all their phones. Rejects when a store does not answer. */
  async load(contacts: readonly Contact[]): Promise<void> {
    const { facts, lists, clock, lookBackMs } = this.#deps;
    const wanted = [...new Set(contacts.flatMap(keysOfContact))];
    const sinceMs = clock.now() - lookBackMs();
    for (let from = 0; from < wanted.length; from += KEYS_AT_ONCE) {
      const keys = wanted.slice(from, from + KEYS_AT_ONCE);
      await this.#written(keys);
      const moved = new Set<DialKey>();
      this.#readings.add(moved);
      try {
        const [filed, answer] = await Promise.all([facts.load(keys, sinceMs), lists.lookUp(keys)]);
        const still = moved.size === 0 ? keys : keys.filter((key) => !moved.has(key));
        this.#keep(still, filed, answer);
      } finally {
        this.#readings.delete(moved);
      }
    }
    this.#sweep();
  }

  /** Waits for the changes of these keys that are on their way. */
  async #written(keys: readonly DialKey[]): Promise<void> {
    if (this.#moving.size > 0) {
      await Promise.all(keys.flatMap((key) => [...(this.#moving.get(key) ?? [])]));
    }
  }

  /** The facts of a call, or null when some were never read, forgotten, or read too long ago. */
  of(call: CallAbout, demo: boolean): KnownFacts | null {
    const found = this.#filedFor(call);
    const filed = found !== null && demo ? { ...found, lists: LISTS_OF_DEMO } : found;
    const lists = this.#lists;
    if (filed === null || lists === null) {
      return null;
    }
    return {
      facts: (usage) => assembleFacts(call, filed, usage),
      guards: (attemptId) => guardsOf(attemptId, call, filed, lists.version),
      dncSnapshot: demo ? SNAPSHOT_OF_DEMO : lists.snapshot,
      seenLines: seenLinesOf(filed),
    };
  }

  /** This engine is changing what is on file for the call's number, person and debt; `written` settles when it has. */
  change(party: Party, written: Promise<unknown>): void {
    const keys = dialKeysOf(party);
    const settled = written.then(nothing, nothing);
    for (const key of keys) {
      this.#filed.delete(key);
      const moving = this.#moving.get(key);
      if (moving === undefined) {
        this.#moving.set(key, new Set([settled]));
      } else {
        moving.add(settled);
      }
      for (const reading of this.#readings) {
        reading.add(key);
      }
    }
    void settled.then(() => {
      for (const key of keys) {
        const moving = this.#moving.get(key);
        moving?.delete(settled);
        if (moving?.size === 0) {
          this.#moving.delete(key);
        }
      }
    });
  }

  #filedFor({ phone, cpfHash, debtId }: Party): FiledFacts | null {
    const number = this.#fresh(numberKey(phone));
    const person = cpfHash === '' ? null : this.#fresh(personKey(cpfHash));
    const debt = debtId === '' ? null : this.#fresh(debtKey(debtId));
    if (number === undefined || person === undefined || debt === undefined || this.#lists === null) {
      return null;
    }
    return {
      number: number?.facts ?? NO_KEY_FACTS,
      person: person?.facts ?? null,
      debt: debt?.facts ?? null,
      lists: this.#lists.lists,
      numberListed: number?.listed ?? {},
      personListed: person?.listed ?? {},
      authorised: number?.authorised ?? [],
    };
  }

  #fresh(key: DialKey): Filed | undefined {
    const filed = this.#filed.get(key);
    const good =
      filed !== undefined &&
      filed.atMs >= this.#deps.clock.now() - STALE_MS &&
      filed.listsVersion === this.#lists?.version;
    return good ? filed : undefined;
  }

  #keep(keys: readonly DialKey[], facts: ReadonlyMap<DialKey, KeyFacts>, answer: DncAnswer): void {
    const atMs = this.#deps.clock.now();
    // Two loads may end in the other order: the older word on the lists is not kept.
    if (this.#lists === null || answer.version >= this.#lists.version) {
      this.#lists = { version: answer.version, lists: answer.lists, snapshot: snapshotOf(answer.lists) };
    }
    for (const key of keys) {
      this.#filed.set(key, {
        facts: facts.get(key) ?? NO_KEY_FACTS,
        listed: answer.listed.get(key) ?? {},
        authorised: answer.authorised.get(key) ?? [],
        listsVersion: answer.version,
        atMs,
      });
    }
  }

  #sweep(): void {
    const nowMs = this.#deps.clock.now();
    if (nowMs - this.#sweptMs >= MINUTE) {
      this.#sweptMs = nowMs;
      for (const [key, { atMs }] of this.#filed) {
        if (atMs < nowMs - STALE_MS) {
          this.#filed.delete(key);
        }
      }
    }
  }
}

function keysOfContact({ phones, cpfHash, debtId }: Contact): readonly DialKey[] {
  return phones
    .filter(({ dropped }) => !dropped)
    .flatMap(({ number }) => dialKeysOf({ phone: number, cpfHash, debtId }));
}

function guardsOf(
  attemptId: AttemptId,
  { phone, cpfHash, debtId }: Party,
  { number, person, debt }: FiledFacts,
  listsVersion: number,
): readonly OpeningGuard[] {
  const guards: OpeningGuard[] = [
    { attemptId, key: 'lists', version: listsVersion, use: 'same' },
    { attemptId, key: numberKey(phone), version: number.version, use: 'hold' },
  ];
  if (person !== null) {
    guards.push({ attemptId, key: personKey(cpfHash), version: person.version, use: 'hold' });
  }
  if (debt !== null) {
    guards.push({ attemptId, key: debtKey(debtId), version: debt.version, use: 'count' });
  }
  return guards;
}

function snapshotOf(lists: FiledFacts['lists']): KnownFacts['dncSnapshot'] {
  const entries: [ListId, string][] = [];
  for (const list of LISTS) {
    const standing = lists[list];
    if (standing.state === 'loaded') {
      entries.push([list, isoUtc(standing.loadedAtMs)]);
    } else if (standing.state === 'not_applicable') {
      entries.push([list, 'not_applicable']);
    }
  }
  return Object.fromEntries(entries);
}

function nothing(): void {}

const SNAPSHOT_OF_DEMO = snapshotOf(LISTS_OF_DEMO);

/** By the person where the CPF is known, as R11 counts. */
function seenLinesOf({ number, person }: FiledFacts): readonly string[] {
  return (person ?? number).history.map(({ line }) => line).filter((line) => line !== '');
}
