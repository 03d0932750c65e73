import type { RuleId } from './rule-id.js';

export const SEVERITIES = ['block', 'warn'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Where a rule puts what it found. `detail` never depends on the order in which rows were read; no attempt for a shift or a month. */
export type Report = (
  rule: RuleId,
  attemptId: string | null,
  detail: string,
  severity?: Severity | undefined,
) => void;
