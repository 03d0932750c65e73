import { AuditProblem } from '../audit-problem.js';
import { OPTIONAL_DAYS, type OptionalDay } from '../calendar/holiday-calendar.js';
import { FEDERATIVE_UNITS } from '../place/federative-units.js';
import { dayOfDate } from '../place/local-clock.js';
import { isRuleId } from '../rule-id.js';
import type { DayWindow, ParameterValue, Policy, PolicyRule, WeekWindow } from './policy.js';
import type { PolicyDocument, RuleDocument } from './policy-document.js';
import { BRASIL_2026 } from './presets/brasil-2026.js';
import { PRESETS } from './presets/preset-catalogue.js';

const PURPOSES: ReadonlySet<string> = new Set(['cobranca', 'oferta', 'pesquisa', 'aviso', 'servico']);

const MAXIMUM = 'a larger value is laxer';
const MINIMUM = 'a smaller value is laxer';

/** Which way a parameter may be moved by a policy that extends another. */
const LAXER: Readonly<Record<string, typeof MAXIMUM | typeof MINIMUM>> = {
  calls: MAXIMUM,
  share: MAXIMUM,
  shareFrom: MAXIMUM,
  forecast: MAXIMUM,
  lines: MAXIMUM,
  attempts: MAXIMUM,
  perNumber: MAXIMUM,
  perPerson: MAXIMUM,
  ageMs: MAXIMUM,
  withinMs: MAXIMUM,
  earlyMs: MAXIMUM,
  activeMs: MAXIMUM,
  protocolMs: MAXIMUM,
  shiftMs: MAXIMUM,
  auditFrom: MAXIMUM,
  shortMs: MINIMUM,
  gapMs: MINIMUM,
  hours: MINIMUM,
  pauseHours: MINIMUM,
  ringMs: MINIMUM,
  pauseMs: MINIMUM,
  edgeMs: MINIMUM,
  mealMs: MINIMUM,
  months: MINIMUM,
};

function problem(what: string, where: string): AuditProblem {
  return new AuditProblem(
    what,
    where,
    'docs/reference/audit/policy.schema.json says how a policy is written',
  );
}

