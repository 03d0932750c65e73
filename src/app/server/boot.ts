import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';

/** A part that runs: what the others use of it, and how it ends. */
export interface Running<Value> {
  readonly value: Value;
  readonly stop: () => Promise<void>;
}

interface Started {
  readonly name: string;
  readonly stop: () => Promise<void>;
}

/** A part that does not end within this is left; the process goes on ending the others. */
const STOP_MS = 40 * SECOND;

/**
 * Starts parts in order and ends them in reverse. A part that does not start in time fails with its own name; what
 * was started before it is ended again, and so is a part that comes up after nobody waits for it any more.
 */
export class Boot {
  readonly #started: Started[] = [];
  readonly #warn: (text: string) => void;
  readonly #signal: AbortSignal;
  #stopping: Promise<void> | null = null;

  /** @param signal Gives the start up: the part under way is waited for by `stop` only. */
  constructor(warn: (text: string) => void, signal: AbortSignal) {
    this.#warn = warn;
    this.#signal = signal;
  }

  async start<Value>(name: string, deadlineMs: number, make: () => Promise<Running<Value>>): Promise<Value> {
    this.#signal.throwIfAborted();
    const making = make();
    const part = { name, stop: () => making.then((running) => running.stop()) };
    try {
      const running = await withDeadline(orAborted(making, this.#signal), deadlineMs, name);
      this.#started.push(part);
      return running.value;
    } catch (error) {
      if (this.#signal.aborted) {
        // Half made: its own failure is of no interest any more, what it made must end.
        const stop = (): Promise<void> => part.stop().catch(() => undefined);
        this.#started.push({ name, stop });
      } else {
        making.then((running) => running.stop()).catch(() => undefined);
      }
      throw error;
    }
  }

  /** Ends everything, the last started first. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    for (const part of this.#started.splice(0).reverse()) {
      try {
        await withDeadline(part.stop(), STOP_MS, part.name);
      } catch (error) {
        this.#warn(`${part.name} did not end cleanly: ${messageOf(error)}`);
      }
    }
  }
}

function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((done, failed) => {
    const abort = (): void => failed(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(done, failed).finally(() => signal.removeEventListener('abort', abort));
  });
}

function withDeadline<Value>(work: Promise<Value>, ms: number, name: string): Promise<Value> {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => {
      failed(
        new CadenciaError('DLR_START_TIMEOUT', {
          detail: `${name} took longer than ${ms / SECOND} s.`,
          fields: { part: name },
        }),
      );
    }, ms);
    work.then(done, failed).finally(() => clearTimeout(timer));
  });
}
