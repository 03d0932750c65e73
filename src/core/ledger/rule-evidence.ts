import type { RuleResult } from '../compliance/gate/decide-dial.js';
import type { Basis, Mark, Policy, Severity } from '../compliance/policy.js';
import { RULE_NAMES } from '../compliance/rule-id.js';

/** What one rule said, with the provision it said it by. */
export interface RuleEvidence extends RuleResult {
  readonly title: string;
  /** Null where the policy is not on file, or no provision of the rule bound the call. */
  readonly provision: {
    readonly act: string;
    readonly article: string;
    readonly basis: Basis;
    readonly mark: Mark;
    readonly severity: Severity;
  } | null;
}

/** Puts beside each result the provision of the policy it was decided under. */
export function ruleEvidence(results: readonly RuleResult[], policy: Policy | null): readonly RuleEvidence[] {
  return results.map((result) => {
    const bound = policy?.rules.find(({ id, key }) => id === result.rule && key === result.key);
    const provision =
      bound === undefined
        ? null
        : {
            act: bound.source.act,
            article: bound.source.article,
            basis: bound.basis,
            mark: bound.mark,
            severity: bound.severity,
          };
    return { ...result, title: RULE_NAMES[result.rule].title, provision };
  });
}

/** Rules whose inputs say how much of the limits of line and company was used. */
const LIMIT_RULES: ReadonlySet<string> = new Set(['R01', 'R03', 'R04', 'R06']);

/** How the limits of line and company stood at a decision. */
export function limitsOf(results: readonly RuleResult[]): readonly RuleResult[] {
  return results.filter(({ rule, verdict }) => LIMIT_RULES.has(rule) && verdict !== 'not_applicable');
}
