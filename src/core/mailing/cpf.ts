/** Why a text is no CPF. */
export const CPF_PROBLEMS = [
  'cpf_characters',
  'cpf_spoiled_by_spreadsheet',
  'cpf_length',
  'cpf_check_digits',
] as const;
export type CpfProblem = (typeof CPF_PROBLEMS)[number];

export type CpfVerdict =
  | { readonly ok: true; readonly digits: string }
  | { readonly ok: false; readonly problem: CpfProblem };

/** A spreadsheet shows eleven digits as 1,23457E+10: the last ones are lost for good. */
const SCIENTIFIC = /^\d[.,]?\d*e\+?\d+$/i;

function checkDigit(digits: string, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) {
    sum += Number(digits[i]) * (length + 1 - i);
  }
  return ((sum * 10) % 11) % 10;
}

/** True when the two last digits are the check digits of the nine first (modulo 11) and not all digits are equal. */
export function hasCpfCheckDigits(digits: string): boolean {
  return (
    /^\d{11}$/.test(digits) &&
    !/^(\d)\1{10}$/.test(digits) &&
    checkDigit(digits, 9) === Number(digits[9]) &&
    checkDigit(digits, 10) === Number(digits[10])
  );
}

/** Reads a CPF with or without punctuation; leading zeros that a spreadsheet took off are put back. */
export function parseCpf(text: string): CpfVerdict {
  const trimmed = text.trim();
  if (SCIENTIFIC.test(trimmed)) {
    return { ok: false, problem: 'cpf_spoiled_by_spreadsheet' };
  }
  if (!/^[\d\s./-]+$/.test(trimmed)) {
    return { ok: false, problem: 'cpf_characters' };
  }
  const written = trimmed.replace(/\D/g, '');
  if (written.length < 8 || written.length > 11) {
    return { ok: false, problem: 'cpf_length' };
  }
  const digits = written.padStart(11, '0');
  return hasCpfCheckDigits(digits) ? { ok: true, digits } : { ok: false, problem: 'cpf_check_digits' };
}
