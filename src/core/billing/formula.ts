import { assertNever } from '../kernel/assert-never.js';
import { type Exact, exactText, parseExact, ZERO } from './exact.js';
import {
  type DocumentNode,
  decimal,
  type Form,
  listOf,
  name,
  objectOf,
  oneField,
  optional,
  refuse,
} from './form.js';

/** How a figure is computed: a tree over named parts. Null, where nothing was measured, goes through all but `lookup`. */
export type Formula =
  | { readonly kind: 'literal'; readonly is: Exact; readonly text: string }
  | { readonly kind: 'name'; readonly is: string }
  | { readonly kind: 'sum' | 'product' | 'minimum' | 'maximum'; readonly is: readonly Formula[] }
  | { readonly kind: 'difference' | 'quotient'; readonly is: readonly Formula[] }
  | { readonly kind: 'lookup'; readonly is: { readonly table: string; readonly of: Formula } }
  | {
      readonly kind: 'choose';
      readonly is: { readonly if: Condition; readonly give: Formula; readonly otherwise: Formula };
    }
  /** The sum of the rounded lines of earlier steps; in a step by service, of that service's. */
  | { readonly kind: 'lines'; readonly is: readonly string[] }
  /** The same of the services that the facts measured for an index. */
  | {
      readonly kind: 'measured_lines';
      readonly is: { readonly steps: readonly string[]; readonly of: string };
    }
  /** The simple mean of a part's daily values. */
  | { readonly kind: 'mean_of_days'; readonly is: string }
  /** Days from a milestone to the last day of the period. */
  | { readonly kind: 'days_since'; readonly is: string };

export type Condition =
  | {
      readonly kind: 'above' | 'at_least' | 'below' | 'at_most';
      readonly is: readonly Formula[];
    }
  | { readonly kind: 'all' | 'any'; readonly is: readonly Condition[] }
  | { readonly kind: 'not'; readonly is: Condition }
  /** The milestone has a date and the day (without one, the period's last) is not before it. */
  | { readonly kind: 'since'; readonly is: string };

const DEFINITIONS = { formula: '#/$defs/formula', condition: '#/$defs/condition' } as const;

const NOTHING: Formula = { kind: 'literal', is: ZERO, text: '0' };

/** A list of exactly two. */
function pairOf(form: Form<Formula>): Form<readonly Formula[]> {
  const list = listOf(form, 2);
  return {
    read(node) {
      const read = list.read(node);
      return read.length === 2 ? read : refuse(node.path, `has ${read.length} entries; give two`);
    },
    schema: () => ({ ...list.schema(), maxItems: 2 }),
  };
}

/** Forms that hold themselves refer to themselves late. */
const anyFormula: Form<Formula> = {
  read: (node) => readFormula(node),
  schema: () => ({ $ref: DEFINITIONS.formula }),
};
const anyCondition: Form<Condition> = {
  read: (node) => compoundCondition().read(node),
  schema: () => ({ $ref: DEFINITIONS.condition }),
};

function compoundFormula() {
  return oneField({
    sum: listOf(anyFormula, 1),
    product: listOf(anyFormula, 1),
    minimum: listOf(anyFormula, 1),
    maximum: listOf(anyFormula, 1),
    difference: pairOf(anyFormula),
    quotient: pairOf(anyFormula),
    lookup: objectOf({ table: name, of: anyFormula }),
    choose: objectOf({
      if: anyCondition,
      give: anyFormula,
      otherwise: optional(anyFormula, () => NOTHING),
    }),
    lines: listOf(name, 1),
    measured_lines: objectOf({ steps: listOf(name, 1), of: name }),
    mean_of_days: name,
    days_since: name,
  });
}

function compoundCondition() {
  return oneField({
    above: pairOf(anyFormula),
    at_least: pairOf(anyFormula),
    below: pairOf(anyFormula),
    at_most: pairOf(anyFormula),
    all: listOf(anyCondition, 1),
    any: listOf(anyCondition, 1),
    not: anyCondition,
    since: name,
  });
}

function readFormula({ value, path }: DocumentNode): Formula {
  if (typeof value === 'number') {
    const literal = decimal().read({ value, path });
    return { kind: 'literal', is: literal, text: exactText(literal) };
  }
  if (typeof value === 'string') {
    const literal = parseExact(value);
    return literal === null
      ? { kind: 'name', is: name.read({ value, path }) }
      : { kind: 'literal', is: literal, text: value };
  }
  return compoundFormula().read({ value, path });
}

