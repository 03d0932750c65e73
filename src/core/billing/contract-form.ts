import { DISPOSITIONS, type Disposition } from '../outcome/disposition.js';
import { OUTCOMES, REASONS } from '../outcome/outcome.js';
import { bandTable } from './band-table.js';
import {
  amount,
  clock,
  date,
  decimal,
  described,
  type Formed,
  flag,
  type JsonSchema,
  listOf,
  mapOf,
  name,
  objectOf,
  oneField,
  oneOf,
  optional,
  orNull,
  text,
  whole,
} from './form.js';
import { condition, formula, formulaDefinitions } from './formula.js';

/** The unit of written services. */
export const MULTIMEDIA_UNIT = 'multimidia';

/** Facts a contract may insist on. */
export const REQUIRED_FACTS = [
  'milestones',
  'corrections',
  'multimedia',
  'volumes',
  'balances',
  'measures',
  'quality',
  'complaints',
  'surveys',
  'hours',
  'history',
] as const;

/** Which days an index looks at. */
export const DAY_KINDS = ['all', 'special', 'ordinary'] as const;

const dateOrNull = optional(orNull(date), () => null);
/** Names of services, `#tag` for all with a tag, `-name` or `-#tag` to leave some out; empty is all. */
const services = optional(listOf(text), () => []);
const words = <const W extends string>(list: readonly W[]) => optional(listOf(oneOf(list)), () => []);
const title = optional(text, () => '');
const clause = described(
  'Where the contract says so',
  optional(text, () => ''),
);

const priceForm = objectOf({
  service: described(
    'A service, or * for all',
    optional(text, () => '*'),
  ),
  unit: name,
  language: optional(text, () => '*'),
  band: optional(text, () => '*'),
  value: described(
    'Price of one',
    optional(orNull(amount), () => null),
  ),
  share: described(
    'Instead of a value: a share of another unit’s price, not rounded',
    optional(orNull(objectOf({ of: name, percent: amount })), () => null),
  ),
  validFrom: dateOrNull,
  validTo: dateOrNull,
});
export type Price = Formed<typeof priceForm>;

const serviceForm = objectOf({
  title: text,
  tags: optional(listOf(name), () => []),
  units: described('What is paid in it', listOf(name)),
  referenceUnit: described(
    'The unit whose price is “the VA of the service”',
    optional(orNull(name), () => null),
  ),
});

const CALL_COUNTS = ['received', 'answered', 'abandoned', 'attempts', 'talk_seconds'] as const;

const partForm = oneField({
  calls: objectOf({
    count: oneOf(CALL_COUNTS),
    /** Answered: agent within so many seconds. Abandoned: only after more than so many. */
    seconds: optional(orNull(whole(0, 86_400)), () => null),
    services,
  }),
  units: objectOf({ units: listOf(name, 1), services }),
  value: objectOf({ units: listOf(name, 1), services }),
  price: objectOf({ unit: optional(orNull(name), () => null) }),
  measure: objectOf({ of: name, side: oneOf(['numerator', 'denominator']), services }),
  volume: oneOf(['offered', 'mean_of_three_months']),
  balance: objectOf({ portfolio: name, side: oneOf(['received', 'expected']) }),
  complaints: objectOf({ justified: optional(flag, () => true) }),
  occurrences: objectOf({}),
  quality: name,
  item: name,
  multimedia: objectOf({
    count: oneOf(['services', 'begun']),
    seconds: optional(orNull(whole(0, 86_400)), () => null),
    services,
  }),
  lateness: objectOf({ table: name }),
  notes: objectOf({ count: oneOf(['answered', 'asked']) }),
  noteValue: objectOf({ table: name, unanswered: formula }),
  index: objectOf({
    title,
    of: described(
      'Without it, facts alone measure it under its name',
      optional(orNull(formula), () => null),
    ),
    over: optional(orNull(formula), () => null),
    percent: optional(flag, () => true),
    decimals: optional(whole(0, 6), () => 2),
    least: described(
      'Least `over` that is looked at',
      optional(orNull(decimal()), () => null),
    ),
    days: optional(oneOf(DAY_KINDS), () => 'all'),
  }),
  formula: objectOf({ title, is: formula }),
});
export type Part = Formed<typeof partForm>;

/** What a step makes a line for. */
export const LINE_SCOPES = ['period', 'service', 'day', 'service_day'] as const;
/** Facts of which each one makes a line. */
export const LINE_ITEMS = ['complaints', 'late_payments', 'repeat_offences'] as const;

const chargeForm = objectOf({
  id: name,
  title: text,
  units: listOf(name, 1),
  services,
  source: optional(oneOf(['calls', 'hours']), () => 'calls'),
  clause,
});

