/*
 * Calls wait for one another, and nobody who has answered waits for them.
 *
 * Asterisk answers the requests of a socket one after the other. Whatever is asked for a person who has answered would
 * stand behind all calls that were placed in that moment, so few originates are on their way at once; the others wait
 * here, where they can still be taken back, and any other request passes them. When they wait too long the server is
 * said to take no call now: it has more than it can do.
 */
import { CadenciaError } from '../../core/kernel/errors.js';
import type { LegId, MediaServerId } from '../../core/kernel/ids.js';
import type { Clock, Timer } from '../../ports/clock.js';
import type { MediaEvent } from '../../ports/media.js';

/** Enough for Asterisk to have the next one at hand while a reply travels; each holds up an answered person by its own time. */
const AT_ONCE = 4;
const SLOW_MS = 500;
const SLOW = 'it answers slowly: calls wait over half a second to be placed; look at its load';

interface Waiting {
  readonly sinceMs: number;
  leave(): void;
  refuse(error: CadenciaError): void;
}

interface QueueDeps {
  readonly serverId: MediaServerId;
  readonly clock: Clock;
  /** How long a call may wait at most, in ms. */
  readonly deadlineMs: number;
  emit(event: MediaEvent): void;
}

/** Lets originates go a few at a time, in order. */
export class AsteriskDialQueue {
  readonly #deps: QueueDeps;
  readonly #waiting = new Map<LegId, Waiting>();
  #onTheirWay = 0;
  #slow = false;
  #timer: Timer | null = null;

  constructor(deps: QueueDeps) {
    this.#deps = deps;
  }

  /** What `send` gives; DLR_MEDIA_FULL when it was not even sent, which is no fault of its trunk's. */
  run<Reply>(legId: LegId, send: () => Promise<Reply>): Promise<Reply> {
    return new Promise((done, refuse) => {
      const leave = (): void => {
        this.#onTheirWay += 1;
        send()
          .then(done, refuse)
          .finally(() => {
            this.#onTheirWay -= 1;
            this.#next();
          });
      };
      if (this.#waiting.size === 0 && this.#onTheirWay < AT_ONCE) {
        leave();
      } else {
        this.#waiting.set(legId, { sinceMs: this.#deps.clock.now(), leave, refuse });
        this.#watch();
      }
    });
  }

  /** Takes back a call that waits; false when none does under that id. */
  withdraw(legId: LegId): boolean {
    const waiting = this.#take(legId);
    waiting?.refuse(notSent(`Leg ${legId} was hung up before it was placed.`));
    return waiting !== undefined;
  }

  /** The link is lost, or we are done: nothing that waits was sent. Idempotent. */
  stop(): void {
    this.#slow = false;
    for (const legId of this.#waiting.keys()) {
      this.#take(legId)?.refuse(notSent(`The connection was lost before leg ${legId} was placed.`));
    }
  }

  #next(): void {
    const [first] = this.#waiting.keys();
    if (first !== undefined && this.#onTheirWay < AT_ONCE) {
      this.#take(first)?.leave();
    }
  }

  #take(legId: LegId): Waiting | undefined {
    const waiting = this.#waiting.get(legId);
    this.#waiting.delete(legId);
    if (this.#waiting.size === 0) {
      this.#watch();
    }
    return waiting;
  }

  /** One timer, for who has waited the longest. */
  #watch(): void {
    const { clock, serverId, emit } = this.#deps;
    if (this.#waiting.size === 0) {
      if (this.#timer !== null) {
        clock.clearTimer(this.#timer);
        this.#timer = null;
      }
      if (this.#slow) {
        this.#slow = false;
        emit({ kind: 'serverFree', serverId, atMs: clock.now() });
      }
    } else if (this.#timer === null) {
      this.#timer = clock.setTimer(SLOW_MS, () => {
        this.#timer = null;
        this.#look();
        this.#watch();
      });
    }
  }

  #look(): void {
    const { clock, serverId, deadlineMs, emit } = this.#deps;
    const nowMs = clock.now();
    const longestMs = nowMs - ([...this.#waiting.values()][0]?.sinceMs ?? nowMs);
    if (longestMs >= SLOW_MS && !this.#slow) {
      this.#slow = true;
      emit({ kind: 'serverFull', serverId, atMs: nowMs, why: 'slow', reason: SLOW, mostPerSecond: null });
    }
    for (const [legId, { sinceMs }] of this.#waiting) {
      if (nowMs - sinceMs >= deadlineMs) {
        this.#take(legId)?.refuse(
          notSent(
            `Leg ${legId} was not placed within ${deadlineMs} ms: Asterisk ${serverId} has more than it can do.`,
          ),
        );
      }
    }
  }
}

function notSent(detail: string): CadenciaError {
  return new CadenciaError('DLR_MEDIA_FULL', { detail, fields: { backPressure: 'slow' } });
}
