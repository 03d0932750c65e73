import type { MunicipalHoliday } from '../../src/core/compliance/calendar/municipal-holiday.js';
import type { PersonFact } from '../../src/core/compliance/facts/person-fact.js';
import { type E164, parseE164 } from '../../src/core/kernel/ids.js';
import { type Rng, randomHex, randomInteger } from '../../src/core/kernel/rng.js';
import { DDD_TABLE } from '../../src/core/numbering/ddd-table.js';

/** Capitals, islands, border towns, and towns of area codes that two states or two zones share. */
export const MUNICIPALITIES = [
  '3550308',
  '3304557',
  '1304062',
  '2611606',
  '2605459',
  '1501402',
  '1506807',
  '5300108',
  '5212501',
  '1200401',
  '1200203',
  '4204202',
  '4118501',
  '4106902',
  '4314902',
  '5103403',
] as const;
export const DDDS = Object.keys(DDD_TABLE);

export interface Debtor {
  /** '' where a mailing does not know it. */
  readonly cpfHash: string;
  readonly debtId: string;
  readonly phones: readonly E164[];
  readonly municipality: string;
  readonly addressUf: string;
  readonly salt: string;
}

export function pick<Value>(rng: Rng, values: readonly Value[]): Value {
  const value = values[randomInteger(rng, 0, values.length - 1)];
  if (value === undefined) {
    throw new Error('nothing to choose from');
  }
  return value;
}

/** Numbers of every area code, some of them landlines. */
function phoneOf(rng: Rng, index: number): E164 {
  const ddd = DDDS[index % DDDS.length] ?? '11';
  const tail = String(randomInteger(rng, 0, 9_999_999)).padStart(7, '0');
  return parseE164(rng.next() < 0.2 ? `+55${ddd}3${tail}` : `+55${ddd}98${tail}`);
}

/**
 * People of the whole country with up to three numbers each. Some share a number, as families do; some owe two
 * creditors under one CPF; of some neither CPF nor town is known.
 */
export function makeDebtors(rng: Rng, count: number): readonly Debtor[] {
  const family = Array.from({ length: Math.ceil(count / 20) }, (_, index) => phoneOf(rng, index));
  return Array.from({ length: count }, (_, index) => {
    const own = Array.from({ length: randomInteger(rng, 1, 3) }, (_, n) =>
      phoneOf(rng, n === 0 ? index : randomInteger(rng, 0, 1000)),
    );
    const phones = rng.next() < 0.1 ? [...own, pick(rng, family)] : own;
    return {
      cpfHash: rng.next() < 0.05 ? '' : `cpf-${index}`,
      debtId: rng.next() < 0.05 ? '' : `debt-${index}`,
      phones: [...new Set(phones)],
      municipality: rng.next() < 0.3 ? pick(rng, MUNICIPALITIES) : '',
      addressUf: rng.next() < 0.1 ? pick(rng, ['SP', 'RJ', 'AC', 'PA', 'RS']) : '',
      salt: randomHex(rng, 32),
    };
  });
}

/** Every third town has a day of its own on one of the dates. */
export function townHolidays(rng: Rng, dates: readonly string[]): readonly MunicipalHoliday[] {
  return MUNICIPALITIES.filter((_, index) => index % 3 === 0).map((ibge) => ({
    ibge,
    date: pick(rng, dates),
    name: 'Padroeira',
  }));
}

/** Consents to offers, and what was known of people before the first dial. */
export function factsAtStart(rng: Rng, people: readonly Debtor[], sinceMs: number): readonly PersonFact[] {
  const origin = { sinceMs, attemptId: '', protocol: '' };
  return people.flatMap(({ cpfHash, debtId, phones }): PersonFact[] => {
    const phone = phones[0] ?? '';
    const dice = rng.next();
    const consent = { kind: 'opt_in', phone, cpfHash, purpose: '*', basis: 'consent', ...origin } as const;
    const refusal = { kind: 'opt_out', phone, cpfHash, purpose: 'oferta', ...origin } as const;
    const stranger = { kind: 'wrong_person', phone, cpfHash, ...origin } as const;
    const paid = { kind: 'debt', debtId, state: 'paid', ...origin } as const;
    return [
      ...(dice < 0.7 ? [consent] : []),
      ...(dice > 0.97 ? [refusal] : []),
      ...(dice > 0.94 && dice < 0.97 ? [stranger] : []),
      ...(dice > 0.7 && dice < 0.74 && debtId !== '' ? [paid] : []),
    ];
  });
}
