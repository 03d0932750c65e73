/*
 * Reads the policy file of the dialer, so that one file says by what is dialled and by what it is audited. Nothing of
 * the dialer is used: the format is read here anew, and its figures are turned into the auditor's own.
 */
import { AuditProblem } from '../audit-problem.js';
import { OPTIONAL_DAYS } from '../calendar/holiday-calendar.js';
import { dayOfDate } from '../place/local-clock.js';
import { isRuleId, type RuleId } from '../rule-id.js';
import { compilePolicy } from './compile-policy.js';
import { parametersFromGate } from './gate-parameters.js';
import type { DayWindow, Policy, PolicyRule, WeekWindow } from './policy.js';
import { PRESETS } from './presets/preset-catalogue.js';

type Fields = Readonly<Record<string, unknown>>;

const SCHEMA = 'docs/reference/policy/policy.schema.json says how a policy of the dialer is written';
/** Hours of purposes: offers are R14's, the others R13's, whichever the file says. */
const BUT_OFFERS = ['cobranca', 'pesquisa', 'aviso', 'servico'];

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problem(what: string, where: string): AuditProblem {
  return new AuditProblem(what, where, SCHEMA);
}

/** True for a policy in the dialer's format: a preset's `base` with changes, or rules that have a `kind`. */
export function isGateFile(value: unknown): boolean {
  if (!isFields(value)) {
    return false;
  }
  const { rules } = value;
  return 'base' in value || (Array.isArray(rules) && rules.some((rule) => isFields(rule) && 'kind' in rule));
}

function fieldsAt(value: unknown, where: string): Fields {
  if (!isFields(value)) {
    throw problem('must be an object', where);
  }
  return value;
}

function textAt(fields: Fields, name: string, where: string): string {
  const value = fields[name];
  if (typeof value !== 'string') {
    throw problem('must be a text', `${where}.${name}`);
  }
  return value;
}

function listAt(fields: Fields, name: string, where: string): readonly unknown[] {
  const value = fields[name] ?? [];
  if (!Array.isArray(value)) {
    throw problem('must be a list', `${where}.${name}`);
  }
  return value;
}

/** First day of `2026-11-22`, `2026-11` or `2026`; `after` is the first day after it. */
function dayAt(text: unknown, after: boolean, where: string): number | null {
  if (text === undefined || text === null) {
    return null;
  }
  const match = typeof text === 'string' ? /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text) : null;
  if (match === null) {
    throw problem(`"${String(text)}" is no date`, where);
  }
  const [, year = '', month, day] = match;
  const first = dayOfDate(`${year}-${month ?? '01'}-${day ?? '01'}`);
  if (first === null) {
    throw problem(`"${String(text)}" is no date`, where);
  }
  if (!after) {
    return first;
  }
  if (day !== undefined) {
    return first + 1;
  }
  const [nextYear, nextMonth] =
    month === undefined || month === '12' ? [Number(year) + 1, 1] : [Number(year), Number(month) + 1];
  return dayOfDate(`${nextYear}-${String(nextMonth).padStart(2, '0')}-01`);
}

function spanAt(value: unknown, where: string): DayWindow {
  if (value === null || value === undefined) {
    return null;
  }
  const match = typeof value === 'string' ? /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(value) : null;
  if (match === null) {
    throw problem(`"${String(value)}" is no span such as 08:00-20:00, nor null`, where);
  }
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = match.slice(1).map(Number);
  const [fromMs, toMs] = [(fromHour * 60 + fromMinute) * 60_000, (toHour * 60 + toMinute) * 60_000];
  if (fromMs >= toMs || toMs > 86_400_000) {
    throw problem(`"${String(value)}" is no part of a day`, where);
  }
  return { fromMs, toMs };
}

const SHUT: WeekWindow = { monFri: null, sat: null, sun: null, clock: 'local' };

