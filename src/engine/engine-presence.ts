import { CadenciaError } from '../core/kernel/errors.js';
import type { EngineId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { Coordination } from '../ports/coordination.js';
import type { EventBus } from './event-bus.js';

/** An engine that was heard of this long ago may still be there: what it has is left alone. */
export const PRESENCE_MS = 5 * SECOND;
const RENEW_MS = 1 * SECOND;
/** We count on our name for this much less, because another node's clock may run ahead. */
const SAFETY_MS = 1 * SECOND;
/** Whose beat is this late was stopped, and others may have taken it for dead. */
const ASLEEP_MS = PRESENCE_MS - SAFETY_MS;
/** Where nobody was answered for so long, others could not renew their names either. */
const UNHEARD_MS = PRESENCE_MS / 2;
/** An order of ours waits this long for a store that does not answer: somebody may be on the line (2 s of R29). */
const PATIENCE_MS = 1 * SECOND;
/** Another engine has what we left, and gives our name back when it is wholly its own. */
const TRY_AGAIN_MS = 0.5 * SECOND;

/** Where the names of engines are. */
export type EngineNames = Pick<Coordination, 'acquireLease' | 'releaseLease' | 'ownerOf'>;

export interface PresenceDeps {
  readonly names: EngineNames;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly engineId: EngineId;
}

/**
 * Tells the other engines of the installation that this one is there, and whether another one is. Who has an engine's
 * name (a lease) has its live calls. Rules:
 * 1. the name is certainly ours for four seconds from the last question that was answered so; after that an order waits
 *    until it is known whose the name is: a second where the store does not answer, to the end of the question where this
 *    engine was stopped;
 * 2. a fence that has grown was another's meanwhile, whose our calls are: this engine has nothing any more;
 * 3. a name is taken only after one lease of unbroken answers: while nobody is answered nobody can renew, and who lives
 *    has renewed by then.
 */
export class EnginePresence {
  readonly #deps: PresenceDeps;
  #timer: Timer | null = null;
  #closed = false;
  #replaced = false;
  #fence: number | null = null;
  #beatMs = 0;
  #heldUntilMs = 0;
  /** Since when each question was answered soon after the one before; null while none is. */
  #steadySinceMs: number | null = null;
  #answeredMs = Number.NEGATIVE_INFINITY;
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
    this.#beatMs = this.#deps.clock.now();
    while (!this.#closed && (await this.#take()) === null) {
      await this.#pause(TRY_AGAIN_MS);
    }
    this.#beat();
  }

  /** Rejects with DLR_COORDINATION_DOWN when that cannot be known now. */
  async isThere(engineId: EngineId): Promise<boolean> {
    const { names, clock, engineId: own } = this.#deps;
    return engineId === own || (await names.ownerOf(nameOf(engineId), clock.now())) !== null;
  }

  /**
   * Takes the name of an engine that is gone: until when it is held; null while the engine, or whoever has its name, is
   * there, or might not have been able to say so.
   */
  async takeName(engineId: EngineId): Promise<number | null> {
    return this.#steady ? this.keepName(engineId) : null;
  }

  /** Keeps a name that was taken. */
  async keepName(engineId: EngineId): Promise<number | null> {
    const { names, clock, engineId: own } = this.#deps;
    const held = await names.acquireLease(nameOf(engineId), own, clock.now(), PRESENCE_MS);
    return held === null ? null : held.expiresAtMs - SAFETY_MS;
  }

  async giveName(engineId: EngineId): Promise<void> {
    await this.#deps.names.releaseLease(nameOf(engineId), this.#deps.engineId);
  }

  /** False while the name may be another's, until `sure` has told, and for good when another engine has taken over. */
  get certain(): boolean {
    return this.#fence === null || (!this.#replaced && this.#deps.clock.now() < this.#heldUntilMs);
  }

  /** Asks whose the name is. Resolves when this engine may act; never again when another has taken over. */
  async sure(): Promise<void> {
    if (this.#closed || this.#fence === null) {
      return;
    }
    const told = this.#untilTold();
    await (this.#wasStopped ? told : Promise.race([told, this.#pause(PATIENCE_MS)]));
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
        if (!this.#wasStopped) {
          this.#beatMs = this.#deps.clock.now();
        }
        void this.#ask();
        this.#beat();
      });
    }
  }

  get #wasStopped(): boolean {
    return this.#deps.clock.now() - this.#beatMs >= ASLEEP_MS;
  }

  /** Who was answered all the time, and lately. */
  get #steady(): boolean {
    const nowMs = this.#deps.clock.now();
    const sinceMs = this.#steadySinceMs;
    return sinceMs !== null && nowMs - sinceMs >= PRESENCE_MS && nowMs - this.#answeredMs < UNHEARD_MS;
  }

  /** What was asked before a sleep tells nothing of it: it is asked once more. */
  async #untilTold(): Promise<void> {
    const before = this.#asking;
    await before;
    if (before === null || (!this.certain && !this.#replaced)) {
      await this.#ask();
    }
  }

  #ask(): Promise<void> {
    this.#asking ??= this.#askOnce().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #askOnce(): Promise<void> {
    const known = this.#fence;
    const fence = await this.#take();
    if (fence === null || (fence !== 'unknown' && known !== null && fence > known)) {
      this.replace();
    } else if (fence !== 'unknown') {
      // One that has fallen is of a store that lost its memory.
      this.#fence = fence;
    }
    this.#beatMs = this.#deps.clock.now();
  }

  /** The fence of our name; null while it is another's. */
  async #take(): Promise<number | 'unknown' | null> {
    const { names, clock, engineId } = this.#deps;
    const askedMs = clock.now();
    try {
      const held = await names.acquireLease(nameOf(engineId), engineId, askedMs, PRESENCE_MS);
      this.#answered(askedMs);
      if (held !== null) {
        this.#fence ??= held.fence;
        this.#heldUntilMs = held.expiresAtMs - SAFETY_MS;
      }
      return held?.fence ?? null;
    } catch (error) {
      this.#steadySinceMs = null;
      this.#failed(error);
      return 'unknown';
    }
  }

  #answered(askedMs: number): void {
    const nowMs = this.#deps.clock.now();
    if (nowMs - Math.min(askedMs, this.#answeredMs) > UNHEARD_MS) {
      this.#steadySinceMs = null;
    }
    this.#steadySinceMs ??= nowMs;
    this.#answeredMs = nowMs;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#deps.clock.setTimer(ms, resolve);
    });
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
