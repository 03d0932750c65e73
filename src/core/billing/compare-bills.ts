import { CadenciaError } from '../kernel/errors.js';
import type { Bill, BillLine } from './bill.js';
import { compared, exact, isZero, minus, moneyText, summed, ZERO } from './exact.js';

/** A line that brings an issued statement to what is now known. */
export interface Adjustment {
  readonly id: string;
  readonly title: string;
  readonly service: string;
  readonly day: string;
  /** Credit is owed to the contractor, debit is given back. */
  readonly kind: 'credit' | 'debit';
  readonly before: string;
  readonly now: string;
  readonly amount: string;
  readonly callsAdded: readonly string[];
  readonly callsRemoved: readonly string[];
}

export interface Adjustments {
  readonly contract: string;
  readonly period: string;
  /** Hashes of the statement that was issued and of the bill as it is now. */
  readonly from: string;
  readonly to: string;
  readonly lines: readonly Adjustment[];
  readonly total: string;
}

type Issued = Pick<Bill, 'contract' | 'period' | 'lines' | 'total' | 'hash'>;

/**
 * What an issued statement is to be corrected by: for each line that differs the difference, as credit or debit.
 * The issued total and the adjustments add up to the total as it is now.
 */
export function compareBills(issued: Issued, now: Issued): Adjustments {
  if (issued.contract.id !== now.contract.id || issued.period.month !== now.period.month) {
    throw new CadenciaError('DLR_BILLING_REFUSED', {
      detail:
        `The statement is of ${issued.contract.id} ${issued.period.month}, the bill of ${now.contract.id} ` +
        `${now.period.month}: give the statement of the same contract and period`,
    });
  }
  const before = new Map(issued.lines.map((line) => [line.id, line]));
  const after = new Map(now.lines.map((line) => [line.id, line]));
  const ids = [...after.keys(), ...[...before.keys()].filter((id) => !after.has(id))];
  const lines = ids.flatMap((id) => adjustmentOf(before.get(id), after.get(id)));
  return {
    contract: `${now.contract.id}@${now.contract.version}`,
    period: now.period.month,
    from: issued.hash,
    to: now.hash,
    lines,
    total: moneyText(summed(lines.map(({ amount }) => exact(amount)))),
  };
}

function adjustmentOf(before: BillLine | undefined, now: BillLine | undefined): readonly Adjustment[] {
  const one = now ?? before;
  if (one === undefined) {
    return [];
  }
  const [was, is] = [before?.amount ?? '0.00', now?.amount ?? '0.00'];
  const difference = minus(exact(is), exact(was));
  if (isZero(difference)) {
    return [];
  }
  const callsBefore = new Set(before?.calls);
  const callsNow = new Set(now?.calls);
  return [
    {
      id: one.id,
      title: one.title,
      service: one.service,
      day: one.day,
      kind: compared(difference, ZERO) > 0 ? 'credit' : 'debit',
      before: was,
      now: is,
      amount: moneyText(difference),
      callsAdded: [...callsNow].filter((id) => !callsBefore.has(id)),
      callsRemoved: [...callsBefore].filter((id) => !callsNow.has(id)),
    },
  ];
}
