import { readFile } from 'node:fs/promises';
import { AuditProblem } from '../audit-problem.js';
import { compilePolicy } from './compile-policy.js';
import { isGateFile, readGateFile } from './gate-file.js';
import type { Policy } from './policy.js';
import type { PolicyDocument } from './policy-document.js';
import { PRESETS } from './presets/preset-catalogue.js';

const SCHEMA = 'docs/reference/audit/policy.schema.json says how a policy is written';
const TEXTS = ['id', 'version'] as const;
const KEYS: ReadonlySet<string> = new Set([
  '$schema',
  'id',
  'version',
  'extends',
  'off',
  'openDays',
  'serviceWindow',
  'rules',
]);
const RULE_KEYS: ReadonlySet<string> = new Set([
  'id',
  'rule',
  'source',
  'from',
  'to',
  'uf',
  'purposes',
  'severity',
  'confirmed',
  'switchable',
  'fallback',
  'window',
  'parameters',
]);

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every((item) => typeof item === 'string'));
}

function checkShape(value: unknown, where: string): PolicyDocument {
  const refuse = (what: string, at: string): never => {
    throw new AuditProblem(what, at, SCHEMA);
  };
  if (!isObject(value)) {
    return refuse('not a JSON object', where);
  }
  for (const key of Object.keys(value)) {
    if (!KEYS.has(key)) {
      refuse(`no such key: ${key}`, where);
    }
  }
  for (const key of TEXTS) {
    if (typeof value[key] !== 'string') {
      refuse(`${key} must be a text`, where);
    }
  }
  if (!isTexts(value['off']) || !isTexts(value['openDays'])) {
    refuse('off and openDays must be lists of texts', where);
  }
  const { rules } = value;
  if (!Array.isArray(rules)) {
    return refuse('rules must be a list', where);
  }
  rules.forEach((rule: unknown, index) => {
    checkRuleShape(rule, (what) => refuse(what, `${where}.rules[${index}]`));
  });
  return value as unknown as PolicyDocument;
}

function checkRuleShape(rule: unknown, refuse: (what: string) => never): void {
  if (!isObject(rule)) {
    throw refuse('not a JSON object');
  }
  for (const key of Object.keys(rule)) {
    if (!RULE_KEYS.has(key)) {
      refuse(`no such key: ${key}`);
    }
  }
  const { source, window, parameters } = rule;
  if (typeof rule['id'] !== 'string' || typeof rule['rule'] !== 'string') {
    refuse('id and rule must be texts');
  }
  if (!isObject(source) || typeof source['act'] !== 'string' || typeof source['article'] !== 'string') {
    refuse('source must name act and article');
  }
  if (!isTexts(rule['uf']) || !isTexts(rule['purposes'])) {
    refuse('uf and purposes must be lists of texts');
  }
  if (
    !['undefined', 'string'].includes(typeof rule['from']) ||
    !['undefined', 'string'].includes(typeof rule['to'])
  ) {
    refuse('from and to must be dates');
  }
  if (rule['severity'] !== undefined && rule['severity'] !== 'block' && rule['severity'] !== 'warn') {
    refuse('severity must be block or warn');
  }
  if (
    window !== undefined &&
    !(isObject(window) && Object.values(window).every((text) => typeof text === 'string'))
  ) {
    refuse('window must give monFri and sat as texts');
  }
  if (
    window !== undefined &&
    (!isObject(window) || window['monFri'] === undefined || window['sat'] === undefined)
  ) {
    refuse('window must give monFri and sat');
  }
  if (parameters !== undefined && !isObject(parameters)) {
    refuse('parameters must be an object');
  }
}

/** The policy of a preset's id or of a JSON file, the dialer's own policy file included. */
export async function readPolicy(idOrFile: string): Promise<Policy> {
  const preset = PRESETS[idOrFile];
  if (preset !== undefined) {
    return compilePolicy(preset, idOrFile);
  }
  const text = await readFile(idOrFile, 'utf8').catch(() => {
    throw new AuditProblem(
      'neither a preset nor a file that can be read',
      `--policy ${idOrFile}`,
      `Presets: ${Object.keys(PRESETS).join(', ')}`,
    );
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw new AuditProblem(`not JSON (${thrown instanceof Error ? thrown.message : ''})`, idOrFile, SCHEMA);
  }
  return isGateFile(value)
    ? readGateFile(value, idOrFile)
    : compilePolicy(checkShape(value, idOrFile), idOrFile);
}
