import type { E164 } from '../kernel/ids.js';
import { DDD_TABLE } from './ddd-table.js';

export interface BrazilianNumber {
  readonly e164: E164;
  readonly ddd: string;
  readonly kind: 'mobile' | 'fixed';
}

export type NumberVerdict =
  | { readonly ok: true; readonly number: BrazilianNumber }
  | { readonly ok: false; readonly problem: NumberProblem };

/** Why a text is no number that may be dialled; each is a reason a rejected mailing row shows. */
export const NUMBER_PROBLEMS = [
  'empty',
  'letters',
  'length',
  'ddd',
  'subscriber',
  'non_geographic',
  'foreign',
] as const;
export type NumberProblem = (typeof NUMBER_PROBLEMS)[number];

/** Códigos não geográficos (0300, 0303, 0304, 0500, 0800, 0900): never the destination of a campaign. */
const NON_GEOGRAPHIC = /^0?(300|303|304|500|800|900)\d{7}$/;
/** Mobile: nine digits, the first a 9 (Resolução Anatel 749/2022); 91 is in use in São Paulo. */
const MOBILE = /^9\d{8}$/;
/** Fixed: eight digits, the first 2 to 5. */
const FIXED = /^[2-5]\d{7}$/;

/**
 * Reads a Brazilian number as people and files write it: `(11) 98765-4321`, `011987654321`, `5511987654321`,
 * `+55 11 98765-4321`, `021 11 98765-4321` with a carrier code. Only the 67 area codes, mobile of nine
 * digits and fixed of eight pass; an old eight-digit mobile is refused, not guessed.
 */
export function parseBrazilianNumber(text: string): NumberVerdict {
  const trimmed = text.trim();
  if (trimmed === '') {
    return { ok: false, problem: 'empty' };
  }
  if (!/^\+?[\d\s().\-/]+$/.test(trimmed)) {
    return { ok: false, problem: 'letters' };
  }
  const digits = trimmed.replace(/\D/g, '');
  if (trimmed.startsWith('+') && !digits.startsWith('55')) {
    return { ok: false, problem: 'foreign' };
  }
  const national = nationalDigits(digits, trimmed.startsWith('+'));
  if (NON_GEOGRAPHIC.test(national)) {
    return { ok: false, problem: 'non_geographic' };
  }
  return readNational(national);
}

/** Takes off +55, the trunk prefix 0 and a carrier selection code (0 + two digits). */
function nationalDigits(digits: string, international: boolean): string {
  let rest = digits;
  if (rest.startsWith('55') && (international || rest.length >= 12)) {
    rest = rest.slice(2);
  }
  if (NON_GEOGRAPHIC.test(rest)) {
    return rest;
  }
  if (rest.startsWith('0')) {
    rest = rest.slice(1);
    if (rest.length >= 12) {
      rest = rest.slice(2);
    }
  }
  return rest;
}

function readNational(national: string): NumberVerdict {
  if (national.length !== 10 && national.length !== 11) {
    return { ok: false, problem: 'length' };
  }
  const ddd = national.slice(0, 2);
  if (!Object.hasOwn(DDD_TABLE, ddd)) {
    return { ok: false, problem: 'ddd' };
  }
  const subscriber = national.slice(2);
  const kind = MOBILE.test(subscriber) ? 'mobile' : FIXED.test(subscriber) ? 'fixed' : null;
  if (kind === null) {
    return { ok: false, problem: 'subscriber' };
  }
  return { ok: true, number: { e164: `+55${national}` as E164, ddd, kind } };
}

/** The area code of a Brazilian number in E.164, or '' when it is no known one. */
export function dddOf(number: E164): string {
  const ddd = number.startsWith('+55') ? number.slice(3, 5) : '';
  return Object.hasOwn(DDD_TABLE, ddd) ? ddd : '';
}
