import { CadenciaError, isCadenciaError, messageOf } from '../../core/kernel/errors.js';

/** Longer than any answer of a store that works, shorter than anybody's patience. */
const ANSWER_MS = 4000;

/** Rejects when `work` has not ended after `ms`; the work itself goes on unseen. */
export async function withDeadline<Result>(work: Promise<Result>, ms: number, what: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}

/** Runs a question to the job store; whatever goes wrong is DLR_JOBS_DOWN (a schema not migrated has its own code). */
export async function askJobStore<Result>(
  store: string,
  what: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await withDeadline(work(), ANSWER_MS, what);
  } catch (thrown) {
    if (isCadenciaError(thrown)) {
      throw thrown;
    }
    if (thrown instanceof Error && thrown.name === 'SchemaMigrationRequiredError') {
      throw new CadenciaError('DLR_DATABASE_MIGRATION', {
        detail: "The job queue's tables are missing or old: run `cadencia migrate`",
        cause: thrown,
      });
    }
    throw new CadenciaError('DLR_JOBS_DOWN', {
      detail: `${what} failed: ${store} does not answer (${messageOf(thrown) || 'no connection'}). It is tried again by itself; see that ${store} runs`,
      cause: thrown,
    });
  }
}