/** A formula as documents have it: a decimal, the name of a part, or one operation. */
export const formula: Form<Formula> = anyFormula;
export const condition: Form<Condition> = anyCondition;

/** The definitions that the schema of a document with formulas needs. */
export function formulaDefinitions(): Readonly<Record<string, unknown>> {
  return {
    formula: { anyOf: [decimal().schema(), name.schema(), compoundFormula().schema()] },
    condition: compoundCondition().schema(),
  };
}

const SIGNS = { sum: ' + ', product: ' × ', difference: ' − ', quotient: ' ÷ ' } as const;
const COMPARISONS = { above: '>', at_least: '≥', below: '<', at_most: '≤' } as const;

/** The formula as people write it. */
export function formulaText(one: Formula, within: 'sum' | 'product' | 'none' = 'none'): string {
  switch (one.kind) {
    case 'literal':
      return one.text;
    case 'name':
      return one.is;
    case 'sum':
    case 'difference':
    case 'product':
    case 'quotient': {
      const level = one.kind === 'sum' || one.kind === 'difference' ? 'sum' : 'product';
      const inner = one.is.map((part) => formulaText(part, 'product')).join(SIGNS[one.kind]);
      const loose =
        within === 'none' || (within === 'product' && one.kind === 'product' && level === 'product');
      return loose || one.is.length === 1 ? inner : `(${inner})`;
    }
    case 'minimum':
    case 'maximum':
      return `${one.kind === 'minimum' ? 'min' : 'max'}(${one.is.map((part) => formulaText(part)).join('; ')})`;
    case 'lookup':
      return `${one.is.table}(${formulaText(one.is.of)})`;
    case 'choose':
      return `(${conditionText(one.is.if)} ? ${formulaText(one.is.give)} : ${formulaText(one.is.otherwise)})`;
    case 'lines':
      return `Σ linhas[${one.is.join(', ')}]`;
    case 'measured_lines':
      return `Σ linhas[${one.is.steps.join(', ')}] dos serviços medidos`;
    case 'mean_of_days':
      return `média diária(${one.is})`;
    case 'days_since':
      return `dias desde ${one.is}`;
    default:
      return assertNever(one, 'formula');
  }
}

/** The condition as people write it. */
export function conditionText(one: Condition): string {
  switch (one.kind) {
    case 'above':
    case 'at_least':
    case 'below':
    case 'at_most':
      return one.is.map((part) => formulaText(part)).join(` ${COMPARISONS[one.kind]} `);
    case 'all':
    case 'any':
      return one.is.map((part) => `(${conditionText(part)})`).join(one.kind === 'all' ? ' e ' : ' ou ');
    case 'not':
      return `não (${conditionText(one.is)})`;
    case 'since':
      return `desde ${one.is}`;
    default:
      return assertNever(one, 'formula');
  }
}

/** What a formula refers to, for the check that all of it exists. */
export interface References {
  readonly names: Set<string>;
  readonly tables: Set<string>;
  readonly lines: Set<string>;
}

/** Collects the names in a formula. */
export function formulaReferences(one: Formula, into: References): void {
  switch (one.kind) {
    case 'literal':
    case 'days_since':
      return;
    case 'name':
    case 'mean_of_days':
      into.names.add(one.is);
      return;
    case 'lines':
      for (const step of one.is) {
        into.lines.add(step);
      }
      return;
    case 'measured_lines':
      for (const step of one.is.steps) {
        into.lines.add(step);
      }
      return;
    case 'lookup':
      into.tables.add(one.is.table);
      formulaReferences(one.is.of, into);
      return;
    case 'choose':
      conditionReferences(one.is.if, into);
      formulaReferences(one.is.give, into);
      formulaReferences(one.is.otherwise, into);
      return;
    default:
      for (const part of one.is) {
        formulaReferences(part, into);
      }
  }
}

/** Collects the names in a condition. */
export function conditionReferences(one: Condition, into: References): void {
  switch (one.kind) {
    case 'since':
      return;
    case 'not':
      conditionReferences(one.is, into);
      return;
    case 'all':
    case 'any':
      for (const part of one.is) {
        conditionReferences(part, into);
      }
      return;
    default:
      for (const part of one.is) {
        formulaReferences(part, into);
      }
  }
}
