import type { Clock, Timer } from '../../ports/clock.js';
import type { FarEnd, FarEndReports } from './far-end.js';

interface PhoneTerms {
  readonly registered: boolean;
  readonly answerAfterMs: number;
  readonly ringTimeoutMs: number;
  /** The phone loses its connection this long after answering; null: it holds. */
  readonly dropsAfterMs: number | null;
}

/** An agent's SIP phone or browser that takes calls by itself and stays on the line. */
export class SimulatedAgentPhone implements FarEnd {
  readonly #clock: Clock;
  readonly #terms: PhoneTerms;
  readonly #reports: FarEndReports;
  #timer: Timer | null = null;

  constructor(clock: Clock, terms: PhoneTerms, reports: FarEndReports) {
    this.#clock = clock;
    this.#terms = terms;
    this.#reports = reports;
  }

  ring(): void {
    const { registered, answerAfterMs, ringTimeoutMs } = this.#terms;
    if (!registered) {
      this.#after(1, () => this.#reports.ended('network', 20, 480));
    } else if (answerAfterMs >= ringTimeoutMs) {
      this.#after(ringTimeoutMs, () => this.#reports.ended('network', 19, 480));
    } else {
      this.#after(answerAfterMs, () => this.#pickUp());
    }
  }

  hears(): void {
    // An agent waits in silence, music and talk alike.
  }

  /** The connection breaks now. */
  drop(): void {
    this.release();
    this.#reports.ended('remote', 16, null);
  }

  release(): void {
    if (this.#timer !== null) {
      this.#clock.clearTimer(this.#timer);
      this.#timer = null;
    }
  }

  #pickUp(): void {
    const { dropsAfterMs } = this.#terms;
    if (dropsAfterMs !== null) {
      this.#after(dropsAfterMs, () => this.drop());
    }
    this.#reports.answered();
  }

  #after(delayMs: number, run: () => void): void {
    this.#timer = this.#clock.setTimer(delayMs, () => {
      this.#timer = null;
      run();
    });
  }
}
