import { z } from 'zod';
import { CALL_MODES } from '../../src/core/call-log/call-log-row.js';
import { PURPOSES, SECTORS } from '../../src/core/campaign/campaign.js';
import { BASES, MARKS, SEVERITIES } from '../../src/core/compliance/policy.js';
import { BRASIL_2026 } from '../../src/core/compliance/presets/brasil-2026.js';
import { PRESETS } from '../../src/core/compliance/presets/find-preset.js';
import {
  PARAMETER_FORMS,
  type ParameterForm,
  type RuleKind,
} from '../../src/core/compliance/rule-parameters.js';
import { UFS } from '../../src/core/numbering/municipality.js';

/**
 * What a policy file may look like, said once more apart from its reader, for the published schema. Three things no
 * schema can say are the reader's alone: that no provision of law is widened or left out, and no key is there twice.
 */
const LEAP_YEAR = '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)';
const MONTH_AND_DAY = [
  '(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])',
  '(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)',
  '02-(?:0[1-9]|1\\d|2[0-8])',
].join('|');
const DATE = new RegExp(`^(?:\\d{4}(?:-(?:0[1-9]|1[0-2]))?|\\d{4}-(?:${MONTH_AND_DAY})|${LEAP_YEAR}-02-29)$`);
const CLOCK = '(?:(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)';
/** The first digit in which the two times differ is the smaller one in the first: it begins before it ends. */
const LATER_DIGIT = [0, 1, 2, 3, 4, 5, 6, 7, 8]
  .map((digit) => `${digit}[\\d:]*-\\1[${digit + 1}-9]`)
  .join('|');
const SPAN = new RegExp(`^(?=${CLOCK}-${CLOCK}$)([\\d:]*)(?:${LATER_DIGIT})`);

const text = z.string();
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
const date = z
  .string()
  .regex(DATE)
  .meta({ id: 'date', description: 'A date, or a month or year from whose first day on.' });
const span = z
  .union([z.null(), z.string().regex(SPAN)])
  .meta({ id: 'span', description: 'Open from the first to just before the second; null is closed.' });
const clock = z.union([z.null(), z.string().regex(new RegExp(`^${CLOCK}$`))]).meta({ id: 'clock' });

function figureOf(form: ParameterForm): z.ZodType {
  switch (form.type) {
    case 'number':
      return z.number().min(form.least).max(form.most);
    case 'switch':
      return z.boolean();
    case 'span':
      return span;
    case 'clock':
      return clock;
    case 'word':
      return z.enum(form.words as [string, ...string[]]);
  }
}

function shapeOf(kind: RuleKind): Record<string, z.ZodType> {
  const forms: Readonly<Record<string, ParameterForm>> = PARAMETER_FORMS[kind];
  return Object.fromEntries(Object.entries(forms).map(([key, form]) => [key, figureOf(form)]));
}

const KINDS = Object.keys(PARAMETER_FORMS) as readonly RuleKind[];
const FIGURES = new Map(KINDS.map((kind) => [kind, z.strictObject(shapeOf(kind)).meta({ id: kind })]));
const SETTINGS = new Map(
  KINDS.map((kind) => [
    kind,
    z
      .strictObject(shapeOf(kind))
      .partial()
      .meta({ id: `some_${kind}` }),
  ]),
);

const among = (words: readonly string[]) =>
  z.union([z.literal('*'), z.array(z.enum(words as [string, ...string[]]))]);
const source = z.strictObject({ act: text, article: text.optional() }).meta({ id: 'source' });
const scope = z
  .strictObject({
    ufs: among(UFS).optional(),
    purposes: among(PURPOSES).optional(),
    sectors: among(SECTORS).optional(),
    modes: among(CALL_MODES).optional(),
    alsoPurposes: among(PURPOSES).optional(),
  })
  .meta({ id: 'scope' });

function anyOf(options: readonly z.ZodType[]): z.ZodType {
  return z.union(options as [z.ZodType, ...z.ZodType[]]);
}

/** One form for each kind, told apart by a field. */
function byField(field: 'kind' | 'key' | 'base', forms: readonly z.ZodObject[]): z.ZodType {
  return z.discriminatedUnion(field, forms as [z.ZodObject, ...z.ZodObject[]]);
}

const words = (found: Iterable<string>) => z.enum([...new Set(found)] as [string, ...string[]]);
const ruleIdsOf = (kind: RuleKind) =>
  BRASIL_2026.rules.filter((one) => one.kind === kind).map(({ id }) => id);
const USED_KINDS = KINDS.filter((kind) => ruleIdsOf(kind).length > 0);

const dateOrNull = date.nullable().meta({ id: 'date_or_null' });
const basis = z.enum(BASES).meta({ id: 'basis' });
const mark = z.enum(MARKS).meta({ id: 'mark' });
const severity = z.enum(SEVERITIES).meta({ id: 'severity' });

const rule = byField(
  'kind',
  USED_KINDS.map((kind) =>
    z.strictObject({
      id: words(ruleIdsOf(kind)),
      key: text.optional(),
      kind: z.literal(kind),
      source,
      basis,
      mark: mark.optional(),
      severity: severity.optional(),
      validFrom: date,
      validTo: dateOrNull.optional(),
      scope: scope.optional(),
      parameters: FIGURES.get(kind) ?? z.never(),
      note: text.optional(),
    }),
  ),
).meta({ id: 'rule' });

function changeOf({ rules }: (typeof PRESETS)[number]): z.ZodType {
  const keysOf = (kind: RuleKind) => rules.filter((one) => one.kind === kind).map(({ key }) => key);
  return byField(
    'key',
    USED_KINDS.filter((kind) => keysOf(kind).length > 0).map((kind) =>
      z.strictObject({ key: words(keysOf(kind)), set: SETTINGS.get(kind) ?? z.never() }),
    ),
  );
}

const head = {
  id: name,
  version: name,
  title: text.optional(),
  validFrom: dateOrNull.optional(),
  validTo: dateOrNull.optional(),
};

const overlays = PRESETS.map((preset) =>
  z.strictObject({
    ...head,
    base: z.literal(preset.id),
    changes: z.array(changeOf(preset)).optional(),
    add: z.array(rule).optional(),
  }),
);

/** A policy file: a preset's `base` with changes and additions, or every provision. */
export const POLICY_FORM = anyOf([
  byField('base', overlays),
  z.strictObject({ ...head, base: text.nullable().optional(), rules: z.array(rule) }),
]).meta({ title: 'A compliance policy' });
