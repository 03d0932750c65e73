import { workerData } from 'node:worker_threads';
import { xlsxStatement } from '../../adapters/statement-file/xlsx-statement.js';
import { workInThread } from '../billing/thread-side.js';
import { makeReport } from './make-report.js';
import type { ReportOrder } from './report-pack.js';

const { url, order } = workerData as { readonly url: string; readonly order: ReportOrder };

await workInThread(url, (stores, row) =>
  makeReport(order, { read: (query) => stores.callLog.read(query), xlsx: xlsxStatement, row }),
);
