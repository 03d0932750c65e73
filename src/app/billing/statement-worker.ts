import { workerData } from 'node:worker_threads';
import { nodeDigest } from '../../adapters/digest/node-digest.js';
import { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { ContractShelf } from '../../engine/contract-shelf.js';
import { fillOrder } from '../../engine/statement-maker.js';
import { presetDocuments } from './billing-documents.js';
import type { WorkerOrder } from './statement-thread.js';
import { answerOrder } from './work-thread.js';

const { url, order, nowMs } = workerData as WorkerOrder;
const stores = new PostgresStores({ url, poolSize: 2 });

await answerOrder((row) =>
  fillOrder(order, {
    store: stores.billing,
    contracts: new ContractShelf(stores.billing, presetDocuments),
    log: stores.billingLog,
    digest: nodeDigest,
    nowMs: () => nowMs,
    row,
  }),
);
await stores.close();
