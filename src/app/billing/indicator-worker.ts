import { workerData } from 'node:worker_threads';
import { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { makeIndicators } from '../../engine/indicator-maker.js';
import type { IndicatorWork } from './indicator-thread.js';
import { answerOrder } from './work-thread.js';

const { url, order } = workerData as IndicatorWork;
const stores = new PostgresStores({ url, poolSize: 1 });

await answerOrder(() => makeIndicators(order, stores.callLog));
await stores.close();
