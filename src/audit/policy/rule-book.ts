import type { Severity } from '../finding.js';
import type { RuleId } from '../rule-id.js';
import type { Policy, PolicyRule } from './policy.js';

/** Where and when an entry is asked whether it binds. */
export interface Circumstance {
  /** Local day. */
  readonly day: number;
  readonly purpose: string;
  readonly ufs: readonly string[];
}

function binds(rule: PolicyRule, { day, purpose, ufs }: Circumstance): boolean {
  return (
    (rule.from === null || day >= rule.from) &&
    (rule.to === null || day < rule.to) &&
    (rule.purposes === null || rule.purposes.includes(purpose)) &&
    (rule.ufs === null || rule.ufs.some((uf) => ufs.includes(uf)))
  );
}

const CACHE_LIMIT = 50_000;

/** The entries of a policy by rule, asked for every row. */
export class RuleBook {
  readonly policy: Policy;
  readonly #byRule = new Map<RuleId, readonly PolicyRule[]>();
  readonly #found = new Map<string, readonly PolicyRule[]>();

  constructor(policy: Policy) {
    this.policy = policy;
    for (const rule of policy.rules) {
      this.#byRule.set(rule.rule, [...(this.#byRule.get(rule.rule) ?? []), rule]);
    }
  }

  /** Every entry of a rule, in force or not. */
  entries(rule: RuleId): readonly PolicyRule[] {
    return this.#byRule.get(rule) ?? [];
  }

  /** The entries that bind; a fallback only where some state has none of its own. */
  binding(rule: RuleId, circumstance: Circumstance): readonly PolicyRule[] {
    const key = `${rule} ${circumstance.day} ${circumstance.purpose} ${circumstance.ufs.join()}`;
    let found = this.#found.get(key);
    if (found === undefined) {
      const all = this.entries(rule).filter((entry) => binds(entry, circumstance));
      const lawless = circumstance.ufs.some((uf) => !all.some((entry) => entry.ufs?.includes(uf) === true));
      found = all.filter((entry) => !entry.fallback || lawless);
      if (this.#found.size > CACHE_LIMIT) {
        this.#found.clear();
      }
      this.#found.set(key, found);
    }
    return found;
  }

  /** The strictest value of a parameter that grows laxer as it grows; null when nothing binds. */
  atMost(rule: RuleId, name: string, circumstance: Circumstance): number | null {
    return this.#extreme(rule, name, circumstance, Math.min);
  }

  /** The strictest value of a parameter that grows stricter as it grows; null when nothing binds. */
  atLeast(rule: RuleId, name: string, circumstance: Circumstance): number | null {
    return this.#extreme(rule, name, circumstance, Math.max);
  }

  /** How grave a breach of the rule is. */
  severity(rule: RuleId): Severity {
    return this.entries(rule).some((entry) => entry.severity === 'block') ? 'block' : 'warn';
  }

  #extreme(
    rule: RuleId,
    name: string,
    circumstance: Circumstance,
    pick: (a: number, b: number) => number,
  ): number | null {
    let value: number | null = null;
    for (const { parameters } of this.binding(rule, circumstance)) {
      const found = parameters[name];
      if (typeof found === 'number') {
        value = value === null ? found : pick(value, found);
      }
    }
    return value;
  }
}
