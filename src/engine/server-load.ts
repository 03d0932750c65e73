import type { MediaServerId } from '../core/kernel/ids.js';
import { afterGiving, learnPace, paceAt, paceWaitMs, type ServerPace } from '../core/route/server-pace.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { MediaEvent } from '../ports/media.js';
import type { EventBus } from './event-bus.js';

type ServerFull = Extract<MediaEvent, { readonly kind: 'serverFull' }>;

interface LoadDeps {
  readonly clock: Clock;
  readonly bus: EventBus;
  /** A server that was given too many takes one more. */
  readonly onRoom: () => void;
}

/** Which media servers take no call now although they are up, and how many a second they take. */
export class ServerLoad {
  readonly #deps: LoadDeps;
  readonly #full = new Map<MediaServerId, string>();
  readonly #paces = new Map<MediaServerId, ServerPace>();
  readonly #waits = new Map<MediaServerId, Timer>();

  constructor(deps: LoadDeps) {
    this.#deps = deps;
  }

  full({ serverId, why, reason, mostPerSecond, atMs }: ServerFull): void {
    this.#full.set(serverId, reason);
    if (why === 'rate' && mostPerSecond !== null) {
      this.#paces.set(serverId, learnPace(mostPerSecond, this.#deps.clock.now()));
    }
    this.#deps.bus.emit('media:full', { serverId, why, reason, atMs });
  }

  /** It takes calls again, or is gone: what it will do when it is back is not known. */
  free(serverId: MediaServerId, atMs: number): void {
    if (this.#full.delete(serverId)) {
      this.#deps.bus.emit('media:free', { serverId, atMs });
    }
  }

  /** '' where it takes calls. */
  reasonOf(serverId: MediaServerId): string {
    return this.#full.get(serverId) ?? '';
  }

  /** Whether it may be given one call more now. */
  hasRoom(serverId: MediaServerId): boolean {
    if (this.#full.has(serverId)) {
      return false;
    }
    const pace = this.#paceOf(serverId);
    if (pace === null || pace.room >= 1) {
      return true;
    }
    this.#tellRoomIn(serverId, paceWaitMs(pace));
    return false;
  }

  /** Idempotent. */
  close(): void {
    for (const timer of this.#waits.values()) {
      this.#deps.clock.clearTimer(timer);
    }
    this.#waits.clear();
  }

  /** A call is given to it. */
  give(serverId: MediaServerId): void {
    const pace = this.#paceOf(serverId);
    if (pace !== null) {
      this.#paces.set(serverId, afterGiving(pace));
    }
  }

  #tellRoomIn(serverId: MediaServerId, waitMs: number): void {
    if (this.#waits.has(serverId)) {
      return;
    }
    const timer = this.#deps.clock.setTimer(Math.ceil(waitMs), () => {
      this.#waits.delete(serverId);
      this.#deps.onRoom();
    });
    this.#waits.set(serverId, timer);
  }

  #paceOf(serverId: MediaServerId): ServerPace | null {
    const known = this.#paces.get(serverId);
    const pace = known === undefined ? null : paceAt(known, this.#deps.clock.now());
    if (pace === null) {
      this.#paces.delete(serverId);
    } else {
      this.#paces.set(serverId, pace);
    }
    return pace;
  }
}
