import type { CadenciaError } from '../../core/kernel/errors.js';
import type { LegId } from '../../core/kernel/ids.js';
import type { Clock } from '../../ports/clock.js';
import { eslLate } from './esl-failure.js';

interface Wait {
  /** Looks again; throws when what is awaited can no longer come. */
  look(): void;
  fail(error: CadenciaError): void;
}

/**
 * What somebody waits for, by the legs it depends on: an event of one leg asks only those who wait for that leg, so a
 * thousand calls that are being made do not slow each other.
 */
export class LegWaits {
  readonly #clock: Clock;
  readonly #byLeg = new Map<LegId, Set<Wait>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves once `isDone` is true; it is asked at once, and whenever one of the legs changes. */
  until(legIds: readonly LegId[], isDone: () => boolean, deadlineMs: number, what: string): Promise<void> {
    if (isDone()) {
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        this.#clock.clearTimer(timer);
        for (const legId of legIds) {
          this.#leave(legId, wait);
        }
        settle();
      };
      const wait: Wait = {
        look: () => {
          try {
            if (isDone()) {
              end(resolve);
            }
          } catch (error) {
            end(() => reject(error));
          }
        },
        fail: (error) => end(() => reject(error)),
      };
      const timer = this.#clock.setTimer(deadlineMs, () => wait.fail(eslLate(what, deadlineMs)));
      for (const legId of legIds) {
        this.#enter(legId, wait);
      }
    });
  }

  /** The leg changed. */
  poke(legId: LegId): void {
    for (const wait of [...(this.#byLeg.get(legId) ?? [])]) {
      wait.look();
    }
  }

  failAll(error: CadenciaError): void {
    for (const waits of [...this.#byLeg.values()]) {
      for (const wait of [...waits]) {
        wait.fail(error);
      }
    }
  }

  #enter(legId: LegId, wait: Wait): void {
    const waits = this.#byLeg.get(legId) ?? new Set();
    waits.add(wait);
    this.#byLeg.set(legId, waits);
  }

  #leave(legId: LegId, wait: Wait): void {
    const waits = this.#byLeg.get(legId);
    waits?.delete(wait);
    if (waits?.size === 0) {
      this.#byLeg.delete(legId);
    }
  }
}