function parseWindow(text: string, where: string): DayWindow {
  if (text === 'closed') {
    return null;
  }
  const match = /^([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/.exec(text);
  if (match === null) {
    throw problem(`"${text}" is no window such as 08:00-20:00, nor closed`, where);
  }
  const [, fromHour, fromMinute, toHour, toMinute] = match.map(Number);
  const fromMs = ((fromHour ?? 0) * 60 + (fromMinute ?? 0)) * 60_000;
  const toMs = ((toHour ?? 0) * 60 + (toMinute ?? 0)) * 60_000;
  if (fromMs >= toMs) {
    throw problem(`the window ${text} ends before it begins`, where);
  }
  return { fromMs, toMs };
}

function compileWindow(window: NonNullable<RuleDocument['window']>, where: string): WeekWindow {
  return {
    monFri: parseWindow(window.monFri, `${where}.monFri`),
    sat: parseWindow(window.sat, `${where}.sat`),
    sun: parseWindow(window.sun ?? 'closed', `${where}.sun`),
    clock: window.clock ?? 'local',
  };
}

function parseBound(text: string | undefined, where: string): number | null {
  if (text === undefined) {
    return null;
  }
  const day = dayOfDate(text);
  if (day === null) {
    throw problem(`"${text}" is no date such as 2026-11-22`, where);
  }
  return day;
}

function known(
  words: readonly string[] | undefined,
  allowed: (word: string) => boolean,
  where: string,
): readonly string[] | null {
  const stranger = words?.find((word) => !allowed(word));
  if (stranger !== undefined) {
    throw problem(`"${stranger}" is not known here`, where);
  }
  return words ?? null;
}

function compileRule(rule: RuleDocument, where: string): PolicyRule {
  if (!isRuleId(rule.rule)) {
    throw problem(`"${rule.rule}" is no rule: R01 … R47`, `${where}.rule`);
  }
  if ((rule.rule === 'R13' || rule.rule === 'R14') && rule.window === undefined) {
    throw problem(`${rule.rule} needs a window`, where);
  }
  return {
    id: rule.id,
    rule: rule.rule,
    source: rule.source,
    from: parseBound(rule.from, `${where}.from`),
    to: parseBound(rule.to, `${where}.to`),
    ufs: known(rule.uf, (uf) => FEDERATIVE_UNITS.includes(uf), `${where}.uf`),
    purposes: known(rule.purposes, (purpose) => PURPOSES.has(purpose), `${where}.purposes`),
    severity: rule.severity ?? 'block',
    confirmed: rule.confirmed ?? false,
    switchable: rule.switchable ?? false,
    fallback: rule.fallback ?? false,
    window: rule.window === undefined ? null : compileWindow(rule.window, `${where}.window`),
    parameters: rule.parameters ?? {},
  };
}

/** A parameter that is moved must be moved to the stricter side of every entry of the base. */
function checkTightens(added: PolicyRule, base: readonly PolicyRule[], where: string): void {
  for (const [name, value] of Object.entries(added.parameters)) {
    const law = base.find((rule) => rule.rule === added.rule && rule.parameters[name] !== undefined);
    const bound: ParameterValue | undefined = law?.parameters[name];
    if (law === undefined || bound === undefined) {
      throw problem(`${added.rule} has no parameter ${name}`, where);
    }
    const direction = LAXER[name];
    const laxer =
      typeof value !== 'number' || typeof bound !== 'number'
        ? value !== bound
        : direction === MAXIMUM
          ? value > bound
          : direction === MINIMUM
            ? value < bound
            : value !== bound;
    if (laxer) {
      throw problem(
        `${name} ${value} would widen ${added.rule} (${law.source.act}), which says ${bound}; a policy may only tighten`,
        where,
      );
    }
  }
}

function withoutOff(base: Policy, off: readonly string[], where: string): readonly PolicyRule[] {
  for (const id of off) {
    const rule = base.rules.find((candidate) => candidate.id === id);
    if (rule === undefined || !rule.switchable) {
      throw problem(
        rule === undefined
          ? `${base.id} has no entry ${id}`
          : `${id} (${rule.source.act}) cannot be switched off`,
        `${where}.off`,
      );
    }
  }
  return base.rules.filter((rule) => !off.includes(rule.id));
}

function closedDays(document: PolicyDocument, base: Policy | null, where: string): ReadonlySet<OptionalDay> {
  const stranger = document.openDays?.find((day) => !(OPTIONAL_DAYS as readonly string[]).includes(day));
  if (stranger !== undefined) {
    throw problem(`"${stranger}" is none of ${OPTIONAL_DAYS.join(', ')}`, `${where}.openDays`);
  }
  return new Set(
    [...(base?.optionalDays ?? OPTIONAL_DAYS)].filter((day) => !document.openDays?.includes(day)),
  );
}

/** The policy of a document on top of what it extends; every own policy stands on the law. */
export function compilePolicy(document: PolicyDocument, where: string): Policy {
  const preset = PRESETS[document.id] === document;
  const baseId = document.extends ?? (document === BRASIL_2026 ? null : BRASIL_2026.id);
  const baseDocument = baseId === null ? null : PRESETS[baseId];
  if (baseDocument === undefined) {
    throw problem(`extends "${baseId}", which is no preset`, `${where}.extends`);
  }
  const base = baseDocument === null ? null : compilePolicy(baseDocument, baseDocument.id);
  const added = document.rules.map((rule, index) => compileRule(rule, `${where}.rules[${index}]`));
  if (!preset) {
    if (document.serviceWindow !== undefined) {
      throw problem(
        'only the preset servico-diario has a serviceWindow; extend it',
        `${where}.serviceWindow`,
      );
    }
    for (const [index, rule] of added.entries()) {
      checkTightens(rule, base?.rules ?? [], `${where}.rules[${index}]`);
    }
  }
  return {
    id: document.id,
    version: document.version,
    rules: [...(base === null ? [] : withoutOff(base, document.off ?? [], where)), ...added],
    optionalDays: closedDays(document, base, where),
    serviceWindow:
      document.serviceWindow === undefined
        ? (base?.serviceWindow ?? null)
        : compileWindow(document.serviceWindow, `${where}.serviceWindow`),
  };
}
