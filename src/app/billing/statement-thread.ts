import { Worker } from 'node:worker_threads';
import type { Statement } from '../../core/billing/statement.js';
import { CadenciaError, type ErrorCode } from '../../core/kernel/errors.js';
import type { StatementOrder } from '../../engine/statement-maker.js';
import type { Clock } from '../../ports/clock.js';
import type { RunStatement } from './statement-order.js';

export interface WorkerOrder {
  readonly url: string;
  readonly order: StatementOrder;
  readonly nowMs: number;
}

/** What the thread tells. */
export type WorkerAnswer =
  | { readonly kind: 'progress'; readonly rows: number }
  | { readonly kind: 'made'; readonly statement: Statement }
  | {
      readonly kind: 'refused';
      readonly code: ErrorCode;
      readonly detail: string;
      readonly fields: CadenciaError['fields'];
    }
  | { readonly kind: 'failed'; readonly text: string };

const LOOK_MS = 250;

function stopped(): CadenciaError {
  return new CadenciaError('DLR_JOBS_DOWN', {
    detail: 'The server is shutting down; the statement is made when a server runs again',
  });
}

/**
 * Makes statements in a thread of their own, one at a time, over connections of their own: a month is sorted and hashed
 * for seconds, and the loop that dials must not wait for it.
 */
export function makeStatementThread(url: string, clock: Clock): RunStatement {
  return (order, context) => {
    const data: WorkerOrder = { url, order, nowMs: clock.now() };
    const worker = new Worker(new URL('./statement-worker.js', import.meta.url), { workerData: data });
    return new Promise<Statement>((resolve, reject) => {
      const look = setInterval(() => {
        if (context.signal.aborted) {
          end(() => reject(stopped()));
        }
      }, LOOK_MS);
      const end = (settle: () => void): void => {
        clearInterval(look);
        settle();
        void worker.terminate();
      };
      worker.on('message', (answer: WorkerAnswer) => {
        switch (answer.kind) {
          case 'progress':
            void context
              .report({ done: answer.rows, total: null, note: `${answer.rows} rows` })
              .catch(() => undefined);
            return;
          case 'made':
            return end(() => resolve(answer.statement));
          case 'refused':
            return end(() =>
              reject(new CadenciaError(answer.code, { detail: answer.detail, fields: answer.fields })),
            );
          case 'failed':
            return end(() => reject(new Error(answer.text)));
        }
      });
      worker.on('error', (error) => end(() => reject(error)));
      worker.on('exit', (code) => end(() => reject(new Error(`The statement's thread ended with ${code}`))));
    });
  };
}
