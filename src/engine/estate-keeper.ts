import { isCadenciaError, messageOf } from '../core/kernel/errors.js';
import type { EngineId, MediaServerId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { Estate, EstateStore, KnownEngine } from '../ports/estate-store.js';
import type { LiveLeg } from '../ports/media.js';
import type { EnginePresence } from './engine-presence.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';
import type { Recovery } from './recovery.js';

const LOOK_MS = 1 * SECOND;
/** A media server that does not hand over within this holds nobody of the dead engine any more. */
const PATIENCE_MS = 30 * SECOND;
/** What still rings under the dead engine's name after this is not waited for: its engine may come back. */
const HOLD_MS = 30 * SECOND;

export interface EstateDeps {
  readonly store: EstateStore;
  readonly presence: EnginePresence;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly engineId: EngineId;
  readonly fleet: Fleet;
  /** One for each estate. */
  readonly recovery: () => Recovery;
  /** Campaigns and agents as others saved them are known here when it resolves. */
  readonly lookNow: () => Promise<void>;
}

/**
 * Takes over what a dead engine left: its live calls, its agents where they are, and rows whose calls have ended.
 *
 *   its name is free ──► name taken ──► rows and sessions ours ──► legs ours on each switch ──► settled ──► name given back
 *
 * Whoever has the name is the one who takes over; rows come before legs, so that an engine that was only asleep can
 * write nothing of what another already steers. Lives as long as the engine; `close` ends its looking.
 */
export class EstateKeeper {
  readonly #deps: EstateDeps;
  /** Engines that are gone and have nothing left. */
  readonly #settled = new Set<EngineId>();
  readonly #taking = new Set<EngineId>();
  #timer: Timer | null = null;
  #closed = false;

  constructor(deps: EstateDeps) {
    this.#deps = deps;
  }

  /** Tells the others under what names our legs live, and looks for engines that are gone from now on. */
  async start(): Promise<void> {
    const { store, engineId, fleet } = this.#deps;
    await store.register(engineId, fleet.estates());
    this.#lookSoon();
  }

  /** True when another engine is there that could take our calls and agents over at once. */
  async hasHeir(): Promise<boolean> {
    const { store, presence, fleet } = this.#deps;
    const own = fleet.estates();
    for (const { engineId, estates } of await this.#others(store)) {
      if (Object.keys(own).every((id) => estates[id] !== undefined) && (await presence.isThere(engineId))) {
        return Object.keys(own).length > 0;
      }
    }
    return false;
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
    }
  }

  #lookSoon(): void {
    if (!this.#closed) {
      this.#timer = this.#deps.clock.setTimer(LOOK_MS, () => {
        void this.#look()
          .catch((error: unknown) => this.#failed(error))
          .then(() => this.#lookSoon());
      });
    }
  }

  async #others(store: EstateStore): Promise<readonly KnownEngine[]> {
    return (await store.list()).filter(({ engineId }) => engineId !== this.#deps.engineId);
  }

  async #look(): Promise<void> {
    const { store, presence } = this.#deps;
    for (const known of await this.#others(store)) {
      const { engineId } = known;
      if (this.#taking.has(engineId) || this.#closed) {
        continue;
      }
      if (this.#settled.has(engineId)) {
        if (await presence.isThere(engineId)) {
          this.#settled.delete(engineId);
        }
        continue;
      }
      const heldUntilMs = this.#reaches(known) ? await presence.takeName(engineId) : null;
      if (heldUntilMs !== null) {
        this.#taking.add(engineId);
        void this.#take(known, heldUntilMs)
          .catch((error: unknown) => this.#failed(error))
          .finally(() => this.#taking.delete(engineId));
      }
    }
  }

  /** Every switch it used is one of ours, and answers. */
  #reaches({ estates }: KnownEngine): boolean {
    const ids = Object.keys(estates) as MediaServerId[];
    return ids.length > 0 && ids.every((id) => this.#deps.fleet.isUp(id));
  }

  async #take({ engineId, estates }: KnownEngine, heldUntilMs: number): Promise<void> {
    const { store, engineId: own, bus, clock } = this.#deps;
    const keepName = this.#keepName(engineId);
    try {
      const beganMs = clock.now();
      if (beganMs >= heldUntilMs) {
        // Stopped since: the name may be its engine's again, which lives.
        return;
      }
      const estate = await store.inherit(engineId, own);
      await this.#settle(estate, engineId, estates);
      this.#settled.add(engineId);
      if (estate.rows.length + estate.agentIds.length > 0) {
        const [calls, agents] = [estate.rows.length, estate.agentIds.length];
        bus.emit('estate:taken', {
          engineId,
          calls,
          agents,
          tookMs: clock.now() - beganMs,
          atMs: clock.now(),
        });
      }
      await this.#handedOver(estates);
    } finally {
      keepName.end();
      await this.#deps.presence.giveName(engineId).catch((error: unknown) => this.#failed(error));
    }
  }

  async #settle(estate: Estate, from: EngineId, estates: KnownEngine['estates']): Promise<void> {
    await this.#deps.lookNow();
    const recovery = this.#deps.recovery();
    await recovery.inherit(estate, from);
    await Promise.all(
      Object.entries(estates).map(async ([id, name]) => {
        const serverId = id as MediaServerId;
        const legs = await this.#legsOf(serverId, name);
        if (legs !== null) {
          recovery.onListing(serverId, legs);
          this.#deps.fleet.endOrphans(serverId, legs);
        }
      }),
    );
    recovery.settleRest();
  }

  /** Asked until the switch answers; null when it does not. */
  async #legsOf(serverId: MediaServerId, name: string): Promise<readonly LiveLeg[] | null> {
    const { clock, fleet } = this.#deps;
    const untilMs = clock.now() + PATIENCE_MS;
    while (!this.#closed) {
      try {
        return await fleet.inherit(serverId, name);
      } catch (error) {
        if (!isCadenciaError(error) || clock.now() >= untilMs) {
          this.#failed(error);
          return null;
        }
        await this.#pause(LOOK_MS);
      }
    }
    return null;
  }

  /** Legs that only ring are ours wholly when they are answered or over. */
  async #handedOver(estates: KnownEngine['estates']): Promise<void> {
    const { clock, fleet } = this.#deps;
    const untilMs = clock.now() + HOLD_MS;
    const isHeld = (): boolean =>
      Object.entries(estates).some(([id, name]) => fleet.isInheriting(id as MediaServerId, name));
    while (!this.#closed && isHeld() && clock.now() < untilMs) {
      await this.#pause(LOOK_MS);
    }
  }

  /** As long as we hold its name, the engine does not connect. */
  #keepName(engineId: EngineId): { end(): void } {
    const { clock, presence } = this.#deps;
    let timer: Timer;
    const again = (): void => {
      timer = clock.setTimer(LOOK_MS, () => {
        presence.keepName(engineId).catch((error: unknown) => this.#failed(error));
        again();
      });
    };
    again();
    return { end: () => clock.clearTimer(timer) };
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#deps.clock.setTimer(ms, resolve);
    });
  }

  /** A store that does not answer is told of by whoever looks after it. */
  #failed(error: unknown): void {
    if (!isCadenciaError(error)) {
      const atMs = this.#deps.clock.now();
      this.#deps.bus.emit('engine:defect', { where: 'estate', message: messageOf(error), atMs });
    }
  }
}
