import { CadenciaError } from '../core/kernel/errors.js';
import type { EngineId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { Coordination } from '../ports/coordination.js';
import type { EventBus } from './event-bus.js';

/** An engine that was heard of this long ago may still be there: what it has is left alone. */
export const PRESENCE_MS = 5 * SECOND;
const RENEW_MS = 1 * SECOND;
/** Whose beat is this late was stopped, and others may have taken it for dead. */
const ASLEEP_MS = PRESENCE_MS - 1 * SECOND;
/** Another engine has what we left, and gives our name back when it is wholly its own. */
const TRY_AGAIN_MS = 0.5 * SECOND;

export interface PresenceDeps {
  readonly coordination: Coordination;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly engineId: EngineId;
}

/**
 * Tells the other engines of the installation that this one is there, and whether another one is. Who has an engine's
 * name (a lease) has its live calls: one that was stopped, wakes and finds its name another's has nothing any more.
 */
export class EnginePresence {
  readonly #deps: PresenceDeps;
  #timer: Timer | null = null;
  #closed = false;
  #replaced = false;
  #fence: number | null = null;
  #beatMs = 0;
  #asking: Promise<void> | null = null;
  #onReplaced: () => void = () => undefined;

  constructor(deps: PresenceDeps) {
    this.#deps = deps;
  }

  /** Once, when another engine has taken over what this one had. */
  onReplaced(listener: () => void): void {
    this.#onReplaced = listener;
  }

  /** Resolves when the name is ours: one who inherited it gives it back within half a minute. */
  async start(): Promise<void> {
    const { clock } = this.#deps;
    this.#beatMs = clock.now();
    while (!this.#closed && (await this.#take()) === null) {
      await new Promise<void>((resolve) => {
        clock.setTimer(TRY_AGAIN_MS, resolve);
      });
    }
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

  /** Takes, or keeps, the name of an engine that is gone; false while it, or whoever has its name, is there. */
  async takeName(engineId: EngineId): Promise<boolean> {
    const { coordination, clock, engineId: own } = this.#deps;
    return (await coordination.acquireLease(nameOf(engineId), own, clock.now(), PRESENCE_MS)) !== null;
  }

  async giveName(engineId: EngineId): Promise<void> {
    await this.#deps.coordination.releaseLease(nameOf(engineId), this.#deps.engineId);
  }

  /** False after having been stopped, until `sure` has told, and for good when another engine has taken over. */
  get awake(): boolean {
    return this.#fence === null || (!this.#replaced && this.#deps.clock.now() - this.#beatMs < ASLEEP_MS);
  }

  /** Asks whose the name is. Resolves when this engine may act; never again when another has taken over. */
  async sure(): Promise<void> {
    if (this.#closed || this.#fence === null) {
      return;
    }
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    await this.#asking;
    if (this.#replaced) {
      await new Promise(() => undefined);
    }
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
    if (!this.#replaced) {
      await this.giveName(this.#deps.engineId).catch((error: unknown) => this.#failed(error));
    }
  }

  /** Rows of ours are another's: so is everything. Idempotent. */
  replace(): void {
    if (!this.#replaced && !this.#closed) {
      this.#replaced = true;
      this.#deps.bus.emit('engine:replaced', { atMs: this.#deps.clock.now() });
      this.#onReplaced();
    }
  }

  #beat(): void {
    if (!this.#closed && !this.#replaced) {
      this.#timer = this.#deps.clock.setTimer(RENEW_MS, () => {
        if (this.awake) {
          // A store that does not answer stops nobody: who cannot be asked for us cannot be asked by others.
          this.#beatMs = this.#deps.clock.now();
        }
        void this.sure();
        this.#beat();
      });
    }
  }

  async #ask(): Promise<void> {
    const known = this.#fence;
    const wasAwake = this.awake;
    const fence = await this.#take();
    if (fence === null || (!wasAwake && fence !== 'unknown' && fence !== known)) {
      this.replace();
    }
    this.#beatMs = this.#deps.clock.now();
  }

  /** The fence of our name; null while it is another's. */
  async #take(): Promise<number | 'unknown' | null> {
    const { coordination, clock, engineId } = this.#deps;
    try {
      const held = await coordination.acquireLease(nameOf(engineId), engineId, clock.now(), PRESENCE_MS);
      if (held !== null && this.#fence === null) {
        this.#fence = held.fence;
      }
      return held?.fence ?? null;
    } catch (error) {
      this.#failed(error);
      return 'unknown';
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
