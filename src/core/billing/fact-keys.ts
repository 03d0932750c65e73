import { canonicalJson } from './canonical-json.js';

/** The fields that tell one fact of a list from another; a list without them is told by all its fields. */
export const FACT_KEYS = {
  corrections: ['id'],
  disputes: ['attemptId'],
  transfers: ['to'],
  multimedia: ['id'],
  volumes: ['service', 'day'],
  balances: ['client', 'portfolio', 'day'],
  measures: ['of', 'service', 'day'],
  quality: ['period', 'group'],
  complaints: ['id'],
  failures: ['id'],
  waivers: [],
  newServices: ['service'],
  justified: ['indicator', 'day'],
  hours: ['period', 'role'],
  occurrences: ['id'],
  latePayments: ['id'],
  history: [],
} as const;
export type FactList = keyof typeof FACT_KEYS;

type Values = Readonly<Record<string, unknown>>;

/** What tells a fact from the others of its list. */
export function factKeyOf(list: FactList, fact: Values): string {
  const fields: readonly string[] = FACT_KEYS[list];
  const key = fields.map((field) => String(fact[field] ?? '')).join(' ');
  // A client may leave on a day that also has a balance; two balances of one day contradict each other.
  const left = list === 'balances' && fact['balance'] === null ? ' left' : '';
  return fields.length === 0 ? canonicalJson(fact) : `${key}${left}`;
}
