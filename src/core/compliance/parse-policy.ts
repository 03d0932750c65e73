import { CALL_MODES } from '../call-log/call-log-row.js';
import { PURPOSES, SECTORS } from '../campaign/campaign.js';
import { CadenciaError, messageOf } from '../kernel/errors.js';
import { isSafeId } from '../kernel/ids.js';
import { UFS } from '../numbering/municipality.js';
import { parseDayNumber } from './calendar/day-number.js';
import { parseClockTime, parseDaySpan } from './clock-time.js';
import {
  type Among,
  ANY,
  BASES,
  MARKS,
  type Policy,
  type Rule,
  type RuleScope,
  SEVERITIES,
} from './policy.js';
import { BRASIL_2026 } from './presets/brasil-2026.js';
import { findPreset, PRESETS } from './presets/find-preset.js';
import { EVERYONE } from './presets/rule-of.js';
import { isRuleId } from './rule-id.js';
import { isRuleKind, type ParameterForm, type RuleKind } from './rule-parameters.js';
import {
  formsOf,
  type ParameterValue,
  type PolicyChange,
  requireLaw,
  type TightenedPolicy,
  tightenPolicy,
} from './tighten-policy.js';

/** A node of the JSON text with where it stands, so that every refusal names the place. */
interface Node {
  readonly value: unknown;
  readonly path: string;
}

function refuse(path: string, what: string): never {
  throw new CadenciaError('DLR_POLICY_INVALID', { detail: `${path}: ${what}`, fields: { path } });
}

type Fields = Readonly<Record<string, Node | undefined>>;

function fieldsOf(node: Node, required: readonly string[], optional: readonly string[] = []): Fields {
  const { value, path } = node;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(path, 'must be an object');
  }
  const known = [...required, ...optional];
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) {
      refuse(`${path}.${name}`, `is not known here; known are ${known.join(', ')}`);
    }
  }
  const fields: Record<string, Node> = {};
  for (const [name, field] of Object.entries(value)) {
    fields[name] = { value: field, path: `${path}.${name}` };
  }
  for (const name of required) {
    if (fields[name] === undefined) {
      refuse(`${path}.${name}`, 'is missing');
    }
  }
  return fields;
}

function field(fields: Fields, name: string): Node {
  return fields[name] ?? { value: undefined, path: name };
}

function text({ value, path }: Node): string {
  return typeof value === 'string' ? value : refuse(path, 'must be text');
}

function listOf(node: Node): readonly Node[] {
  return Array.isArray(node.value)
    ? node.value.map((value: unknown, index) => ({ value, path: `${node.path}[${index}]` }))
    : refuse(node.path, 'must be a list');
}

function oneOf<T extends string>(node: Node, words: readonly T[]): T {
  const word = text(node);
  return words.find((known) => known === word) ?? refuse(node.path, `must be one of ${words.join(', ')}`);
}

function among<T extends string>(node: Node | undefined, words: readonly T[]): Among<T> {
  if (node === undefined || node.value === ANY) {
    return ANY;
  }
  return listOf(node).map((entry) => oneOf(entry, words));
}

/** A date, or the year or month from whose first day on something holds. */
const PARTIAL_DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;

function date(node: Node): string {
  const value = text(node);
  return PARTIAL_DATE.test(value) && (value.length < 10 || parseDayNumber(value) !== null)
    ? value
    : refuse(node.path, 'must be a date such as 2026-11-22, 2026-11 or 2026');
}

/** An id or a version: it becomes part of addresses and file names. */
function name(node: Node): string {
  const value = text(node);
  return isSafeId(value)
    ? value
    : refuse(node.path, "must be 1 to 64 letters, digits, '.', '_' or '-', the first a letter or digit");
}

