import type { RowCounts } from './tally.js';

/** A named figure that a line was computed with. */
export interface BillInput {
  readonly name: string;
  readonly value: string;
}

/** One line of a bill. Texts of figures are exact: decimals, or fractions where there is no decimal. */
export interface BillLine {
  /** Stable from bill to bill: the same thing has the same id, so two bills can be compared. */
  readonly id: string;
  readonly step: string;
  readonly title: string;
  readonly clause: string;
  readonly service: string;
  /** `2026-10-07`, or '' for the whole period. */
  readonly day: string;
  readonly indicator: string;
  readonly formula: string;
  readonly inputs: readonly BillInput[];
  /** Before rounding. */
  readonly exact: string;
  /** Rounded half up to the centavo. */
  readonly amount: string;
  /** Ids of the calls and messages behind it. */
  readonly calls: readonly string[];
}

/** A target that was not met: what it cost, or why it cost nothing. */
export interface BillMiss {
  readonly step: string;
  readonly indicator: string;
  readonly service: string;
  readonly day: string;
  readonly value: string;
  /** The line that deducts, or ''. */
  readonly line: string;
  readonly excused: string;
}

export interface BillWarning {
  readonly id: string;
  readonly service: string;
  readonly text: string;
  /** Dates, or the months of a warning over months. */
  readonly days: readonly string[];
}

/** An indicator that was low in the period: a fact for the months that follow. */
export interface LowIndicator {
  readonly service: string;
  readonly indicator: string;
  readonly value: string;
}

export interface BillReading {
  readonly id: string;
  readonly text: string;
}

/** A whole bill: everything that is printed, and everything that its hash covers. */
export interface Bill {
  readonly format: 'cadencia-bill/1';
  readonly contract: {
    readonly id: string;
    readonly version: string;
    readonly title: string;
    readonly digest: string;
  };
  readonly facts: { readonly digest: string };
  readonly log: { readonly rows: number; readonly digest: string };
  readonly period: { readonly month: string; readonly first: string; readonly last: string };
  readonly lines: readonly BillLine[];
  readonly steps: readonly { readonly step: string; readonly title: string; readonly amount: string }[];
  readonly total: string;
  readonly rows: RowCounts;
  readonly misses: readonly BillMiss[];
  readonly warnings: readonly BillWarning[];
  readonly low: readonly LowIndicator[];
  readonly readings: readonly BillReading[];
  /** What whoever approves it has to know. */
  readonly notices: readonly string[];
  /** About the log that was read, not about the bill: another log with the same rows of the period has others. */
  readonly remarks: readonly string[];
  readonly hash: string;
}
