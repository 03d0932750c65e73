import { isCadenciaError, messageOf } from '../core/kernel/errors.js';
import type { LegId, MediaServerId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { LiveLeg, LocalHangupCause, MediaServer } from '../ports/media.js';
import type { EventBus } from './event-bus.js';

/** A server that did not answer is told again after this, and then less and less often. */
const FIRST_AGAIN_MS = 1 * SECOND;
const LONGEST_AGAIN_MS = 30 * SECOND;

interface LegEnd {
  readonly serverId: MediaServerId;
  readonly cause: LocalHangupCause;
  againMs: number;
  timer: Timer | null;
}

export interface LegEndsDeps {
  readonly clock: Clock;
  readonly bus: EventBus;
  /** Rejects while the server is away. */
  readonly run: (
    serverId: MediaServerId,
    op: string,
    command: (server: MediaServer) => Promise<void>,
  ) => Promise<void>;
}

/**
 * Legs that were told to end and have not been seen to: a hang-up that a broken link swallowed leaves a person on the line
 * with nobody. Each is told again until its server did it, does not list it, or says that it ended.
 */
export class LegEnds {
  readonly #deps: LegEndsDeps;
  readonly #ends = new Map<LegId, LegEnd>();

  constructor(deps: LegEndsDeps) {
    this.#deps = deps;
  }

  hangUp(serverId: MediaServerId, legId: LegId, cause: LocalHangupCause): void {
    this.over(legId);
    const end = { serverId, cause, againMs: FIRST_AGAIN_MS, timer: null };
    this.#ends.set(legId, end);
    this.#tell(legId, end);
  }

  /** The leg is gone, or is to live after all. */
  over(legId: LegId): void {
    const end = this.#ends.get(legId);
    if (end !== undefined) {
      this.#ends.delete(legId);
      this.#clear(end);
    }
  }

  /** What lives on a server that is back: what should not is told at once. */
  listed(serverId: MediaServerId, legs: readonly LiveLeg[]): void {
    const alive = new Set(legs.map(({ legId }) => legId));
    for (const [legId, end] of [...this.#ends].filter(([, one]) => one.serverId === serverId)) {
      if (alive.has(legId)) {
        this.#clear(end);
        this.#tell(legId, end);
      } else {
        this.over(legId);
      }
    }
  }

  /** Idempotent. */
  close(): void {
    for (const legId of [...this.#ends.keys()]) {
      this.over(legId);
    }
  }

  #tell(legId: LegId, end: LegEnd): void {
    const { clock, bus, run } = this.#deps;
    run(end.serverId, 'hangup', (server) => server.hangup(legId, end.cause)).then(
      () => this.#done(legId, end),
      (error: unknown) => {
        if (!isCadenciaError(error)) {
          bus.emit('engine:defect', { where: 'media hangup', message: messageOf(error), atMs: clock.now() });
        }
        if (isCadenciaError(error, 'DLR_MEDIA_GONE')) {
          this.#done(legId, end);
        } else if (this.#ends.get(legId) === end) {
          this.#again(legId, end);
        }
      },
    );
  }

  #done(legId: LegId, end: LegEnd): void {
    if (this.#ends.get(legId) === end) {
      this.over(legId);
    }
  }

  #again(legId: LegId, end: LegEnd): void {
    this.#clear(end);
    end.timer = this.#deps.clock.setTimer(end.againMs, () => this.#tell(legId, end));
    end.againMs = Math.min(LONGEST_AGAIN_MS, end.againMs * 2);
  }

  #clear(end: LegEnd): void {
    if (end.timer !== null) {
      this.#deps.clock.clearTimer(end.timer);
      end.timer = null;
    }
  }
}
