import { parentPort } from 'node:worker_threads';
import { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { isCadenciaError, messageOf } from '../../core/kernel/errors.js';
import type { ThreadAnswer } from './run-in-thread.js';

/** Rows between two words of how far it is. */
const ROWS_A_REPORT = 5000;

/** The thread's side of `runInThread`: connections of its own, word of how far it is, and the end told as data. */
export async function workInThread<Made>(
  url: string,
  work: (stores: PostgresStores, row: () => void) => Promise<Made>,
): Promise<void> {
  const tell = (answer: ThreadAnswer<Made>): void => parentPort?.postMessage(answer);
  const stores = new PostgresStores({ url, poolSize: 2 });
  let rows = 0;
  try {
    const made = await work(stores, () => {
      rows += 1;
      if (rows % ROWS_A_REPORT === 0) {
        tell({ kind: 'progress', rows });
      }
    });
    tell({ kind: 'made', made });
  } catch (thrown) {
    tell(
      isCadenciaError(thrown)
        ? { kind: 'refused', code: thrown.code, detail: thrown.detail, fields: thrown.fields }
        : { kind: 'failed', text: messageOf(thrown) },
    );
  } finally {
    await stores.close();
  }
}
