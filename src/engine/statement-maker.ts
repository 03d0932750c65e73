import type { Bill } from '../core/billing/bill.js';
import { type BillDigest, BillRun } from '../core/billing/bill-of.js';
import { compareBills } from '../core/billing/compare-bills.js';
import type { Contract } from '../core/billing/contract-form.js';
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
  /** A statement whose calls are counted anew, instead of a next version. */
  readonly recounts: string | null;
}

/** What a bill is made of. */
export interface BillingParts {
  readonly store: BillingStore;
  readonly contracts: ContractShelf;
  readonly log: BillingLog;
  readonly digest: BillDigest;
  /** Told of each row. */
  readonly row: () => void;
}

export interface MakerDeps extends BillingParts {
  readonly nowMs: () => number;
}

/** Brasília is three or two hours behind UTC: a day of either side holds every row of a local day. */
const MARGIN = 4 * HOUR;

/** Does what was ordered: the next version of a statement, or what became of the calls of one that is there. */
export function fillOrder(order: StatementOrder, deps: MakerDeps): Promise<Statement> {
  return order.recounts === null ? makeStatement(order, deps) : recountStatement(order.recounts, deps);
}

/**
 * Finds out what became of each call of a statement that was made before that was kept, from log and facts as they were
 * on file then. What is found is kept only when it is the same bill to the hash.
 */
async function recountStatement(id: string, deps: MakerDeps): Promise<Statement> {
  const statement = await deps.store.findStatement(id);
  if (statement === null) {
    throw new CadenciaError('DLR_NOT_FOUND', { detail: `There is no statement '${id}'.` });
  }
  const { contractId, contractVersion, month, madeAtMs, hash } = statement;
  const { bill, fates } = await billOnFile({ contractId, version: contractVersion, month }, deps, madeAtMs);
  if (bill.hash !== hash) {
    throw new CadenciaError('DLR_STATE_CONFLICT', {
      detail:
        `Log and facts as they are kept now do not give the bill of statement '${id}' any more: its calls cannot be ` +
        'counted anew. Its own hash and total stand',
      fields: { statement: id, hash: bill.hash },
    });
  }
  await deps.store.keepBill(bill, fates);
  return statement;
}

/** Makes the next version of a statement from the log and the facts on file; made again by the same job it is that one. */
export async function makeStatement(order: StatementOrder, deps: MakerDeps): Promise<Statement> {
  const { contractId, month, by, why, jobId } = order;
  const { store } = deps;
  const before = await store.listStatements({ contractId, month });
  const made = before.find((one) => one.jobId === jobId);
  if (made !== undefined) {
    return made;
  }
  const { bill, fates, version: contractVersion } = await billOnFile(order, deps);
  await store.keepBill(bill, fates);
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

async function billOnFile(
  order: Pick<StatementOrder, 'contractId' | 'version' | 'month'>,
  deps: BillingParts,
  untilMs?: number,
) {
  const contract = await deps.contracts.forMonth(order.contractId, order.version, order.month);
  return { ...(await billOfContract(contract, order.month, deps, untilMs)), version: contract.version };
}

/** The bill of a period by a contract, from log and facts on file, and what became of its calls. */
export async function billOfContract(
  contract: Contract,
  month: string,
  { store, digest, log, row: told }: BillingParts,
  /** Facts that were told later are left out. */
  untilMs = Number.POSITIVE_INFINITY,
) {
  const entries = (await store.facts(contract.id)).filter(({ atMs }) => atMs <= untilMs);
  const run = new BillRun(contract, parseFacts(documentOfFacts(entries)), month, digest);
  for (const [first, last] of stretchesOf(run.days())) {
    for await (const row of log.rows(first * DAY - MARGIN, (last + 1) * DAY + 2 * MARGIN)) {
      run.add(row);
      told();
    }
  }
  return { bill: run.finish(), fates: run.takeFates() };
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