/** `window` with what the file sets of it. */
function windowOf(window: WeekWindow, given: Fields, where: string): WeekWindow {
  return {
    monFri: 'weekday' in given ? spanAt(given['weekday'], `${where}.weekday`) : window.monFri,
    sat: 'saturday' in given ? spanAt(given['saturday'], `${where}.saturday`) : window.sat,
    sun: 'sunday' in given ? spanAt(given['sunday'], `${where}.sunday`) : window.sun,
    clock: typeof given['zone'] === 'string' ? given['zone'] : window.clock,
  };
}

/** Null for all, as our entries have it. */
function among(value: unknown, where: string): readonly string[] | null {
  if (value === undefined || value === '*') {
    return null;
  }
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw problem('must be "*" or a list of texts', where);
  }
  return value;
}

function defaultsOf(rule: RuleId, law: Policy): PolicyRule['parameters'] {
  const known = law.rules.find((entry) => entry.rule === rule)?.parameters ?? {};
  // Figures of the auditor's own that no policy of the dialer has.
  return Object.fromEntries(
    ['shortMs', 'earlyMs', 'auditFrom', ...(rule === 'R06' ? ['calls'] : [])].flatMap((name) =>
      known[name] === undefined ? [] : [[name, known[name]]],
    ),
  );
}

/** The dialer blocks on more than a log can prove a breach of: how grave one is, the auditor says. */
function severityOf(rule: RuleId, said: unknown, law: Policy): PolicyRule['severity'] {
  const own = law.rules.some((entry) => entry.rule === rule && entry.severity === 'block') ? 'block' : 'warn';
  return said === 'warn' ? 'warn' : own;
}

/** The entries of a provision: none where the auditor has no such rule, two where hours bind offers and others. */
function entriesOf(value: unknown, law: Policy, where: string): readonly PolicyRule[] {
  const fields = fieldsAt(value, where);
  const rule = textAt(fields, 'id', where);
  if (!isRuleId(rule)) {
    return [];
  }
  const scope = fieldsAt(fields['scope'] ?? {}, `${where}.scope`);
  const source = fieldsAt(fields['source'], `${where}.source`);
  const given = fieldsAt(fields['parameters'], `${where}.parameters`);
  const named = among(scope['purposes'], `${where}.scope.purposes`);
  const also = among(scope['alsoPurposes'] ?? [], `${where}.scope.alsoPurposes`);
  const purposes = named === null || also === null ? null : [...named, ...also];
  const entry: PolicyRule = {
    id: typeof fields['key'] === 'string' ? fields['key'] : rule,
    rule,
    source: {
      act: textAt(source, 'act', `${where}.source`),
      article: typeof source['article'] === 'string' ? source['article'] : '',
    },
    from: dayAt(fields['validFrom'], false, `${where}.validFrom`),
    to: dayAt(fields['validTo'], true, `${where}.validTo`),
    ufs: among(scope['ufs'], `${where}.scope.ufs`),
    purposes,
    sectors: among(scope['sectors'], `${where}.scope.sectors`),
    modes: among(scope['modes'], `${where}.scope.modes`),
    severity: severityOf(rule, fields['severity'], law),
    confirmed: (fields['mark'] ?? 'confirmed') === 'confirmed',
    switchable: false,
    fallback: false,
    window: null,
    parameters: { ...defaultsOf(rule, law), ...parametersFromGate(rule, given) },
  };
  if (fields['kind'] !== 'hours') {
    return [entry];
  }
  const window = windowOf(SHUT, given, `${where}.parameters`);
  const others = (purposes ?? BUT_OFFERS).filter((purpose) => purpose !== 'oferta');
  const offers = purposes === null || purposes.includes('oferta');
  return [
    ...(others.length === 0 ? [] : [{ ...entry, rule: 'R13' as const, purposes: others, window }]),
    ...(offers ? [{ ...entry, rule: 'R14' as const, purposes: ['oferta'], window }] : []),
  ];
}

