import type { Severity } from '../finding.js';
import type { RuleId } from '../rule-id.js';
import type { Policy, PolicyRule } from './policy.js';

/** Where and when an entry is asked whether it binds. */
export interface Circumstance {
  /** Local day. */
  readonly day: number;
  readonly purpose: string;
  readonly ufs: readonly string[];
  /** Unknown where several calls are asked about at once: then every entry binds. */
  readonly sector?: string;
  readonly mode?: string;
}

function reaches(words: readonly string[] | null | undefined, word: string | undefined): boolean {
  return words === null || words === undefined || word === undefined || words.includes(word);
}

function binds(rule: PolicyRule, { day, purpose, ufs, sector, mode }: Circumstance): boolean {
  return (
    (rule.from === null || day >= rule.from) &&
    (rule.to === null || day < rule.to) &&
    (rule.purposes === null || rule.purposes.includes(purpose)) &&
    (rule.ufs === null || rule.ufs.some((uf) => ufs.includes(uf))) &&
    reaches(rule.sectors, sector) &&
    reaches(rule.modes, mode)
  );
}

/** The entries of one rule, with what was once found out about them. */
class RuleEntries {
  readonly all: readonly PolicyRule[];
  /** No entry asks for place, purpose or day: the answer is always the same. */
  readonly #plain: boolean;
  readonly #dated: boolean;
  readonly #scoped: boolean;
  readonly #values = new Map<string, number | null>();
  /** Lists of states are shared between calls, so a list itself is the key. */
  readonly #found = new WeakMap<readonly string[], Map<string, readonly PolicyRule[]>>();

  constructor(all: readonly PolicyRule[]) {
    this.all = all;
    this.#dated = all.some((entry) => entry.from !== null || entry.to !== null);
    this.#scoped = all.some((entry) => (entry.sectors ?? null) !== null || (entry.modes ?? null) !== null);
    this.#plain =
      !this.#dated &&
      !this.#scoped &&
      all.every((entry) => entry.ufs === null && entry.purposes === null && !entry.fallback);
  }

  binding(circumstance: Circumstance): readonly PolicyRule[] {
    if (this.#plain) {
      return this.all;
    }
    let ofPlace = this.#found.get(circumstance.ufs);
    if (ofPlace === undefined) {
      ofPlace = new Map();
      this.#found.set(circumstance.ufs, ofPlace);
    }
    const { purpose, day, sector = '', mode = '' } = circumstance;
    const dated = this.#dated ? `${purpose} ${day}` : purpose;
    const key = this.#scoped ? `${dated} ${sector} ${mode}` : dated;
    let found = ofPlace.get(key);
    if (found === undefined) {
      const all = this.all.filter((entry) => binds(entry, circumstance));
      const lawless = circumstance.ufs.some((uf) => !all.some((entry) => entry.ufs?.includes(uf) === true));
      found = all.filter((entry) => !entry.fallback || lawless);
      ofPlace.set(key, found);
    }
    return found;
  }

  extreme(name: string, circumstance: Circumstance, pick: (a: number, b: number) => number): number | null {
    const known = this.#plain ? this.#values.get(name) : undefined;
    if (known !== undefined) {
      return known;
    }
    let value: number | null = null;
    for (const { parameters } of this.binding(circumstance)) {
      const found = parameters[name];
      if (typeof found === 'number') {
        value = value === null ? found : pick(value, found);
      }
    }
    if (this.#plain) {
      this.#values.set(name, value);
    }
    return value;
  }
}

const NO_ENTRIES = new RuleEntries([]);

/** The entries of a policy by rule, asked for every row. */
export class RuleBook {
  readonly policy: Policy;
  readonly #byRule: ReadonlyMap<RuleId, RuleEntries>;

  constructor(policy: Policy) {
    this.policy = policy;
    const byRule = new Map<RuleId, PolicyRule[]>();
    for (const rule of policy.rules) {
      byRule.set(rule.rule, [...(byRule.get(rule.rule) ?? []), rule]);
    }
    this.#byRule = new Map([...byRule].map(([rule, entries]) => [rule, new RuleEntries(entries)]));
  }

  /** Every entry of a rule, in force or not. */
  entries(rule: RuleId): readonly PolicyRule[] {
    return this.#of(rule).all;
  }

  /** The entries that bind; a fallback only where some state has none of its own. */
  binding(rule: RuleId, circumstance: Circumstance): readonly PolicyRule[] {
    return this.#of(rule).binding(circumstance);
  }

  /** The strictest value of a parameter that grows laxer as it grows; null when nothing binds. */
  atMost(rule: RuleId, name: string, circumstance: Circumstance): number | null {
    return this.#of(rule).extreme(name, circumstance, Math.min);
  }

  /** The strictest value of a parameter that grows stricter as it grows; null when nothing binds. */
  atLeast(rule: RuleId, name: string, circumstance: Circumstance): number | null {
    return this.#of(rule).extreme(name, circumstance, Math.max);
  }

  /** How grave a breach of the rule is. */
  severity(rule: RuleId): Severity {
    return this.entries(rule).some((entry) => entry.severity === 'block') ? 'block' : 'warn';
  }

  #of(rule: RuleId): RuleEntries {
    return this.#byRule.get(rule) ?? NO_ENTRIES;
  }
}
