import { type DialKey, numberKey, personKey } from '../../core/compliance/facts/dial-key.js';
import { LISTS, type ListId } from '../../core/compliance/rule-parameters.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type {
  DncAnswer,
  DncAuthorisation,
  DncEntry,
  DncListState,
  DncListStore,
} from '../../ports/dnc-list-store.js';
import type { FaultGate } from './memory-faults.js';
import { sortedBy } from './sorted-by.js';

type Dates = Map<DialKey, string>;

interface Begun {
  readonly version: string;
  readonly dates: Dates;
}

/** Moves the version of a dial key, wherever those are kept. */
export interface ListsVersion {
  current(): number;
  move(): void;
}

/** Do-not-call lists in memory. */
export class MemoryDncListStore implements DncListStore {
  readonly #states = new Map<ListId, DncListState>();
  readonly #active = new Map<ListId, Dates>();
  readonly #begun = new Map<ListId, Begun>();
  #authorised = new Map<DialKey, Set<string>>();
  readonly #gate: FaultGate;
  readonly #version: ListsVersion;

  constructor(gate: FaultGate, version: ListsVersion) {
    this.#gate = gate;
    this.#version = version;
  }

  lookUp(keys: readonly DialKey[]): Promise<DncAnswer> {
    return this.#gate.read('lists.lookUp', () => {
      const listed = new Map<DialKey, Partial<Record<ListId, string>>>();
      const authorised = new Map<DialKey, readonly string[]>();
      for (const key of keys) {
        const dates = LISTS.flatMap((list) => {
          const since = this.#active.get(list)?.get(key);
          return since === undefined ? [] : [[list, since] as const];
        });
        if (dates.length > 0) {
          listed.set(key, Object.fromEntries(dates));
        }
        const creditors = this.#authorised.get(key);
        if (creditors !== undefined) {
          authorised.set(key, [...creditors].sort());
        }
      }
      const lists = Object.fromEntries(
        LISTS.map((list) => [list, this.#states.get(list) ?? { state: 'absent' }]),
      ) as Record<ListId, DncListState>;
      return { version: this.#version.current(), lists, listed, authorised };
    });
  }

  begin(list: ListId, version: string): Promise<void> {
    return this.#gate.write('lists.begin', () => {
      this.#begun.set(list, { version, dates: new Map() });
    });
  }

  addEntries(list: ListId, version: string, entries: readonly DncEntry[]): Promise<void> {
    return this.#gate.write('lists.addEntries', () => {
      const { dates } = this.#versionOf(list, version);
      for (const { phone, cpfHash, since } of entries) {
        if (phone !== '') {
          keepEarlier(dates, numberKey(phone), since);
        }
        if (cpfHash !== '') {
          keepEarlier(dates, personKey(cpfHash), since);
        }
      }
    });
  }

  complete(list: ListId, version: string): Promise<number> {
    return this.#gate.write('lists.complete', () => this.#versionOf(list, version).dates.size);
  }

  activate(list: ListId, version: string, loadedAtMs: number): Promise<number> {
    return this.#gate.write('lists.activate', () => {
      const { dates } = this.#versionOf(list, version);
      this.#begun.delete(list);
      this.#active.set(list, dates);
      this.#states.set(list, { state: 'loaded', version, loadedAtMs, entries: dates.size });
      this.#version.move();
      return dates.size;
    });
  }

  discard(list: ListId, version: string): Promise<void> {
    return this.#gate.write('lists.discard', () => {
      if (this.#begun.get(list)?.version === version) {
        this.#begun.delete(list);
      }
    });
  }

  declareNotApplicable(list: ListId, signedBy: string, nowMs: number): Promise<void> {
    return this.#gate.write('lists.declareNotApplicable', () => {
      this.#active.delete(list);
      this.#states.set(list, { state: 'not_applicable', signedBy, sinceMs: nowMs });
      this.#version.move();
    });
  }

  async replaceAuthorisations(authorisations: AsyncIterable<DncAuthorisation>): Promise<number> {
    const next = new Map<DialKey, Set<string>>();
    let count = 0;
    for await (const { phone, creditorCnpj } of authorisations) {
      const creditors = next.get(numberKey(phone)) ?? new Set();
      count += creditors.has(creditorCnpj) ? 0 : 1;
      next.set(numberKey(phone), creditors.add(creditorCnpj));
    }
    return this.#gate.write('lists.replaceAuthorisations', () => {
      this.#authorised = next;
      this.#version.move();
      return count;
    });
  }

  async *read(list: ListId): AsyncGenerator<DncEntry> {
    this.#gate.check('lists.read');
    for (const [key, since] of sortedBy(this.#active.get(list) ?? [], ([key]) => key)) {
      const rest = key.slice(2);
      yield key.startsWith('n:') ? { phone: rest, cpfHash: '', since } : { phone: '', cpfHash: rest, since };
    }
  }

  async *readAuthorisations(): AsyncGenerator<DncAuthorisation> {
    this.#gate.check('lists.readAuthorisations');
    for (const [key, creditors] of sortedBy(this.#authorised, ([key]) => key)) {
      for (const creditorCnpj of [...creditors].sort()) {
        yield { phone: key.slice(2), creditorCnpj };
      }
    }
  }

  #versionOf(list: ListId, version: string): Begun {
    const begun = this.#begun.get(list);
    if (begun?.version !== version) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: `Version '${version}' of the list '${list}' is not being filled. Begin it first.`,
      });
    }
    return begun;
  }
}

function keepEarlier(dates: Dates, key: DialKey, since: string): void {
  const known = dates.get(key);
  if (known === undefined || since < known) {
    dates.set(key, since);
  }
}
