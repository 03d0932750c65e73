import type { CallMode } from '../call-log/call-log-row.js';
import type { Purpose, Sector } from '../campaign/campaign.js';
import type { RuleId } from './rule-id.js';
import type { RuleKind, RuleParameters } from './rule-parameters.js';

/** Where a rule's force comes from; a client never widens what is `lei`. */
export const BASES = ['lei', 'jurisprudencia', 'autorregulacao', 'padrao'] as const;
export type Basis = (typeof BASES)[number];

/** How sure its text or status is. Unknown status is treated as in force. */
export const MARKS = ['confirmed', 'recalled', 'derived', 'status_unknown'] as const;
export type Mark = (typeof MARKS)[number];

export const SEVERITIES = ['block', 'warn', 'record'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Every value, those to come included. */
export const ANY = '*';
export type Among<T extends string> = typeof ANY | readonly T[];

/** Whom a rule binds. */
export interface RuleScope {
  readonly ufs: Among<string>;
  readonly purposes: Among<Purpose>;
  readonly sectors: Among<Sector>;
  readonly modes: Among<CallMode>;
  /** Purposes the act does not name but that are held to it; a dated policy may leave them out. */
  readonly alsoPurposes: readonly Purpose[];
}

export interface RuleOf<Kind extends RuleKind> {
  readonly id: RuleId;
  /** Names one provision of the rule: a rule of hours has one for each state. */
  readonly key: string;
  readonly kind: Kind;
  readonly source: { readonly act: string; readonly article: string };
  readonly basis: Basis;
  readonly mark: Mark;
  readonly severity: Severity;
  /** `2014-05-23`, or `2018-03` or `2018` where only that is certain: from its first day. */
  readonly validFrom: string;
  /** Last day in force, or null. */
  readonly validTo: string | null;
  readonly scope: RuleScope;
  readonly parameters: RuleParameters[Kind];
  /** What is not certain, or how an open text is read. */
  readonly note: string;
}

export type Rule = { [Kind in RuleKind]: RuleOf<Kind> }[RuleKind];

/** A dated set of rules. Data: what a campaign ran under can be kept, compared and shown for ever. */
export interface Policy {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  /** The preset it came from, or null for a preset. */
  readonly base: string | null;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly rules: readonly Rule[];
}

/** The name that rows of the log carry. */
export function policyVersionOf(policy: Policy): string {
  return `${policy.id}@${policy.version}`;
}

/** The rules of one kind. */
export function rulesOfKind<Kind extends RuleKind>(policy: Policy, kind: Kind): readonly RuleOf<Kind>[] {
  return policy.rules.filter((rule): rule is RuleOf<Kind> & Rule => rule.kind === kind);
}

/** The figures of the only provision of a kind, or null when the policy has none. */
export function parametersOf<Kind extends RuleKind>(policy: Policy, kind: Kind): RuleParameters[Kind] | null {
  return rulesOfKind(policy, kind)[0]?.parameters ?? null;
}
