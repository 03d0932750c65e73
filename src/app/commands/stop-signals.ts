/** How a server command ends: what to do at the first signal and at the second. */
export interface SignalPlan {
  /** First Ctrl-C or SIGTERM: let calls end. */
  readonly drain: (signal: string) => Promise<void>;
  /** Second one: now. */
  readonly stopNow: () => Promise<void>;
}

/** Exit code of a program that a Ctrl-C ended. */
const INTERRUPTED = 130;

/**
 * Ctrl-C and SIGTERM for the whole life of a server command, its start included: no moment is left in which a signal
 * would end the process and leave what it started.
 */
export class StopSignals {
  readonly #starting = new AbortController();
  #first: NodeJS.Signals | null = null;
  #act: ((signal: NodeJS.Signals) => void) | null = null;
  readonly #onSignal = (signal: NodeJS.Signals): void => {
    if (this.#act !== null) {
      this.#act(signal);
    } else if (this.#first === null) {
      this.#first = signal;
      this.#starting.abort(new Error(`${signal} came during the start`));
    } else {
      // Twice before anything ran: what dies with us dies, PostgreSQL is taken over by the next start.
      process.exit(INTERRUPTED);
    }
  };

  constructor() {
    process.on('SIGINT', this.#onSignal);
    process.on('SIGTERM', this.#onSignal);
  }

  /** Aborted by the first signal of the start. */
  get starting(): AbortSignal {
    return this.#starting.signal;
  }

  /** Resolves when the plan has run its course; at once into the drain when a signal came already. */
  run(plan: SignalPlan): Promise<void> {
    return new Promise((resolve, reject) => {
      let signals = 0;
      this.#act = (signal) => {
        signals += 1;
        const work = signals === 1 ? plan.drain(signal) : plan.stopNow();
        work.then(resolve, reject);
      };
      if (this.#first !== null) {
        this.#act(this.#first);
      }
    });
  }

  /** Signals end the process again, as they do by default. Idempotent. */
  close(): void {
    process.off('SIGINT', this.#onSignal);
    process.off('SIGTERM', this.#onSignal);
  }
}
