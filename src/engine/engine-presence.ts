import { CadenciaError } from '../core/kernel/errors.js';
import type { EngineId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { Coordination } from '../ports/coordination.js';
import type { EventBus } from './event-bus.js';

/** An engine that was heard of this long ago may still be there: its agents are left alone. */
const PRESENCE_MS = 6 * SECOND;
const RENEW_MS = 2 * SECOND;

export interface PresenceDeps {
  readonly coordination: Coordination;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly engineId: EngineId;
}

/** Tells the other engines of the installation that this one is there, and whether another one is. */
export class EnginePresence {
  readonly #deps: PresenceDeps;
  #timer: Timer | null = null;
  #closed = false;

  constructor(deps: PresenceDeps) {
    this.#deps = deps;
  }

  async start(): Promise<void> {
    await this.#renew();
    this.#beat();
  }

  /** Rejects with DLR_COORDINATION_DOWN when that cannot be known now. */
  async isThere(engineId: EngineId): Promise<boolean> {
    const { coordination, clock, engineId: own } = this.#deps;
    if (engineId === own) {
      return true;
    }
    // A lease of no time: got only when the engine's own has run out, and nobody's in the next instant.
    return (await coordination.acquireLease(nameOf(engineId), own, clock.now(), 0)) === null;
  }

  /** Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
    }
    try {
      await this.#deps.coordination.releaseLease(nameOf(this.#deps.engineId), this.#deps.engineId);
    } catch (error) {
      this.#failed(error);
    }
  }

  #beat(): void {
    if (!this.#closed) {
      this.#timer = this.#deps.clock.setTimer(RENEW_MS, () => {
        void this.#renew().then(() => this.#beat());
      });
    }
  }

  async #renew(): Promise<void> {
    const { coordination, clock, engineId } = this.#deps;
    try {
      await coordination.acquireLease(nameOf(engineId), engineId, clock.now(), PRESENCE_MS);
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    const { bus, clock } = this.#deps;
    const code = error instanceof CadenciaError ? error.code : 'unknown';
    bus.emit('store:failed', { operation: 'presence', code, atMs: clock.now() });
  }
}

function nameOf(engineId: EngineId): string {
  return `engine:${engineId}`;
}