/** What a policy says of itself, whichever way its provisions are given. */
function parseHead(fields: Fields) {
  return {
    id: name(field(fields, 'id')),
    version: name(field(fields, 'version')),
    title: fields['title'] === undefined ? null : text(fields['title']),
    validFrom: dateOrNull(fields['validFrom']),
    validTo: dateOrNull(fields['validTo']),
  };
}

function dateOrNull(node: Node | undefined): string | null {
  return node === undefined || node.value === null ? null : date(node);
}

function parseParameter({ value, path }: Node, form: ParameterForm): ParameterValue {
  switch (form.type) {
    case 'number':
      return typeof value === 'number' && value >= form.least && value <= form.most
        ? value
        : refuse(path, `must be a number from ${form.least} to ${form.most}`);
    case 'switch':
      return typeof value === 'boolean' ? value : refuse(path, 'must be true or false');
    case 'span':
      return value === null || (typeof value === 'string' && parseDaySpan(value) !== null)
        ? value
        : refuse(path, 'must be hours such as "08:00-20:00", or null for a closed day');
    case 'clock':
      return value === null || (typeof value === 'string' && parseClockTime(value) !== null)
        ? value
        : refuse(path, 'must be a time such as "14:00", or null');
    case 'word': {
      const word = text({ value, path });
      return form.words.includes(word) ? word : refuse(path, `must be one of ${form.words.join(', ')}`);
    }
  }
}

function parseScope(node: Node | undefined): RuleScope {
  if (node === undefined) {
    return EVERYONE;
  }
  const fields = fieldsOf(node, [], ['ufs', 'purposes', 'sectors', 'modes', 'alsoPurposes']);
  const also = among(fields['alsoPurposes'] ?? { value: [], path: '' }, PURPOSES);
  return {
    ufs: among(fields['ufs'], UFS),
    purposes: among(fields['purposes'], PURPOSES),
    sectors: among(fields['sectors'], SECTORS),
    modes: among(fields['modes'], CALL_MODES),
    alsoPurposes: also === ANY ? PURPOSES : also,
  };
}

function parseParameters(node: Node, kind: RuleKind): Readonly<Record<string, ParameterValue>> {
  const forms = formsOf({ kind });
  const fields = fieldsOf(node, Object.keys(forms));
  const values: Record<string, ParameterValue> = {};
  for (const [name, form] of Object.entries(forms)) {
    values[name] = parseParameter(field(fields, name), form);
  }
  return values;
}

const RULE_FIELDS = ['id', 'kind', 'source', 'basis', 'validFrom', 'parameters'];
const RULE_EXTRAS = ['key', 'mark', 'severity', 'validTo', 'scope', 'note'];

function parseRule(node: Node): Rule {
  const fields = fieldsOf(node, RULE_FIELDS, RULE_EXTRAS);
  const id = text(field(fields, 'id'));
  const kind = text(field(fields, 'kind'));
  if (!isRuleId(id)) {
    refuse(`${node.path}.id`, 'is no rule');
  }
  if (!isRuleKind(kind)) {
    refuse(`${node.path}.kind`, 'is no kind of rule');
  }
  const known = BRASIL_2026.rules.find((rule) => rule.id === id);
  if (known !== undefined && known.kind !== kind) {
    refuse(`${node.path}.kind`, `must be ${known.kind} for ${id}`);
  }
  const source = fieldsOf(field(fields, 'source'), ['act'], ['article']);
  const rule = {
    id,
    key: fields['key'] === undefined ? id : text(fields['key']),
    kind,
    source: {
      act: text(field(source, 'act')),
      article: source['article'] === undefined ? '' : text(source['article']),
    },
    basis: oneOf(field(fields, 'basis'), BASES),
    mark: fields['mark'] === undefined ? 'confirmed' : oneOf(fields['mark'], MARKS),
    severity: fields['severity'] === undefined ? 'block' : oneOf(fields['severity'], SEVERITIES),
    validFrom: date(field(fields, 'validFrom')),
    validTo: dateOrNull(fields['validTo']),
    scope: parseScope(fields['scope']),
    parameters: parseParameters(field(fields, 'parameters'), kind),
    note: fields['note'] === undefined ? '' : text(fields['note']),
  };
  // The parameters were read by the forms of this very kind, which the compiler cannot follow.
  return rule as unknown as Rule;
}

