import type { RuleId } from './rule-id.js';

export const SEVERITIES = ['block', 'warn'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One breach of one rule. `detail` never depends on the order in which rows were read. */
export interface Finding {
  readonly rule: RuleId;
  /** Null for what belongs to no call: a shift, a chain's gap. */
  readonly attemptId: string | null;
  readonly detail: string;
  readonly severity: Severity;
}

/** Where a rule puts what it found. */
export type Report = (
  rule: RuleId,
  attemptId: string | null,
  detail: string,
  severity?: Severity | undefined,
) => void;
