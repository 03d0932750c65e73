import { checkMessage } from '../../core/kernel/check-message.js';
import type { Coordination, HeldLease, UnitsGrant } from '../../ports/coordination.js';
import { FaultGate, type MemoryFaults } from './memory-faults.js';

interface Lease extends HeldLease {
  readonly owner: string;
}

/** Leases, counters and messages in one process; several engines of a test may share one. */
export class MemoryCoordination implements Coordination {
  readonly #leases = new Map<string, Lease>();
  readonly #counters = new Map<string, number>();
  readonly #listeners = new Map<string, Set<(text: string) => void>>();
  readonly #gate: FaultGate;

  constructor(faults?: MemoryFaults) {
    this.#gate = new FaultGate(faults);
  }

  acquireLease(name: string, owner: string, nowMs: number, ttlMs: number): Promise<HeldLease | null> {
    return this.#gate.write('coordination.acquireLease', () => {
      const held = this.#leases.get(name);
      if (held !== undefined && held.owner !== owner && held.expiresAtMs > nowMs) {
        return null;
      }
      const fence = held?.owner === owner ? held.fence : (held?.fence ?? 0) + 1;
      const expiresAtMs = nowMs + ttlMs;
      this.#leases.set(name, { name, owner, fence, expiresAtMs });
      return { name, fence, expiresAtMs };
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

  takeUnits(counter: string, want: number, cap: number): Promise<UnitsGrant> {
    return this.#gate.write('coordination.takeUnits', () => {
      const before = this.#counters.get(counter) ?? 0;
      const granted = Math.max(0, Math.min(want, cap - before));
      this.#counters.set(counter, before + granted);
      return { granted, taken: before + granted };
    });
  }

  raiseTo(counter: string, atLeast: number): Promise<number> {
    return this.#gate.write('coordination.raiseTo', () => {
      const taken = Math.max(atLeast, this.#counters.get(counter) ?? 0);
      this.#counters.set(counter, taken);
      return taken;
    });
  }

  unitsTaken(counter: string): Promise<number> {
    return this.#gate.read('coordination.unitsTaken', () => this.#counters.get(counter) ?? 0);
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
}
