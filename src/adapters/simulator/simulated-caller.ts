import type { Clock, Timer } from '../../ports/clock.js';
import type { FarEnd, FarEndReports, Hearing } from './far-end.js';

/** Somebody who calls us: how long he bears what, and what he does. Times in milliseconds; null: without end. */
export interface CallerModel {
  /** How long he lets it ring. */
  readonly ringMs: number | null;
  /** How long he waits, once answered, until somebody speaks with him; music and messages are waiting too. */
  readonly waitMs: number | null;
  /** How long he talks before he hangs up. */
  readonly talkMs: number | null;
  /** Keys, each so long after the answer. */
  readonly keys: readonly { readonly afterMs: number; readonly digit: string }[];
}

/** A person who called one of our numbers. The leg owns it. */
export class SimulatedCaller implements FarEnd {
  readonly #clock: Clock;
  readonly #model: CallerModel;
  readonly #reports: FarEndReports;
  readonly #timers = new Set<Timer>();
  #patience: Timer | null = null;
  #talk: Timer | null = null;
  #answered = false;
  #over = false;

  constructor(clock: Clock, model: CallerModel, reports: FarEndReports) {
    this.#clock = clock;
    this.#model = model;
    this.#reports = reports;
  }

  ring(): void {
    this.#waitAtMost(this.#model.ringMs);
  }

  /** We picked up. */
  pickedUp(): void {
    this.#answered = true;
    this.#reports.answered();
    this.#waitAtMost(this.#model.waitMs);
    for (const { afterMs, digit } of this.#model.keys) {
      this.#after(afterMs, () => this.press(digit));
    }
  }

  /** A key of his telephone. */
  press(digit: string): void {
    if (this.#answered && !this.#over) {
      this.#reports.dtmf(digit);
    }
  }

  hears(hearing: Hearing): void {
    if (this.#over) {
      return;
    }
    if (hearing === 'voice') {
      this.#stopWaiting();
      this.#talk ??=
        this.#model.talkMs === null ? null : this.#after(this.#model.talkMs, () => this.hangUp());
    } else if (this.#answered && this.#patience === null) {
      this.#waitAtMost(this.#model.waitMs);
    }
  }

  hangUp(): void {
    if (!this.#over) {
      this.release();
      this.#reports.ended('remote', 16, null);
    }
  }

  release(): void {
    this.#over = true;
    for (const timer of this.#timers) {
      this.#clock.clearTimer(timer);
    }
    this.#timers.clear();
    this.#patience = null;
  }

  #waitAtMost(ms: number | null): void {
    this.#stopWaiting();
    this.#patience = ms === null ? null : this.#after(ms, () => this.hangUp());
  }

  #stopWaiting(): void {
    if (this.#patience !== null) {
      this.#clock.clearTimer(this.#patience);
      this.#timers.delete(this.#patience);
      this.#patience = null;
    }
  }

  #after(ms: number, run: () => void): Timer {
    const timer = this.#clock.setTimer(ms, () => {
      this.#timers.delete(timer);
      run();
    });
    this.#timers.add(timer);
    return timer;
  }
}