/** R15 as the dialer divides it: what the acts of states close, what stands in elsewhere, and customary days. */
function dayEntries(days: PolicyRule): readonly PolicyRule[] {
  const every = { sunday: true, national: true, state: true, municipal: true };
  const none = { sunday: false, national: false, state: false, municipal: false };
  const customary = { carnival: true, corpus_christi: true, year_end: true };
  const working = { carnival: false, corpus_christi: false, year_end: false };
  return [
    {
      ...days,
      id: 'R15.states',
      ufs: ['SP', 'RJ', 'AL', 'ES', 'AM', 'PA'],
      parameters: { ...every, ...working },
    },
    { ...days, id: 'R15.default', parameters: { ...every, ...working } },
    { ...days, id: 'R15.facultativos', parameters: { ...none, ...customary } },
  ];
}

/** Our entry of the dialer's provision. */
function ownIdOf(key: string): string {
  if (/^R\d\d$/.test(key)) {
    return `${key}-base`;
  }
  const [rule = '', name = ''] = key.split('.');
  if (rule === 'R15') {
    return key;
  }
  const law = rule === 'R13' ? ['default'] : ['PROBARE'];
  return law.includes(name) || /^[A-Z]{2}$/.test(name)
    ? `${rule}-${name === 'PROBARE' ? 'probare' : name}`
    : `${rule}-preset`;
}

function changed(base: Policy, law: Policy, value: unknown, where: string): Policy {
  const fields = fieldsAt(value, where);
  const key = textAt(fields, 'key', where);
  const set = fieldsAt(fields['set'], `${where}.set`);
  if (key === 'R13.servico' && base.serviceWindow !== null) {
    return { ...base, serviceWindow: windowOf(base.serviceWindow, set, `${where}.set`) };
  }
  const rule = key.split('.')[0] ?? '';
  if (!isRuleId(rule)) {
    return base;
  }
  const id = ownIdOf(key);
  const change = (entry: PolicyRule): PolicyRule => ({
    ...entry,
    // What stood in for missing law binds everywhere once it is the client's own.
    fallback: false,
    window: entry.window === null ? null : windowOf(entry.window, set, `${where}.set`),
    parameters: { ...entry.parameters, ...parametersFromGate(rule, set) },
  });
  if (base.rules.some((entry) => entry.id === id)) {
    return { ...base, rules: base.rules.map((entry) => (entry.id === id ? change(entry) : entry)) };
  }
  // Hours that our preset leaves out because its own are narrower; what neither has leaves no trace in a log.
  return { ...base, rules: [...base.rules, ...law.rules.filter((entry) => entry.id === id).map(change)] };
}

/** A preset with changes and further provisions. */
function readOverlay(fields: Fields, law: Policy, where: string): Policy {
  const name = textAt(fields, 'base', where);
  const preset = PRESETS[name];
  if (preset === undefined) {
    throw problem(`"${name}" is no preset: ${Object.keys(PRESETS).join(', ')}`, `${where}.base`);
  }
  const compiled = compilePolicy(preset, name);
  const divided = compiled.rules.flatMap((entry) => (entry.rule === 'R15' ? dayEntries(entry) : [entry]));
  let policy: Policy = { ...compiled, rules: divided };
  listAt(fields, 'changes', where).forEach((change, index) => {
    policy = changed(policy, law, change, `${where}.changes[${index}]`);
  });
  const added = listAt(fields, 'add', where).flatMap((rule, index) =>
    entriesOf(rule, law, `${where}.add[${index}]`),
  );
  return { ...policy, rules: [...policy.rules, ...added] };
}

/** The policy of a file in the dialer's format. */
export function readGateFile(value: unknown, where: string): Policy {
  const fields = fieldsAt(value, where);
  const name = { id: textAt(fields, 'id', where), version: textAt(fields, 'version', where) };
  const brasil = PRESETS['brasil-2026'];
  if (brasil === undefined) {
    throw new Error('The preset brasil-2026 is missing');
  }
  const law = compilePolicy(brasil, brasil.id);
  if (fields['rules'] === undefined) {
    return { ...readOverlay(fields, law, where), ...name };
  }
  const rules = listAt(fields, 'rules', where).flatMap((rule, index) =>
    entriesOf(rule, law, `${where}.rules[${index}]`),
  );
  return { ...name, rules, optionalDays: new Set(OPTIONAL_DAYS), serviceWindow: null };
}
