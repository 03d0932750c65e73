import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { PostgresStores } from '../../src/adapters/postgres/postgres-stores.js';
import { presetDocuments } from '../../src/app/billing/billing-documents.js';
import type { RunStatement } from '../../src/app/billing/statement-order.js';
import { ROOT_FOLDER } from '../../src/app/server/product.js';
import { billOf } from '../../src/core/billing/bill-of.js';
import { billingPeriod } from '../../src/core/billing/billing-period.js';
import { billingRowOf } from '../../src/core/billing/billing-row.js';
import { factEntriesOf } from '../../src/core/billing/fact-entries.js';
import { parseContract } from '../../src/core/billing/parse-contract.js';
import { parseFacts } from '../../src/core/billing/parse-facts.js';
import type { IndicatorReport } from '../../src/core/indicators/indicator-report.js';
import { type IndicatorOrder, makeIndicators } from '../../src/engine/indicator-maker.js';
import { billingChain } from '../support/billing-chain.js';
import { realClock } from '../support/manual-clock.js';
import { aBatch, collect } from '../support/samples.js';
import { TestDatabases } from '../support/test-database.js';

const FACTS = {
  contractIds: ['alfa'],
  multimedia: [],
  balances: [],
  quality: [],
  measures: [],
  complaints: [],
};
const ORDER = {
  contractId: 'telecobranca-banco',
  version: null,
  month: '2026-10',
  by: 'ana',
  why: 'October',
  jobId: 'j1',
  recounts: null,
};

let databases: TestDatabases;
let stores: PostgresStores;
let run: RunStatement;
let indicators: (order: IndicatorOrder) => Promise<IndicatorReport>;
beforeAll(async () => {
  databases = await TestDatabases.start();
  const url = await databases.create();
  stores = new PostgresStores({ url });
  // As the server runs it: a thread needs the compiled program.
  const built = pathToFileURL(join(ROOT_FOLDER, 'dist/app/billing/statement-thread.js')).href;
  const { makeStatementThread } = (await import(built)) as {
    makeStatementThread: (url: string, clock: typeof realClock) => RunStatement;
  };
  run = makeStatementThread(url, realClock);
  const thread = pathToFileURL(join(ROOT_FOLDER, 'dist/app/billing/indicator-thread.js')).href;
  const { makeIndicatorThread } = (await import(thread)) as {
    makeIndicatorThread: (url: string) => typeof indicators;
  };
  indicators = makeIndicatorThread(url);
});
afterAll(async () => {
  await stores.close();
  await databases.stop();
});

describe('a statement made by the server in a thread of its own', () => {
  it('has the hash of the bill of the exported rows, and a job that runs again gives the same one', async () => {
    const rows = billingChain(['promessa', 'recado', 'maquina', 'terceiro', 'mudo', 'acordo']);
    await stores.attempts.commit(aBatch({ closings: rows.map((row) => ({ row, contact: null })) }));
    await stores.billing.addFacts(ORDER.contractId, factEntriesOf(FACTS), { by: 'ana', atMs: 0, why: '' });
    const context = { report: async () => undefined, signal: { aborted: false } };
    const made = await run(ORDER, context);

    const contract = parseContract((await presetDocuments()).get(ORDER.contractId));
    const exported = (await collect(stores.callLog.read({}))).map(billingRowOf);
    const bill = billOf(contract, exported, parseFacts(FACTS), '2026-10', nodeDigest);
    expect(made).toMatchObject({ hash: bill.hash, total: bill.total, state: 'draft' });
    expect((await stores.billing.bill(made.hash))?.lines).toEqual(bill.lines);
    expect(await run(ORDER, context)).toEqual(made);
    expect(await stores.billing.fateCalls(made.hash, 'machine', 0, 10)).toEqual(['t2']);
    expect(await run({ ...ORDER, jobId: 'j1b', recounts: made.id }, context)).toEqual(made);
  });

  it('says why it cannot be made, with the code of the error', async () => {
    const context = { report: async () => undefined, signal: { aborted: false } };
    const refused = run({ ...ORDER, contractId: 'gone', jobId: 'j2' }, context);
    await expect(refused).rejects.toMatchObject({ code: 'DLR_NOT_FOUND' });
  });
});

describe('indicators of a month, in a thread of their own', () => {
  const { first, last } = billingPeriod('2026-10', 31);
  const order = (plan: unknown) => indicators({ plan, first, last });

  it('are those of the log', async () => {
    const report = await order({});
    expect(report).toEqual(await makeIndicators({ plan: {}, first, last }, stores.callLog));
    expect(report.whole.map(({ quantities }) => quantities.calls)).toEqual([6]);
  });

  it('are refused with the place of what is wrong in the plan, and the next order is made', async () => {
    const [wrong, next] = await Promise.allSettled([order({ targets: [{}] }), order({})]);
    expect(wrong).toMatchObject({ reason: { detail: expect.stringContaining('plan.targets[0]') } });
    expect(next).toMatchObject({ value: { rows: { read: 6 } } });
  });
});
