import type { CadenciaError } from '../../core/kernel/errors.js';
import type { Clock, Timer } from '../../ports/clock.js';
import { eslLate } from './esl-failure.js';

interface Job {
  readonly timer: Timer;
  resolve(result: string): void;
  reject(error: CadenciaError): void;
}

/** What runs in the background on FreeSWITCH, by the ids that we gave it. */
export class EslJobs {
  readonly #clock: Clock;
  readonly #jobs = new Map<string, Job>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The result, once it comes; a result that is lost harms nobody but who waits for it. */
  open(id: string, what: string, deadlineMs: number): Promise<string> {
    const result = new Promise<string>((resolve, reject) => {
      const timer = this.#clock.setTimer(deadlineMs, () => this.fail(id, eslLate(what, deadlineMs)));
      this.#jobs.set(id, { timer, resolve, reject });
    });
    // Whoever asked may have had the command's own refusal already.
    result.catch(() => undefined);
    return result;
  }

  /** The first result counts. */
  finish(id: string, result: string): void {
    this.#take(id)?.resolve(result);
  }

  fail(id: string, error: CadenciaError): void {
    this.#take(id)?.reject(error);
  }

  failAll(error: CadenciaError): void {
    for (const id of this.#jobs.keys()) {
      this.fail(id, error);
    }
  }

  #take(id: string): Job | undefined {
    const job = this.#jobs.get(id);
    if (job !== undefined) {
      this.#jobs.delete(id);
      this.#clock.clearTimer(job.timer);
    }
    return job;
  }
}
