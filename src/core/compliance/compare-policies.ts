import type { Policy, Rule } from './policy.js';
import { type ParameterValue, sourceOf, valuesOf } from './tighten-policy.js';

/** What a policy has that another has not, provision by provision. */
export interface PolicyDifference {
  readonly key: string;
  readonly source: string;
  readonly what: 'added' | 'left_out' | 'changed';
  readonly parameters: readonly {
    readonly name: string;
    readonly from: ParameterValue;
    readonly to: ParameterValue;
  }[];
}

function sameBut(one: Rule, other: Rule): boolean {
  const bare = (rule: Rule): string => JSON.stringify({ ...rule, parameters: null });
  return bare(one) === bare(other);
}

function changeOf(before: Rule, after: Rule): PolicyDifference | null {
  const from = valuesOf(before);
  const parameters = Object.entries(valuesOf(after))
    .filter(([name, to]) => from[name] !== to)
    .map(([name, to]) => ({ name, from: from[name] ?? null, to }));
  return parameters.length === 0 && sameBut(before, after)
    ? null
    : { key: after.key, source: sourceOf(after), what: 'changed', parameters };
}

/** The differences from one policy to another, in the order of the provisions. */
export function comparePolicies(before: Policy, after: Policy): readonly PolicyDifference[] {
  const known = new Map(before.rules.map((rule) => [rule.key, rule]));
  const differences: PolicyDifference[] = [];
  for (const rule of after.rules) {
    const old = known.get(rule.key);
    known.delete(rule.key);
    const found: PolicyDifference | null =
      old === undefined
        ? { key: rule.key, source: sourceOf(rule), what: 'added', parameters: [] }
        : changeOf(old, rule);
    if (found !== null) {
      differences.push(found);
    }
  }
  for (const rule of known.values()) {
    differences.push({ key: rule.key, source: sourceOf(rule), what: 'left_out', parameters: [] });
  }
  return differences;
}
