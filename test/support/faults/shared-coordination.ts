import { MemoryCoordination } from '../../../src/adapters/memory/memory-coordination.js';
import type { Clock } from '../../../src/ports/clock.js';
import type { Coordination, UnitsHolder } from '../../../src/ports/coordination.js';
import type { FaultInjector } from './fault-injector.js';

interface Subscription {
  readonly channel: string;
  readonly listener: (text: string) => void;
}

/** A coordination store that may lose its memory, as one that keeps none on disk does, and whose messages may go astray. */
export class SharedCoordination implements Coordination {
  readonly #clock: Clock;
  readonly #injector: FaultInjector;
  readonly #subscriptions = new Set<Subscription>();
  #memory = new MemoryCoordination();

  constructor(clock: Clock, injector: FaultInjector) {
    this.#clock = clock;
    this.#injector = injector;
  }

  /** Leases and counters are gone; its clients subscribe again by themselves. */
  forget(): void {
    this.#memory = new MemoryCoordination();
  }

  acquireLease(name: string, owner: string, nowMs: number, ttlMs: number) {
    return this.#memory.acquireLease(name, owner, nowMs, ttlMs);
  }

  acquireLeases(names: readonly string[], owner: string, nowMs: number, ttlMs: number) {
    return this.#memory.acquireLeases(names, owner, nowMs, ttlMs);
  }

  ownerOf(name: string, nowMs: number) {
    return this.#memory.ownerOf(name, nowMs);
  }

  releaseLease(name: string, owner: string) {
    return this.#memory.releaseLease(name, owner);
  }

  takeUnits(counter: string, want: number, cap: number, holder?: UnitsHolder) {
    return this.#memory.takeUnits(counter, want, cap, holder);
  }

  returnUnits(counter: string, holder: UnitsHolder) {
    return this.#memory.returnUnits(counter, holder);
  }

  unitsTaken(counter: string) {
    return this.#memory.unitsTaken(counter);
  }

  raiseTo(counter: string, atLeast: number) {
    return this.#memory.raiseTo(counter, atLeast);
  }

  async publish(channel: string, text: string): Promise<void> {
    for (const one of [...this.#subscriptions].filter((each) => each.channel === channel)) {
      this.#send(one, text);
    }
  }

  async subscribe(channel: string, listener: (text: string) => void): Promise<() => Promise<void>> {
    const one = { channel, listener };
    this.#subscriptions.add(one);
    return async () => {
      this.#subscriptions.delete(one);
    };
  }

  async close(): Promise<void> {
    this.#subscriptions.clear();
  }

  #send(to: Subscription, text: string): void {
    const fault = this.#injector.take('message', this.#clock.now());
    const deliver = (): void => {
      if (this.#subscriptions.has(to)) {
        to.listener(text);
      }
    };
    const times = fault?.kind === 'lost' ? 0 : fault?.kind === 'doubled' ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      this.#clock.setTimer(fault?.kind === 'late' ? fault.lastsMs : 1, deliver);
    }
  }
}
