import { MOST_TRIES_KEPT } from '../contact/phone-history.js';
import { CadenciaError } from '../kernel/errors.js';
import { DAY } from '../kernel/time.js';
import { REASONS, type Reason } from '../outcome/outcome.js';
import { DEFAULT_RETRY, RETRY_PRESETS, type RetryPresetId } from './retry-presets.js';
import type { RetryLimits, RetryRule, RetryRules } from './retry-rules.js';

/** The range of each figure, for the reader, the API and the JSON schema. */
export interface FigureRange {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

const YEAR = 366 * DAY;
const count = (most: number, least = 1): FigureRange => ({ least, most, whole: true });
const span: FigureRange = { least: 0, most: YEAR, whole: true };

type Figure = Exclude<keyof RetryLimits, 'daysAfterFirst' | 'dayParts' | 'bestHours'>;

/** Ranges of the ceilings. A trial may set them to 1000; what a phone remembers bounds what they can mean above. */
export const RETRY_FIGURES: Readonly<Record<Figure | 'maxAttempts' | 'maxFreeAttempts', FigureRange>> = {
  maxAttempts: count(1000),
  maxFreeAttempts: count(1000, 0),
  spacingMs: span,
  perDay: count(1000),
  perSevenDays: count(1000),
  perPhoneDay: count(1000),
  perPhoneSevenDays: count(1000),
  perPhoneLife: count(1000),
  weakAfter: count(1000),
  deadAfter: count(1000),
  weakEvery: count(1000),
  leastPerThousand: { least: 0, most: 1000, whole: false },
  restMs: span,
  recycledAttempts: count(1000),
};
export const MOST_DAYS_AFTER_FIRST = 366;
export const RULE_FIGURES = {
  delayMs: span,
  growth: { least: 1, most: 100, whole: false },
  phoneRestMs: span,
} as const satisfies Record<string, FigureRange>;
const RULE_FLAGS = ['nextPhone', 'dropPhone', 'endsContact', 'free'] as const;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a cadence as it was stored or written by hand. What is absent takes the preset it names (`preset`), else the
 * product's default, so that settings of an older release are still read; what is wrong is named, never guessed.
 */
export function readRetryRules(stored: unknown, where = 'retry'): RetryRules {
  const fields = objectOf(stored ?? {}, where);
  const base = presetOf(fields['preset'], where);
  const known = new Set([
    'preset',
    'byReason',
    'daysAfterFirst',
    'dayParts',
    'bestHours',
    ...Object.keys(RETRY_FIGURES),
  ]);
  refuseUnknown(fields, known, where);
  const figures = Object.entries(RETRY_FIGURES).map(([name, range]) => {
    const fallback = base[name as keyof typeof RETRY_FIGURES];
    return [name, fields[name] === undefined ? fallback : figureOf(fields[name], range, `${where}.${name}`)];
  });
  const rules = {
    ...base,
    ...(Object.fromEntries(figures) as Pick<RetryRules, keyof typeof RETRY_FIGURES>),
    daysAfterFirst: daysOf(fields['daysAfterFirst'], base, where),
    dayParts: wordOf(fields['dayParts'], ['spread', 'any'] as const, base.dayParts, `${where}.dayParts`),
    bestHours: flagOf(fields['bestHours'], base.bestHours, `${where}.bestHours`),
    byReason: tableOf(fields['byReason'], base, where),
  };
  checkTogether(rules, where);
  return rules;
}

function presetOf(name: unknown, where: string): RetryRules {
  if (name === undefined) {
    return DEFAULT_RETRY;
  }
  if (typeof name !== 'string' || !Object.hasOwn(RETRY_PRESETS, name)) {
    throw wrong(`${where}.preset`, name, `one of ${Object.keys(RETRY_PRESETS).join(', ')}`);
  }
  return RETRY_PRESETS[name as RetryPresetId];
}

function tableOf(stored: unknown, base: RetryRules, where: string): RetryRules['byReason'] {
  const fields = objectOf(stored ?? {}, `${where}.byReason`);
  refuseUnknown(fields, new Set(REASONS), `${where}.byReason`);
  return Object.fromEntries(
    REASONS.map((reason) => [
      reason,
      ruleOf(fields[reason], base.byReason[reason], `${where}.byReason.${reason}`),
    ]),
  ) as Record<Reason, RetryRule>;
}

function ruleOf(stored: unknown, base: RetryRule, where: string): RetryRule {
  if (stored === undefined) {
    return base;
  }
  const fields = objectOf(stored, where);
  refuseUnknown(fields, new Set([...RULE_FLAGS, ...Object.keys(RULE_FIGURES)]), where);
  const figure = (name: keyof typeof RULE_FIGURES): number =>
    fields[name] === undefined ? base[name] : figureOf(fields[name], RULE_FIGURES[name], `${where}.${name}`);
  const flag = (name: (typeof RULE_FLAGS)[number]): boolean =>
    flagOf(fields[name], base[name], `${where}.${name}`);
  return {
    delayMs: figure('delayMs'),
    growth: figure('growth'),
    nextPhone: flag('nextPhone'),
    dropPhone: flag('dropPhone'),
    endsContact: flag('endsContact'),
    free: flag('free'),
    phoneRestMs: figure('phoneRestMs'),
  };
}

/** What one figure alone cannot tell. */
export function checkTogether(rules: RetryRules, where: string): void {
  if (rules.deadAfter < rules.weakAfter) {
    throw wrong(`${where}.deadAfter`, rules.deadAfter, `weakAfter (${rules.weakAfter}) or more`);
  }
  const bounded = rules.perPhoneSevenDays <= MOST_TRIES_KEPT || rules.perPhoneSevenDays === 1000;
  if (!bounded) {
    const what = `at most ${MOST_TRIES_KEPT} (a phone remembers no more dials), or 1000 for no ceiling`;
    throw wrong(`${where}.perPhoneSevenDays`, rules.perPhoneSevenDays, what);
  }
}

function daysOf(stored: unknown, base: RetryRules, where: string): number | null {
  if (stored === undefined || stored === null) {
    return stored === null ? null : base.daysAfterFirst;
  }
  const range = { least: 0, most: MOST_DAYS_AFTER_FIRST, whole: true };
  return figureOf(stored, range, `${where}.daysAfterFirst`);
}

function objectOf(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong(where, value, 'an object');
  }
  return value as Fields;
}

