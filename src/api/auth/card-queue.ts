import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';
import type { ClearRead, PersonDesk } from '../../engine/person-desk.js';
import type { Clock, Timer } from '../../ports/clock.js';
import type { ApiDeps } from '../http/api-deps.js';

export interface CardQueueDeps {
  readonly persons: Pick<PersonDesk, 'noteRead'>;
  readonly clock: Clock;
  readonly log: Pick<ApiDeps['log'], 'warn' | 'error'>;
}

/** Forty seconds of 250 answered calls a second. */
const MOST_WAITING = 10_000;
const MOST_TOGETHER = 500;
const RETRY_MS = SECOND;

/**
 * Reads of cards on their way into the record of acts, with the time they were shown at. Nothing is dropped unsaid: what
 * fails is tried again, a full queue takes no more, and what cannot be written at the end is in the log, read by read.
 */
export class CardQueue {
  readonly #deps: CardQueueDeps;
  #waiting: ClearRead[] = [];
  #writing: Promise<void> | null = null;
  #retry: Timer | null = null;
  #isTold = false;
  #isClosed = false;

  constructor(deps: CardQueueDeps) {
    this.#deps = deps;
  }

  /** False when it is not taken. */
  add(read: ClearRead): boolean {
    if (this.#isClosed || this.#waiting.length >= MOST_WAITING) {
      return false;
    }
    this.#waiting.push({ ...read, atMs: this.#deps.clock.now() });
    if (this.#retry === null) {
      this.#write();
    }
    return true;
  }

  /** Writes what waits; idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#retry !== null) {
      this.#deps.clock.clearTimer(this.#retry);
      this.#retry = null;
    }
    this.#write();
    await this.#writing;
    if (this.#waiting.length > 0) {
      const reads = this.#waiting.splice(0);
      this.#deps.log.error({ reads }, 'these reads of cards are not in the record of acts');
    }
  }

  #write(): void {
    if (this.#waiting.length > 0) {
      this.#writing ??= this.#drain();
    }
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const part = this.#waiting.slice(0, MOST_TOGETHER);
      const noted = await Promise.allSettled(part.map((read) => this.#deps.persons.noteRead(read)));
      const left = part.filter((read, at) => this.#isLeft(read, noted[at]));
      this.#waiting = [...left, ...this.#waiting.slice(part.length)];
      if (left.length > 0) {
        this.#retryLater();
        break;
      }
      this.#isTold = false;
    }
    this.#writing = null;
  }

  /** A read that the database refuses for what it says would be refused for ever. */
  #isLeft(read: ClearRead, noted: PromiseSettledResult<void> | undefined): boolean {
    if (noted?.status !== 'rejected') {
      return false;
    }
    if (noted.reason instanceof CadenciaError) {
      return true;
    }
    this.#deps.log.error({ read }, `this read of a card is not in the record: ${messageOf(noted.reason)}`);
    return false;
  }

  #retryLater(): void {
    const { clock, log } = this.#deps;
    if (!this.#isTold) {
      this.#isTold = true;
      log.warn({ waiting: this.#waiting.length }, 'reads of cards wait for the record of acts');
    }
    if (!this.#isClosed) {
      this.#retry = clock.setTimer(RETRY_MS, () => {
        this.#retry = null;
        this.#write();
      });
    }
  }
}
