import { checkMessage } from '../../core/kernel/check-message.js';
import type {
  Coordination,
  HeldLease,
  UnitsCount,
  UnitsGrant,
  UnitsHolder,
} from '../../ports/coordination.js';
import { FaultGate, type MemoryFaults } from './memory-faults.js';

interface Lease extends HeldLease {
  readonly owner: string;
}

interface Counter {
  taken: number;
  returned: number;
  readonly held: Map<string, number>;
}

/** Leases, counters and messages in one process; several engines of a test may share one. */
export class MemoryCoordination implements Coordination {
  readonly #leases = new Map<string, Lease>();
  readonly #counters = new Map<string, Counter>();
  readonly #listeners = new Map<string, Set<(text: string) => void>>();
  readonly #gate: FaultGate;

  constructor(faults?: MemoryFaults) {
    this.#gate = new FaultGate(faults);
  }

  acquireLease(name: string, owner: string, nowMs: number, ttlMs: number): Promise<HeldLease | null> {
    return this.#gate.write('coordination.acquireLease', () => this.#acquire(name, owner, nowMs, ttlMs));
  }

  acquireLeases(
    names: readonly string[],
    owner: string,
    nowMs: number,
    ttlMs: number,
  ): Promise<ReadonlyMap<string, HeldLease>> {
    return this.#gate.write('coordination.acquireLeases', () => {
      const all = names.map((name) => this.#acquire(name, owner, nowMs, ttlMs));
      return new Map(all.flatMap((held) => (held === null ? [] : [[held.name, held] as const])));
    });
  }

  #acquire(name: string, owner: string, nowMs: number, ttlMs: number): HeldLease | null {
    const held = this.#leases.get(name);
    if (held !== undefined && held.owner !== owner && held.expiresAtMs > nowMs) {
      return null;
    }
    const fence = held?.owner === owner ? held.fence : (held?.fence ?? 0) + 1;
    const expiresAtMs = nowMs + ttlMs;
    this.#leases.set(name, { name, owner, fence, expiresAtMs });
    return { name, fence, expiresAtMs };
  }

  ownerOf(name: string, nowMs: number): Promise<string | null> {
    return this.#gate.read('coordination.ownerOf', () => {
      const held = this.#leases.get(name);
      return held !== undefined && held.expiresAtMs > nowMs ? held.owner : null;
    });
  }

  releaseLease(name: string, owner: string): Promise<void> {
    return this.#gate.write('coordination.releaseLease', () => {
      const held = this.#leases.get(name);
      if (held?.owner === owner) {
        this.#leases.set(name, { ...held, expiresAtMs: 0 });
      }
    });
  }

  takeUnits(name: string, want: number, cap: number, holder?: UnitsHolder): Promise<UnitsGrant> {
    return this.#gate.write('coordination.takeUnits', () => {
      const counter = this.#counter(name);
      const granted = Math.max(0, Math.min(want, cap - counter.taken));
      counter.taken += granted;
      if (holder !== undefined) {
        counter.held.set(holder.holder, holder.held + granted);
      }
      return { granted, ...countOf(counter) };
    });
  }

  returnUnits(name: string, { holder, held }: UnitsHolder): Promise<UnitsCount> {
    return this.#gate.write('coordination.returnUnits', () => {
      const counter = this.#counter(name);
      const back = Math.min(held, counter.held.get(holder) ?? 0);
      counter.taken -= back;
      counter.returned += back;
      counter.held.delete(holder);
      return countOf(counter);
    });
  }

  raiseTo(name: string, atLeast: number): Promise<UnitsCount> {
    return this.#gate.write('coordination.raiseTo', () => {
      const counter = this.#counter(name);
      counter.taken = Math.max(atLeast, counter.taken);
      return countOf(counter);
    });
  }

  unitsTaken(name: string): Promise<number> {
    return this.#gate.read('coordination.unitsTaken', () => this.#counters.get(name)?.taken ?? 0);
  }

  publish(channel: string, text: string): Promise<void> {
    return this.#gate.write('coordination.publish', () => {
      checkMessage(channel, text);
      for (const listener of this.#listeners.get(channel) ?? []) {
        queueMicrotask(() => listener(text));
      }
    });
  }

  subscribe(channel: string, listener: (text: string) => void): Promise<() => Promise<void>> {
    return this.#gate.write('coordination.subscribe', () => {
      checkMessage(channel, '');
      const own = (text: string): void => listener(text);
      const listeners = this.#listeners.get(channel) ?? new Set();
      this.#listeners.set(channel, listeners.add(own));
      return async () => {
        listeners.delete(own);
      };
    });
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }

  #counter(name: string): Counter {
    const counter = this.#counters.get(name) ?? { taken: 0, returned: 0, held: new Map() };
    this.#counters.set(name, counter);
    return counter;
  }
}

function countOf({ taken, returned, held }: Counter): UnitsCount {
  return { taken, returned, held: [...held.values()].reduce((sum, units) => sum + units, 0) };
}
