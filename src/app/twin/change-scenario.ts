import { parse } from 'yaml';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';

/** One setting to change: its dotted path in the scenario, and the value as written. */
export interface ScenarioChange {
  readonly key: string;
  readonly value: string;
}

/** Keys of a campaign may be written alone: they then change every campaign. */
const CAMPAIGN_KEYS: ReadonlySet<string> = new Set([
  'strategy',
  'mode',
  'cap',
  'power_ratio',
  'amd',
  'amd_deadline_seconds',
  'ring_timeout_seconds',
  'connect_deadline_seconds',
  'policy',
  'purpose',
  'mailing',
  'group_modes',
]);

function refused(detail: string): CadenciaError {
  return new CadenciaError('DLR_INPUT_INVALID', { detail });
}

/** Reads `key=value`. */
export function parseChange(text: string): ScenarioChange {
  const at = text.indexOf('=');
  if (at < 1) {
    throw refused(`'${text.slice(0, 60)}' is no setting: write key=value, such as cap=0.01`);
  }
  return { key: text.slice(0, at).trim(), value: text.slice(at + 1).trim() };
}

/** Reads `key=v1,v2,…`; a value with commas of its own is put in brackets, as `[vicidial-hard:max=4,target=-1]`. */
export function parseVariation(text: string): readonly ScenarioChange[] {
  const { key, value } = parseChange(text);
  const values = value.match(/\[[^\]]*\]|[^,]+/g) ?? [];
  if (values.length === 0) {
    throw refused(`'${key}' is to be varied over nothing: write ${key}=v1,v2`);
  }
  return values.map((one) => ({ key, value: one.trim().replace(/^\[(.*)\]$/, '$1') }));
}

function writtenValue({ key, value }: ScenarioChange): unknown {
  if (key.endsWith('strategy')) {
    return value;
  }
  try {
    return parse(value) as unknown;
  } catch (cause) {
    throw refused(`The value of ${key} cannot be read: ${messageOf(cause).split('\n')[0]}`);
  }
}

function put(holder: unknown, path: readonly string[], value: unknown, key: string): void {
  const [first = '', ...rest] = path;
  if (typeof holder !== 'object' || holder === null) {
    throw refused(`There is nothing at '${key}' in the scenario that could be changed`);
  }
  if (Array.isArray(holder) && !/^\d+$/.test(first)) {
    for (const item of holder) {
      put(item, path, value, key);
    }
    return;
  }
  const record = holder as Record<string, unknown>;
  if (rest.length === 0) {
    record[first] = value;
    return;
  }
  record[first] ??= {};
  put(record[first], rest, value, key);
}

/**
 * The written scenario with the changes applied; it stays as it was. A list met on the way is changed in all its items
 * unless the path names one by its number: `agents.count=10`, `agents.0.count=10`.
 */
export function changeScenario(source: unknown, changes: readonly ScenarioChange[]): unknown {
  const copy: unknown = structuredClone(source);
  for (const change of changes) {
    const path = change.key.split('.');
    const whole = CAMPAIGN_KEYS.has(path[0] ?? '') ? ['campaigns', ...path] : path;
    if (whole.some((part) => ['', '__proto__', 'constructor', 'prototype'].includes(part))) {
      throw refused(`'${change.key.slice(0, 60)}' is no key of a scenario`);
    }
    put(copy, whole, writtenValue(change), change.key);
  }
  return copy;
}

/** Every combination of one value of each variation; one empty combination when nothing is varied. */
export function combinations(
  variations: readonly (readonly ScenarioChange[])[],
): readonly (readonly ScenarioChange[])[] {
  return variations.reduce<readonly (readonly ScenarioChange[])[]>(
    (found, values) => found.flatMap((so) => values.map((value) => [...so, value])),
    [[]],
  );
}
