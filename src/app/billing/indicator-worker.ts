import { workerData } from 'node:worker_threads';
import { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { type IndicatorOrder, makeIndicators } from '../../engine/indicator-maker.js';
import type { ThreadWork } from './queued-thread.js';
import { answerOrder } from './work-thread.js';

const { url, order } = workerData as ThreadWork<IndicatorOrder>;
const stores = new PostgresStores({ url, poolSize: 1 });

await answerOrder(() => makeIndicators(order, stores.callLog));
await stores.close();
