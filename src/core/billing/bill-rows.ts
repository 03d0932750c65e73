import type { RowCounts } from './tally.js';

/** What became of the calls of a period. */
export interface Reconciliation {
  /** Rows of the contract in the period, each once. */
  readonly calls: number;
  readonly billed: number;
  readonly notBillable: number;
  readonly disputed: number;
}

/** The calls of the period in three parts: billed, not billable for a reason, disputed. */
export function reconciliationOf({
  read,
  repeated,
  otherContracts,
  outside,
  reference,
  paid,
  unpaid,
}: RowCounts) {
  const disputed = unpaid.disputed ?? 0;
  const notBillable = Object.values(unpaid).reduce((sum, count) => sum + count, 0) - disputed;
  const calls = read - repeated - otherContracts - outside - reference;
  return { calls, billed: paid, notBillable, disputed } satisfies Reconciliation;
}
