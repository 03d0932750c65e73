import type { Bill, BillLine } from './bill.js';

/** A bill without its lines: what a list of statements shows. */
export type BillHead = Omit<Bill, 'lines'>;

/** A line without its calls: they can be as many as the month has. */
export interface KeptLine extends Omit<BillLine, 'calls'> {
  /** From 0, in the order of the bill. */
  readonly place: number;
  readonly callCount: number;
}

export function headOf({ lines: _lines, ...head }: Bill): BillHead {
  return head;
}

export function keptLineOf({ calls, ...line }: BillLine, place: number): KeptLine {
  return { ...line, place, callCount: calls.length };
}

/** The line as it was, with its calls. */
export function billLineOf(
  { place: _place, callCount: _count, ...line }: KeptLine,
  calls: readonly string[],
): BillLine {
  return { ...line, calls };
}