function refuseUnknown(fields: Fields, known: ReadonlySet<string>, where: string): void {
  const unknown = Object.keys(fields).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `${where}.${unknown.slice(0, 40)} is no setting of a cadence; take it out or mend its name.`,
    });
  }
}

function figureOf(value: unknown, { least, most, whole }: FigureRange, where: string): number {
  const fits = typeof value === 'number' && value >= least && value <= most;
  if (!fits || (whole && !Number.isInteger(value))) {
    throw wrong(where, value, `a ${whole ? 'whole ' : ''}number from ${least} to ${most}`);
  }
  return value;
}

function flagOf(value: unknown, fallback: boolean, where: string): boolean {
  if (value !== undefined && typeof value !== 'boolean') {
    throw wrong(where, value, 'true or false');
  }
  return value ?? fallback;
}

function wordOf<Word extends string>(
  value: unknown,
  words: readonly Word[],
  fallback: Word,
  where: string,
): Word {
  const found = value === undefined ? fallback : words.find((word) => word === value);
  if (found === undefined) {
    throw wrong(where, value, words.join(' or '));
  }
  return found;
}

function wrong(where: string, value: unknown, wanted: string): CadenciaError {
  const shown = (JSON.stringify(value) ?? 'undefined').slice(0, 40);
  return new CadenciaError('DLR_INPUT_INVALID', { detail: `${where} is ${shown}: it must be ${wanted}.` });
}