function parseChange(node: Node, base: Policy): PolicyChange {
  const fields = fieldsOf(node, ['key', 'set']);
  const key = text(field(fields, 'key'));
  const rule = base.rules.find((candidate) => candidate.key === key);
  if (rule === undefined) {
    refuse(`${node.path}.key`, `${base.id} has no provision '${key}'`);
  }
  const forms = formsOf(rule);
  const values = fieldsOf(field(fields, 'set'), [], Object.keys(forms));
  const set: Record<string, ParameterValue> = {};
  for (const [name, entry] of Object.entries(values)) {
    const form = forms[name];
    if (entry !== undefined && form !== undefined) {
      set[name] = parseParameter(entry, form);
    }
  }
  return { key, set };
}

function requireUniqueKeys(rules: readonly Rule[], path: string): void {
  const seen = new Set<string>();
  for (const [index, { key }] of rules.entries()) {
    if (seen.has(key)) {
      refuse(`${path}[${index}].key`, `'${key}' is there twice`);
    }
    seen.add(key);
  }
}

function parseOverlay(fields: Fields): TightenedPolicy {
  const head = parseHead(fields);
  const baseNode = field(fields, 'base');
  const base = findPreset(text(baseNode));
  if (base === null) {
    refuse(baseNode.path, `is no preset; presets are ${PRESETS.map((preset) => preset.id).join(', ')}`);
  }
  const changes = fields['changes'] === undefined ? [] : listOf(fields['changes']);
  const add = fields['add'] === undefined ? [] : listOf(fields['add']).map(parseRule);
  const tightened = tightenPolicy(base, {
    ...head,
    title: head.title ?? base.title,
    validFrom: head.validFrom ?? base.validFrom,
    changes: changes.map((change) => parseChange(change, base)),
    add,
  });
  requireUniqueKeys(tightened.policy.rules, '$.add');
  return tightened;
}

function parseWhole(fields: Fields): TightenedPolicy {
  const head = parseHead(fields);
  const rules = listOf(field(fields, 'rules')).map(parseRule);
  const policy: Policy = {
    ...head,
    title: head.title ?? '',
    base: fields['base'] === undefined || fields['base'].value === null ? null : text(fields['base']),
    validFrom: head.validFrom ?? BRASIL_2026.validFrom,
    rules,
  };
  requireUniqueKeys(rules, '$.rules');
  requireLaw(BRASIL_2026, policy);
  return { policy, loosened: [] };
}

/**
 * Reads a policy from parsed JSON: a preset's `base` with `changes` and `add`, or a whole policy with its `rules`.
 * Unknown and missing fields are errors that name their path; so is any widening of a rule of law.
 */
export function parsePolicy(json: unknown): TightenedPolicy {
  const optional = ['title', 'base', 'validFrom', 'validTo', 'changes', 'add', 'rules'];
  const fields = fieldsOf({ value: json, path: '$' }, ['id', 'version'], optional);
  if (fields['rules'] === undefined) {
    return parseOverlay(fields);
  }
  for (const name of ['changes', 'add']) {
    if (fields[name] !== undefined) {
      refuse(`$.${name}`, 'goes with a base, not with a whole list of rules');
    }
  }
  return parseWhole(fields);
}

/** Reads the text of a policy file. */
export function parsePolicyText(source: string): TightenedPolicy {
  let json: unknown;
  try {
    json = JSON.parse(source);
  } catch (cause) {
    throw new CadenciaError('DLR_POLICY_INVALID', { detail: `$: is not JSON (${messageOf(cause)})`, cause });
  }
  return parsePolicy(json);
}
