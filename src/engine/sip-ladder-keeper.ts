import { isCadenciaError, messageOf } from '../core/kernel/errors.js';
import { DAY, SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { SipLadderStore } from '../ports/sip-ladder-store.js';
import type { SipMessageSeen } from '../ports/sip-watch.js';
import type { EventBus } from './event-bus.js';

/** Messages are written together so often, and forgotten after so long. */
const KEEP_MS = 2 * SECOND;
const KEPT_MS = 7 * DAY;
/** What waits for the database at most; older ones are let go. */
const MOST_WAITING = 50_000;

export interface SipLadderKeeperDeps {
  readonly store: SipLadderStore;
  readonly clock: Clock;
  readonly bus: EventBus;
}

/** Keeps the SIP messages of attempts as they are seen; no call waits for it. */
export class SipLadderKeeper {
  readonly #deps: SipLadderKeeperDeps;
  #waiting: SipMessageSeen[] = [];
  #timer: Timer | null = null;
  #off: (() => void) | null = null;
  #keeping: Promise<void> = Promise.resolve();

  constructor(deps: SipLadderKeeperDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#off ??= this.#deps.bus.on('sip:seen', (message) => {
      this.#waiting.push(message);
      this.#later();
    });
  }

  /** Keeps what is left. Idempotent. */
  async close(): Promise<void> {
    this.#off?.();
    this.#off = null;
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
      this.#timer = null;
    }
    await this.#keeping;
    await this.#keep();
  }

  #later(): void {
    this.#timer ??= this.#deps.clock.setTimer(KEEP_MS, () => {
      this.#timer = null;
      this.#keeping = this.#keep();
    });
  }

  async #keep(): Promise<void> {
    const { store, clock, bus } = this.#deps;
    const messages = this.#waiting;
    this.#waiting = [];
    if (messages.length === 0) {
      return;
    }
    try {
      await store.keep(messages, clock.now() - KEPT_MS);
    } catch (error) {
      this.#waiting = [...messages, ...this.#waiting].slice(-MOST_WAITING);
      const code = isCadenciaError(error) ? error.code : messageOf(error);
      bus.emit('store:failed', { operation: 'keep sip', code, atMs: clock.now() });
      if (this.#off !== null) {
        this.#later();
      }
    }
  }
}
