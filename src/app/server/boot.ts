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
 * was started before it is ended again.
 */
export class Boot {
  readonly #started: Started[] = [];
  readonly #warn: (text: string) => void;
  #stopping: Promise<void> | null = null;

  constructor(warn: (text: string) => void) {
    this.#warn = warn;
  }

  async start<Value>(name: string, deadlineMs: number, make: () => Promise<Running<Value>>): Promise<Value> {
    const running = await withDeadline(make(), deadlineMs, name);
    this.#started.push({ name, stop: running.stop });
    return running.value;
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
