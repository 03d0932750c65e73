import type { Findings } from '../findings.js';
import type { ListFolder } from '../lists/list-folder.js';
import type { Policy, RuleSource } from '../policy/policy.js';
import { RULE_REGISTER, withoutFiles } from '../rule-register.js';

export const RULE_STATES = ['checked', 'in_part', 'not_checkable'] as const;
export type RuleState = (typeof RULE_STATES)[number];

export interface RuleSummary {
  readonly text: string;
  readonly state: RuleState;
  /** How many rows, or groups of rows, the rule was put to. */
  readonly checked: number;
  readonly violated: number;
  readonly blocking: number;
  /** Why it is not checkable, or what is missing. */
  readonly why?: string;
  readonly sources: readonly RuleSource[];
  /** False when one of its sources could not be confirmed. */
  readonly confirmed: boolean;
}

export interface AuditSummary {
  readonly policy: { readonly id: string; readonly version: string };
  readonly rows: number;
  /** Rows whose person was erased: rules about the person were not put to them. */
  readonly erased: number;
  readonly violations: number;
  readonly blocking: number;
  readonly rules: Readonly<Record<string, RuleSummary>>;
}

export interface SummaryInput {
  readonly policy: Policy;
  readonly findings: Findings;
  readonly lists: ListFolder;
  readonly partial: boolean;
  readonly rows: number;
  readonly erased: number;
}

function stateOf(
  rule: (typeof RULE_REGISTER)[number],
  { lists, policy, partial }: SummaryInput,
): { readonly state: RuleState; readonly why?: string } {
  if (rule.recordOnly !== undefined) {
    return { state: 'not_checkable', why: rule.recordOnly };
  }
  if (!policy.rules.some((entry) => entry.rule === rule.id)) {
    return { state: 'not_checkable', why: `policy ${policy.id} has no entry for it` };
  }
  const required = rule.requires?.filter((name) => !lists.has(name)) ?? [];
  if (required.length > 0) {
    return { state: 'not_checkable', why: `without ${withoutFiles(required)}` };
  }
  const helped = rule.helped?.filter((name) => !lists.has(name)) ?? [];
  const missing = helped.length > 0 ? [`without ${withoutFiles(helped)}`] : [];
  if (rule.id === 'R47' && partial) {
    missing.push('the links of the chains are not checked in a part of a log');
  }
  return missing.length > 0 ? { state: 'in_part', why: missing.join('; ') } : { state: 'checked' };
}

/** What was checked, what was found, what could not be checked and why. */
export function summarise(input: SummaryInput): AuditSummary {
  const rules: Record<string, RuleSummary> = {};
  let violations = 0;
  let blocking = 0;
  for (const rule of RULE_REGISTER) {
    const count = input.findings.counts.get(rule.id) ?? { checked: 0, violated: 0, blocking: 0 };
    const entries = input.policy.rules.filter((entry) => entry.rule === rule.id);
    violations += count.violated;
    blocking += count.blocking;
    rules[rule.id] = {
      text: rule.text,
      ...stateOf(rule, input),
      checked: count.checked,
      violated: count.violated,
      blocking: count.blocking,
      sources: entries.map((entry) => entry.source),
      confirmed: entries.every((entry) => entry.confirmed),
    };
  }
  const { id, version } = input.policy;
  return { policy: { id, version }, rows: input.rows, erased: input.erased, violations, blocking, rules };
}
