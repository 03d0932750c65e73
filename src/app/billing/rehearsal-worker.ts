import { workerData } from 'node:worker_threads';
import { nodeDigest } from '../../adapters/digest/node-digest.js';
import { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { type RehearsalOrder, rehearseContract } from '../../engine/contract-rehearsal.js';
import { ContractShelf } from '../../engine/contract-shelf.js';
import { presetDocuments } from './billing-documents.js';
import type { ThreadWork } from './queued-thread.js';
import { answerOrder } from './work-thread.js';

const { url, order } = workerData as ThreadWork<RehearsalOrder>;
const stores = new PostgresStores({ url, poolSize: 2 });

await answerOrder((row) =>
  rehearseContract(order, {
    store: stores.billing,
    contracts: new ContractShelf(stores.billing, presetDocuments),
    log: stores.billingLog,
    digest: nodeDigest,
    row,
  }),
);
await stores.close();
