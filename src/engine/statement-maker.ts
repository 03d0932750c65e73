import type { Bill } from '../core/billing/bill.js';
import { type BillDigest, BillRun } from '../core/billing/bill-of.js';
import { compareBills } from '../core/billing/compare-bills.js';
import { documentOfFacts } from '../core/billing/fact-entries.js';
import { parseFacts } from '../core/billing/parse-facts.js';
import { STATEMENT_TABLE, type Statement, statementId, stepOf } from '../core/billing/statement.js';
import { CadenciaError } from '../core/kernel/errors.js';
import { DAY, HOUR } from '../core/kernel/time.js';
import type { BillingLog } from '../ports/billing-log.js';
import type { BillingStore } from '../ports/billing-store.js';
import type { ContractShelf } from './contract-shelf.js';

export interface StatementOrder {
  readonly contractId: string;
  /** null: the version on file that holds in the period. */
  readonly version: string | null;
  readonly month: string;
  readonly by: string;
  readonly why: string;
  readonly jobId: string;
}

export interface MakerDeps {
  readonly store: BillingStore;
  readonly contracts: ContractShelf;
  readonly log: BillingLog;
  readonly digest: BillDigest;
  readonly nowMs: () => number;
  /** Told of each row. */
  readonly row: () => void;
}

/** Brasília is three or two hours behind UTC: a day of either side holds every row of a local day. */
const MARGIN = 4 * HOUR;

/** Makes the next version of a statement from the log and the facts on file; made again by the same job it is that one. */
export async function makeStatement(order: StatementOrder, deps: MakerDeps): Promise<Statement> {
  const { contractId, month, by, why, jobId } = order;
  const { store } = deps;
  const before = await store.listStatements({ contractId, month });
  const made = before.find((one) => one.jobId === jobId);
  if (made !== undefined) {
    return made;
  }
  const { bill, version: contractVersion } = await billOnFile(order, deps);
  await store.keepBill(bill);
  const last = before.at(-1);
  const issued = before.findLast(({ state }) => state === 'approved');
  const version = (last?.version ?? 0) + 1;
  const nowMs = deps.nowMs();
  const statement: Statement = {
    id: statementId(contractId, month, version),
    contractId,
    contractVersion,
    month,
    version,
    state: 'draft',
    hash: bill.hash,
    total: bill.total,
    adjustments: issued === undefined ? null : await adjustmentsTo(issued, bill, store),
    madeBy: by,
    madeAtMs: nowMs,
    why,
    jobId,
    steps: [],
  };
  const open = last !== undefined && STATEMENT_TABLE[last.state].replace !== undefined ? last : null;
  await store.addStatement(
    statement,
    open === null
      ? null
      : { id: open.id, step: stepOf(open, { move: 'replace', by, why: `→ ${statement.id}` }, nowMs) },
  );
  return statement;
}

async function billOnFile(order: StatementOrder, deps: MakerDeps) {
  const contract = await deps.contracts.forMonth(order.contractId, order.version, order.month);
  const facts = parseFacts(documentOfFacts(await deps.store.facts(contract.id)));
  const run = new BillRun(contract, facts, order.month, deps.digest);
  for (const [first, last] of stretchesOf(run.days())) {
    for await (const row of deps.log.rows(first * DAY - MARGIN, (last + 1) * DAY + 2 * MARGIN)) {
      run.add(row);
      deps.row();
    }
  }
  return { bill: run.finish(), version: contract.version };
}

/** Days that follow one another, as first and last; rows that two of them bring count once. */
function stretchesOf(days: readonly number[]): readonly (readonly [number, number])[] {
  const stretches: [number, number][] = [];
  for (const day of days) {
    const open = stretches.at(-1);
    if (open !== undefined && day <= open[1] + 1) {
      open[1] = day;
    } else {
      stretches.push([day, day]);
    }
  }
  return stretches;
}

async function adjustmentsTo(
  issued: Statement,
  now: Bill,
  store: Pick<BillingStore, 'bill'>,
): Promise<Statement['adjustments']> {
  const before = await store.bill(issued.hash);
  if (before === null) {
    throw new CadenciaError('DLR_INTERNAL', {
      detail: `The bill ${issued.hash} of statement '${issued.id}' is not on file`,
    });
  }
  return { ...compareBills(before, now), statementId: issued.id };
}
