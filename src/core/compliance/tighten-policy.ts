import { CadenciaError } from '../kernel/errors.js';
import { parseClockTime, parseDaySpan } from './clock-time.js';
import { type Among, ANY, type Policy, type Rule } from './policy.js';
import { PARAMETER_FORMS, type ParameterForm } from './rule-parameters.js';

/** A parameter's value as data has it. */
export type ParameterValue = number | boolean | string | null;

/** One change a client makes to a provision. */
export interface PolicyChange {
  /** Key of the provision, as `R24` or `R13.SP`. */
  readonly key: string;
  readonly set: Readonly<Record<string, ParameterValue>>;
}

/** What a client makes of a preset. */
export interface PolicyOverlay {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly changes: readonly PolicyChange[];
  /** Further provisions: they only ever narrow, since all that bind must allow. */
  readonly add: readonly Rule[];
}

export interface TightenedPolicy {
  readonly policy: Policy;
  /** Keys of provisions that are not law and were loosened; the record of the change shows them. */
  readonly loosened: readonly string[];
}

/** True when `value` forbids all that `base` forbids. Values are of the form. */
export function isAsTight(form: ParameterForm, base: ParameterValue, value: ParameterValue): boolean {
  switch (form.type) {
    case 'number':
      return form.tighter === 'lower' ? Number(value) <= Number(base) : Number(value) >= Number(base);
    case 'switch':
      return value === base || value === (form.tighter === 'on');
    case 'span':
      return isWithin(base, value);
    case 'clock':
      return base === null || (typeof value === 'string' && clock(value) <= clock(String(base)));
    case 'word':
      return value === base || (form.tightest !== null && value === form.tightest);
  }
}

function clock(text: string): number {
  return parseClockTime(text) ?? Number.POSITIVE_INFINITY;
}

function isWithin(base: ParameterValue, value: ParameterValue): boolean {
  if (value === null) {
    return true;
  }
  const outer = base === null ? null : parseDaySpan(String(base));
  const inner = parseDaySpan(String(value));
  return outer !== null && inner !== null && inner.fromMs >= outer.fromMs && inner.toMs <= outer.toMs;
}

/** The forms of a rule's parameters, by name. */
export function formsOf(rule: Pick<Rule, 'kind'>): Readonly<Record<string, ParameterForm>> {
  return PARAMETER_FORMS[rule.kind];
}

/** The parameters of a rule, by name. */
export function valuesOf(rule: Rule): Readonly<Record<string, ParameterValue>> {
  return { ...rule.parameters };
}

function coversAll<T extends string>(law: Among<T>, mine: Among<T>): boolean {
  return mine === ANY || (law !== ANY && law.every((value) => mine.includes(value)));
}

/**
 * In what `mine` lets more through than the rule of law `law` does: names of parameters, of the scope, `validity` or
 * `severity`. Empty when it is at least as tight.
 */
export function widenings(law: Rule, mine: Rule): readonly string[] {
  if (mine.kind !== law.kind || mine.id !== law.id) {
    return ['kind'];
  }
  const base = valuesOf(law);
  const changed = valuesOf(mine);
  const found = Object.entries(formsOf(law))
    .filter(([name, form]) => !isAsTight(form, base[name] ?? null, changed[name] ?? null))
    .map(([name]) => name);
  const scope = (['ufs', 'purposes', 'sectors', 'modes'] as const).filter(
    (name) => !coversAll<string>(law.scope[name], mine.scope[name]),
  );
  const ends = law.validTo === null ? mine.validTo !== null : (mine.validTo ?? '9999') < law.validTo;
  const severity = law.severity === 'block' && mine.severity !== 'block';
  return [
    ...found,
    ...scope,
    ...(mine.validFrom > law.validFrom || ends ? ['validity'] : []),
    ...(severity ? ['severity'] : []),
  ];
}

function refuse(rule: Rule, what: string): never {
  throw new CadenciaError('DLR_POLICY_WIDENED', {
    detail: `${rule.key} (${sourceOf(rule)}) is law: ${what}. Take that change out of the policy`,
    fields: { rule: rule.id, key: rule.key },
  });
}

/** The act and article, as one cites them. */
export function sourceOf(rule: Rule): string {
  return rule.source.article === '' ? rule.source.act : `${rule.source.act}, ${rule.source.article}`;
}

/** Refuses a policy that lets more through than the acts in `law` do: each of their provisions must be in it. */
export function requireLaw(law: Policy, mine: Policy): void {
  for (const rule of law.rules) {
    if (rule.basis !== 'lei') {
      continue;
    }
    const held = mine.rules.find((candidate) => candidate.key === rule.key);
    if (held === undefined) {
      refuse(rule, 'it cannot be left out');
    }
    const wider = widenings(rule, held);
    if (wider.length > 0) {
      refuse(rule, `${wider.join(', ')} may only be tightened`);
    }
  }
}

/** The preset with a client's changes. A change that widens a rule of law is refused with the rule cited. */
export function tightenPolicy(base: Policy, overlay: PolicyOverlay): TightenedPolicy {
  const loosened: string[] = [];
  const rules = base.rules.map((rule) => {
    const changes = overlay.changes.filter((change) => change.key === rule.key);
    if (changes.length === 0) {
      return rule;
    }
    const set = Object.assign({}, ...changes.map((change) => change.set)) as Record<string, ParameterValue>;
    const changed = { ...rule, parameters: { ...rule.parameters, ...set } } as Rule;
    const wider = widenings(rule, changed);
    if (wider.length > 0 && rule.basis === 'lei') {
      refuse(rule, `${wider.map((name) => `${name} ${String(set[name])}`).join(', ')} would widen it`);
    }
    if (wider.length > 0) {
      loosened.push(rule.key);
    }
    return changed;
  });
  const policy = {
    id: overlay.id,
    version: overlay.version,
    title: overlay.title,
    base: base.id,
    validFrom: overlay.validFrom,
    validTo: overlay.validTo,
    rules: [...rules, ...overlay.add],
  };
  return { policy, loosened };
}
