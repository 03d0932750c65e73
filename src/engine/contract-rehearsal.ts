import type { Bill } from '../core/billing/bill.js';
import { reconciliationOf } from '../core/billing/bill-rows.js';
import { type KeptLine, keptLineOf } from '../core/billing/kept-bill.js';
import { type BillingParts, billOfContract } from './statement-maker.js';

export interface RehearsalOrder {
  /** A contract as it would be put on file; it need not be. */
  readonly document: unknown;
  readonly month: string;
}

/** What a contract would have billed in a period. */
export type Rehearsal = Pick<
  Bill,
  'contract' | 'period' | 'steps' | 'total' | 'hash' | 'notices' | 'remarks'
> & {
  readonly calls: ReturnType<typeof reconciliationOf>;
  readonly lines: readonly KeptLine[];
};

/** The bill of a period by a contract that is not in force: from log and facts on file, and nothing of it is kept. */
export async function rehearseContract(
  { document, month }: RehearsalOrder,
  parts: BillingParts,
): Promise<Rehearsal> {
  const { contract: read } = await parts.contracts.read(document);
  const { bill } = await billOfContract(read, month, parts);
  const { contract, period, steps, total, hash, notices, remarks, lines, rows } = bill;
  return {
    ...{ contract, period, steps, total, hash, notices, remarks },
    calls: reconciliationOf(rows),
    lines: lines.map(keptLineOf),
  };
}
