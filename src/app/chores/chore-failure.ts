import { CadenciaError, isCadenciaError } from '../../core/kernel/errors.js';
import type { JobContext } from '../../ports/jobs.js';

/** Stops a chore at a safe point when the server shuts down; the queue gives it to the next worker. */
export function stopWhenAborted(context: Pick<JobContext, 'signal' | 'id'>): void {
  if (context.signal.aborted) {
    throw new CadenciaError('DLR_JOBS_DOWN', {
      detail: `The server is shutting down; job ${context.id} goes on when a server runs again`,
    });
  }
}

/** True when trying the chore again may help: the database, the disk or the server itself was away. */
export function mayTryAgain(thrown: unknown): boolean {
  return !isCadenciaError(thrown) || thrown.retryable;
}
