import { parentPort, Worker } from 'node:worker_threads';
import { CadenciaError, type ErrorCode, isCadenciaError, messageOf } from '../../core/kernel/errors.js';

/** What a thread tells. */
type ThreadAnswer<Made> =
  | { readonly kind: 'progress'; readonly rows: number }
  | { readonly kind: 'made'; readonly made: Made }
  | {
      readonly kind: 'refused';
      readonly code: ErrorCode;
      readonly detail: string;
      readonly fields: CadenciaError['fields'];
    }
  | { readonly kind: 'failed'; readonly text: string };

/** Who waits for a thread. */
export interface ThreadWatch {
  readonly progress: (rows: number) => void;
  readonly signal: { readonly aborted: boolean };
}

/** Rows between two words of how far it is. */
const ROWS_A_REPORT = 5000;
const LOOK_MS = 250;

function stopped(): CadenciaError {
  return new CadenciaError('DLR_JOBS_DOWN', {
    detail: 'The server is shutting down; what was asked for is made when a server runs again',
  });
}

/** Has a file made of an order in a thread of its own: whoever dials must not wait for what takes seconds. */
export function inThread<Made>(file: URL, order: object, watch: ThreadWatch): Promise<Made> {
  const worker = new Worker(file, { workerData: order });
  return new Promise<Made>((resolve, reject) => {
    const look = setInterval(() => {
      if (watch.signal.aborted) {
        end(() => reject(stopped()));
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
          return watch.progress(answer.rows);
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
    worker.on('exit', (code) =>
      end(() => reject(new Error(`The thread of ${file.pathname} ended with ${code}`))),
    );
  });
}

/** The thread's side: makes what was ordered, and tells it, or why not. `row` is told of each row that was read. */
export async function answerOrder<Made>(make: (row: () => void) => Promise<Made>): Promise<void> {
  const tell = (answer: ThreadAnswer<Made>): void => parentPort?.postMessage(answer);
  let rows = 0;
  const row = (): void => {
    rows += 1;
    if (rows % ROWS_A_REPORT === 0) {
      tell({ kind: 'progress', rows });
    }
  };
  try {
    tell({ kind: 'made', made: await make(row) });
  } catch (thrown) {
    tell(
      isCadenciaError(thrown)
        ? { kind: 'refused', code: thrown.code, detail: thrown.detail, fields: thrown.fields }
        : { kind: 'failed', text: messageOf(thrown) },
    );
  }
}
