import { parentPort, workerData } from 'node:worker_threads';
import { nodeDigest } from '../../adapters/digest/node-digest.js';
import { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { isCadenciaError, messageOf } from '../../core/kernel/errors.js';
import { ContractShelf } from '../../engine/contract-shelf.js';
import { makeStatement } from '../../engine/statement-maker.js';
import { presetDocuments } from './billing-documents.js';
import type { WorkerAnswer, WorkerOrder } from './statement-thread.js';

/** Rows between two words of how far it is. */
const ROWS_A_REPORT = 5000;

const { url, order, nowMs } = workerData as WorkerOrder;
const tell = (answer: WorkerAnswer): void => parentPort?.postMessage(answer);
const stores = new PostgresStores({ url, poolSize: 2 });
let rows = 0;

try {
  const statement = await makeStatement(order, {
    store: stores.billing,
    contracts: new ContractShelf(stores.billing, presetDocuments),
    log: stores.billingLog,
    digest: nodeDigest,
    nowMs: () => nowMs,
    row() {
      rows += 1;
      if (rows % ROWS_A_REPORT === 0) {
        tell({ kind: 'progress', rows });
      }
    },
  });
  tell({ kind: 'made', statement });
} catch (thrown) {
  tell(
    isCadenciaError(thrown)
      ? { kind: 'refused', code: thrown.code, detail: thrown.detail, fields: thrown.fields }
      : { kind: 'failed', text: messageOf(thrown) },
  );
} finally {
  await stores.close();
}
