import { workerData } from 'node:worker_threads';
import { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { pdfOfTables } from '../../adapters/statement-file/pdf-sheets.js';
import { xlsxStatement } from '../../adapters/statement-file/xlsx-statement.js';
import { answerOrder } from '../billing/work-thread.js';
import { makePolicySource } from '../server/policy-source.js';
import { makeReport } from './make-report.js';
import type { ReportOrder } from './report-pack.js';

const { url, order } = workerData as { readonly url: string; readonly order: ReportOrder };
const stores = new PostgresStores({ url, poolSize: 2 });

await answerOrder((row) =>
  makeReport(order, {
    read: (query) => stores.callLog.read(query),
    xlsx: xlsxStatement,
    pdf: pdfOfTables,
    house: { ...stores, policyOf: makePolicySource(stores.policies) },
    row,
  }),
);
await stores.close();
