import type { ScriptStep } from './script-step.js';

/** What of a person may be said to whoever picks up. */
export const FIELDS_FOR_ANYBODY = ['nome', 'primeiro_nome'] as const;

/**
 * Words that tell of a debt. CDC (Lei 8.078/1990), art. 42: who owes is not exposed, and whoever has not said yet that he
 * is the person may be anybody.
 */
const DEBT_WORDS =
  /\b(d[ií]vidas?|d[ée]bitos?|cobran[çc]as?|inadimpl\p{L}*|atras\p{L}*|vencid[ao]s?|parcelas?|boletos?|acordos?|negativ(?:ad[ao]|a[çc][ãa]o)\p{L}*|devedor\p{L}*)(?!\p{L})/iu;

export const SCRIPT_PROBLEMS = [
  'no_step',
  'double_id',
  'no_text',
  'no_such_step',
  'double_answer',
  'not_reached',
  'debt_field',
  'debt_word',
  'no_end',
] as const;
export type ScriptProblemKind = (typeof SCRIPT_PROBLEMS)[number];

/** What is wrong with a step, and the word or name it is about. */
export interface ScriptProblem {
  readonly kind: ScriptProblemKind;
  readonly step: string;
  readonly what: string;
}

/** Names in braces, in their order. */
export function fieldsOfText(text: string): readonly string[] {
  return [...text.matchAll(/\{([\p{L}\p{N}_ ]+)\}/gu)].map(([, name]) => name ?? '');
}

/** Everything that keeps a script from being used; empty when it may be. */
export function scriptProblems(steps: readonly ScriptStep[]): readonly ScriptProblem[] {
  const [first] = steps;
  if (first === undefined) {
    return [{ kind: 'no_step', step: '', what: '' }];
  }
  const byId = new Map(steps.map((step) => [step.id, step]));
  const reached = reachedFrom(byId, first, false);
  const early = reachedFrom(byId, first, true);
  return steps.flatMap((step, index) => [
    ...shapeProblems(step, byId),
    ...(steps.findIndex(({ id }) => id === step.id) === index ? [] : [problem('double_id', step, step.id)]),
    ...(reached.has(step.id) ? [] : [problem('not_reached', step, step.id)]),
    ...(early.has(step.id) ? debtProblems(step) : []),
  ]);
}

function problem(kind: ScriptProblemKind, step: ScriptStep, what: string): ScriptProblem {
  return { kind, step: step.id, what };
}

function shapeProblems(step: ScriptStep, byId: ReadonlyMap<string, ScriptStep>): readonly ScriptProblem[] {
  const labels = step.branches.map(({ label }) => label);
  return [
    ...(step.text.trim() === '' ? [problem('no_text', step, step.id)] : []),
    ...step.branches.filter(({ to }) => !byId.has(to)).map(({ to }) => problem('no_such_step', step, to)),
    ...labels
      .filter((label, at) => labels.indexOf(label) !== at)
      .map((label) => problem('double_answer', step, label)),
    ...(step.branches.length === 0 && step.disposition === null ? [problem('no_end', step, step.id)] : []),
  ];
}

/** What a step says that a third party must not hear. */
function debtProblems(step: ScriptStep): readonly ScriptProblem[] {
  const allowed: readonly string[] = FIELDS_FOR_ANYBODY;
  const word = DEBT_WORDS.exec(step.text)?.[0];
  return [
    ...fieldsOfText(step.text)
      .filter((name) => !allowed.includes(name))
      .map((name) => problem('debt_field', step, name)),
    ...(word === undefined ? [] : [problem('debt_word', step, word)]),
  ];
}

/** Steps on ways from the first one; with `early` only those before the person has confirmed who he is. */
function reachedFrom(
  byId: ReadonlyMap<string, ScriptStep>,
  first: ScriptStep,
  early: boolean,
): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [first];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (!seen.has(step.id) && !(early && step.confirms)) {
      seen.add(step.id);
      open.push(...step.branches.flatMap(({ to }) => byId.get(to) ?? []));
    }
  }
  return seen;
}
