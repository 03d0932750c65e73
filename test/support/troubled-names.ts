import type { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import { CadenciaError } from '../../src/core/kernel/errors.js';
import type { EngineNames } from '../../src/engine/engine-presence.js';
import type { Clock } from '../../src/ports/clock.js';

/** Adapters give up after this. */
const DEADLINE_MS = 4000;

/** The store of engines' names as one engine reaches it: slow on its way back, or not reached at all, for a while. */
export class TroubledNames implements EngineNames {
  readonly #store: MemoryCoordination;
  readonly #clock: Clock;
  #slowMs = 0;
  #untilMs = 0;

  constructor(store: MemoryCoordination, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Each answer takes so long; what takes longer than an adapter waits is never heard, though it was done. */
  slow(answerMs: number, forMs: number): void {
    this.#slowMs = answerMs;
    this.#untilMs = this.#clock.now() + forMs;
  }

  /** Nothing gets there, and that is known at once. */
  away(forMs: number): void {
    this.slow(Number.POSITIVE_INFINITY, forMs);
  }

  acquireLease(name: string, owner: string, nowMs: number, ttlMs: number) {
    return this.#ask(() => this.#store.acquireLease(name, owner, nowMs, ttlMs));
  }

  ownerOf(name: string, nowMs: number) {
    return this.#ask(() => this.#store.ownerOf(name, nowMs));
  }

  releaseLease(name: string, owner: string) {
    return this.#ask(() => this.#store.releaseLease(name, owner));
  }

  async #ask<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    if (this.#clock.now() >= this.#untilMs) {
      return ask();
    }
    if (this.#slowMs === Number.POSITIVE_INFINITY) {
      throw new CadenciaError('DLR_COORDINATION_DOWN', { detail: 'away' });
    }
    await this.#pass(Math.min(this.#slowMs, DEADLINE_MS));
    if (this.#slowMs > DEADLINE_MS) {
      throw new CadenciaError('DLR_COORDINATION_DOWN', { detail: 'no answer' });
    }
    return ask();
  }

  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.setTimer(ms, resolve);
    });
  }
}