const linesForm = objectOf({
  id: name,
  title: text,
  for: oneOf(LINE_SCOPES),
  services,
  each: optional(orNull(oneOf(LINE_ITEMS)), () => null),
  indicator: described(
    'What it judges: waivers and justifications name it',
    optional(orNull(name), () => null),
  ),
  target: described(
    'Holds where the indicator meets its target, for warnings and repeat offences',
    optional(orNull(condition), () => null),
  ),
  if: optional(orNull(condition), () => null),
  amount: formula,
  clause,
});

const deductionsForm = objectOf({
  id: name,
  title: text,
  /** Index and table of each indicator; a missed day costs the table's share of `of`. */
  indicators: listOf(objectOf({ index: name, table: name }), 1),
  for: oneOf(['period', 'day']),
  of: formula,
  if: optional(orNull(condition), () => null),
  clause,
});

const stepForm = oneField({ charge: chargeForm, lines: linesForm, deductions: deductionsForm });
export type Step = Formed<typeof stepForm>;
export type ChargeStep = Formed<typeof chargeForm>;
export type LinesStep = Formed<typeof linesForm>;
export type DeductionsStep = Formed<typeof deductionsForm>;

const warningForm = objectOf({
  id: name,
  text,
  scope: oneOf(LINE_SCOPES),
  services,
  indicator: described(
    'Days on which it is waived do not count',
    optional(orNull(name), () => null),
  ),
  /** Days on which `if` holds before the warning is given. */
  days: optional(whole(1, 31), () => 1),
  if: condition,
  clause,
});

const classesForm = objectOf({
  dispositions: described(
    'Dispositions that this contract classes otherwise than the log',
    optional(mapOf(objectOf({ outcome: oneOf(OUTCOMES), reason: oneOf(REASONS) })), () => new Map()),
  ),
  neverBilled: described('Reasons that are never paid, whatever the class', words(REASONS)),
  pays: described(
    'The unit each class is paid as; null is not paid',
    objectOf({
      efetivada: orNull(name),
      concretizada: orNull(name),
      sucesso: orNull(name),
      receptivo: optional(orNull(name), () => null),
    }),
  ),
});

/** A contract: everything that a bill needs to know beside the log and the facts. */
export const contractForm = objectOf({
  id: name,
  version: name,
  title: text,
  source: described(
    'The document it was read from',
    optional(text, () => ''),
  ),
  validFrom: date,
  validTo: dateOrNull,
  lastDay: described('Last day of a period: 1 to 28, or 31 for the end of the month', whole(1, 31)),
  graceDays: described(
    'Days from the milestone `start` on without deductions',
    optional(whole(0, 366), () => 0),
  ),
  dueBusinessDay: described(
    'Business day of the next month on which it is paid',
    optional(whole(1, 10), () => 5),
  ),
  multimediaMinutes: described(
    'Messages of a client within so many minutes are one service; null: each is one',
    optional(orNull(whole(1, 1440)), () => null),
  ),
  referenceLanguage: described(
    'Language of “the VA of the service”',
    optional(text, () => '*'),
  ),
  referenceBand: described(
    'Hour band of “the VA of the service”',
    optional(text, () => '*'),
  ),
  disasterKeeps: described(
    'Indicators that are judged in a natural disaster too',
    optional(listOf(name), () => []),
  ),
  missedMonths: described(
    'A warning when so many of the last months had misses that were deducted',
    optional(orNull(objectOf({ least: whole(1, 24), of: whole(1, 24), text, clause })), () => null),
  ),
  requires: words(REQUIRED_FACTS),
  classes: classesForm,
  hourBands: mapOf(objectOf({ from: clock, to: clock })),
  services: mapOf(serviceForm),
  otherServices: described(
    'The service under which calls of any other name are billed; null refuses them',
    optional(orNull(name), () => null),
  ),
  prices: listOf(priceForm, 1),
  tables: optional(mapOf(bandTable), () => new Map()),
  parts: optional(mapOf(partForm), () => new Map()),
  steps: listOf(stepForm, 1),
  warnings: optional(listOf(warningForm), () => []),
  readings: described(
    'How open text is read; printed with each bill',
    optional(mapOf(text), () => new Map()),
  ),
});
export type Contract = Formed<typeof contractForm>;

/** The published schema of a contract file. */
export function contractSchema(): JsonSchema {
  return {
    $id: 'urn:cadencia:schema:contract',
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A contract, as `cadencia bill --contract` takes it',
    ...contractForm.schema(),
    $defs: formulaDefinitions(),
  };
}

/** True when the word is a disposition of the log. */
export function isKnownDisposition(word: string): word is Disposition {
  return Object.hasOwn(DISPOSITIONS, word);
}
