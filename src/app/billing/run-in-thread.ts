import { Worker } from 'node:worker_threads';
import { CadenciaError, type ErrorCode } from '../../core/kernel/errors.js';
import type { JobContext } from '../../ports/jobs.js';

/** What a thread tells. */
export type ThreadAnswer<Made> =
  | { readonly kind: 'progress'; readonly rows: number }
  | { readonly kind: 'made'; readonly made: Made }
  | {
      readonly kind: 'refused';
      readonly code: ErrorCode;
      readonly detail: string;
      readonly fields: CadenciaError['fields'];
    }
  | { readonly kind: 'failed'; readonly text: string };

const LOOK_MS = 250;

/** Runs a job's work in a thread of its own, which ends with it; when the server shuts down the job is to be run again. */
export function runInThread<Made>(
  script: URL,
  workerData: unknown,
  what: string,
  context: Pick<JobContext, 'report' | 'signal'>,
): Promise<Made> {
  const worker = new Worker(script, { workerData });
  return new Promise<Made>((resolve, reject) => {
    const look = setInterval(() => {
      if (context.signal.aborted) {
        const detail = `The server is shutting down; the ${what} is made when a server runs again`;
        end(() => reject(new CadenciaError('DLR_JOBS_DOWN', { detail })));
      }
    }, LOOK_MS);
    const end = (settle: () => void): void => {
      clearInterval(look);
      settle();
      void worker.terminate();
    };
    worker.on('message', (answer: ThreadAnswer<Made>) => {
      switch (answer.kind) {
        case 'progress':
          void context
            .report({ done: answer.rows, total: null, note: `${answer.rows} rows` })
            .catch(() => undefined);
          return;
        case 'made':
          return end(() => resolve(answer.made));
        case 'refused':
          return end(() =>
            reject(new CadenciaError(answer.code, { detail: answer.detail, fields: answer.fields })),
          );
        case 'failed':
          return end(() => reject(new Error(answer.text)));
      }
    });
    worker.on('error', (error) => end(() => reject(error)));
    worker.on('exit', (code) => end(() => reject(new Error(`The ${what}'s thread ended with ${code}`))));
  });
}
