import { isCadenciaError } from '../core/kernel/errors.js';
import type { MediaServerId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { Clock } from '../ports/clock.js';

/** A media server that works answers in some milliseconds, one that is overloaded in some hundreds. */
const PATIENCE_MS = 1 * SECOND;

interface UnansweredDeps {
  readonly clock: Clock;
  /** Asks the server anything that changes nothing; rejects when it does not answer in time, or is away. */
  readonly ask: (serverId: MediaServerId) => Promise<unknown>;
  readonly isUp: (serverId: MediaServerId) => boolean;
  /** It answers again and may be given calls. */
  readonly onAnswer: () => void;
}

/**
 * Orders to dial that a media server has not answered. One that hangs carries all of them out at once when it goes on,
 * also those whose deadline has passed: more than their trunk takes in a second. So it is given no further one until it
 * shows that it works.
 */
export class UnansweredDials {
  readonly #deps: UnansweredDeps;
  /** When they were sent, the oldest first. */
  readonly #open = new Map<MediaServerId, Map<symbol, number>>();
  /** Servers that let the deadline of one pass. */
  readonly #hung = new Set<MediaServerId>();

  constructor(deps: UnansweredDeps) {
    this.#deps = deps;
  }

  /** An order to dial is under way to the server. */
  async during(serverId: MediaServerId, order: Promise<void>): Promise<void> {
    const key = Symbol(serverId);
    const open = this.#open.get(serverId) ?? new Map<symbol, number>();
    open.set(key, this.#deps.clock.now());
    this.#open.set(serverId, open);
    let silent = false;
    try {
      await order;
    } catch (error) {
      silent = isCadenciaError(error, 'DLR_MEDIA_TIMEOUT');
      throw error;
    } finally {
      const held = this.holds(serverId);
      open.delete(key);
      if (silent) {
        this.#fellSilent(serverId);
      } else {
        this.#hung.delete(serverId);
        this.#tellIfFree(serverId, held);
      }
    }
  }

  /** True while it is given no call. */
  holds(serverId: MediaServerId): boolean {
    if (this.#hung.has(serverId)) {
      return true;
    }
    const [oldestMs] = this.#open.get(serverId)?.values() ?? [];
    return oldestMs !== undefined && this.#deps.clock.now() - oldestMs >= PATIENCE_MS;
  }

  #fellSilent(serverId: MediaServerId): void {
    if (!this.#hung.has(serverId)) {
      this.#hung.add(serverId);
      void this.#askUntilAnswered(serverId);
    }
  }

  /** Each question has the server's own deadline; a link that is lost ends it, since nothing is dialled there then. */
  async #askUntilAnswered(serverId: MediaServerId): Promise<void> {
    while (this.#hung.has(serverId)) {
      const works = await this.#deps.ask(serverId).then(
        () => true,
        () => !this.#deps.isUp(serverId),
      );
      if (works && this.#hung.delete(serverId)) {
        this.#tellIfFree(serverId, true);
      }
    }
  }

  #tellIfFree(serverId: MediaServerId, held: boolean): void {
    if (held && !this.holds(serverId)) {
      this.#deps.onAnswer();
    }
  }
}
