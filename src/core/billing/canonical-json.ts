import { type Exact, exactText } from './exact.js';

function isExact(value: object): value is Exact {
  return typeof (value as Partial<Exact>).denominator === 'bigint';
}

/**
 * One text for equal values: names sorted by code unit, nothing between the tokens (as RFC 8785; numbers here are whole
 * numbers alone). Exact numbers are their own text; a set is its sorted members. `unordered` sorts lists too.
 */
export function canonicalJson(value: unknown, unordered = false): string {
  const inner = (one: unknown): string => canonicalJson(one, unordered);
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value) ?? 'null';
  }
  if (Array.isArray(value)) {
    const texts = value.map(inner);
    return `[${(unordered ? texts.sort() : texts).join(',')}]`;
  }
  if (value instanceof Map) {
    return inner(Object.fromEntries(value));
  }
  if (value instanceof Set) {
    return `[${[...value].map(inner).sort().join(',')}]`;
  }
  if (isExact(value)) {
    return JSON.stringify(exactText(value));
  }
  const names = Object.keys(value).sort();
  const fields = value as Readonly<Record<string, unknown>>;
  return `{${names.map((name) => `${JSON.stringify(name)}:${inner(fields[name])}`).join(',')}}`;
}
