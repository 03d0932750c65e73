import type { CpfProblem } from '../mailing/cpf.js';
import type { BrokenLine } from '../mailing/mailing-line.js';
import { maskValue } from '../mailing/mask.js';
import type { NumberProblem } from '../numbering/brazilian-number.js';

/** Why a row of a list or a register is left out; screens translate the word, files show the sentence too. */
export type RegisterRejectCode =
  | CpfProblem
  | BrokenLine
  | `phone_${NumberProblem}`
  | 'nobody_named'
  | 'cpf_hash'
  | 'since_missing'
  | 'since_invalid'
  | 'since_future'
  | 'cnpj'
  | 'debt_missing'
  | 'status'
  | 'purpose'
  | 'basis';

const TEXTS: Readonly<Record<RegisterRejectCode, string>> = {
  cpf_characters: 'the CPF holds characters that are no digits',
  cpf_spoiled_by_spreadsheet: 'a spreadsheet turned the CPF into a rounded number; save the column as text',
  cpf_length: 'a CPF has eleven digits',
  cpf_check_digits: "the CPF's check digits do not fit",
  phone_empty: 'the row has no phone',
  phone_letters: 'the phone holds letters or signs',
  phone_length: 'a phone has its area code (DDD) and eight (fixed) or nine (mobile) digits',
  phone_ddd: 'that area code (DDD) does not exist',
  phone_subscriber: 'no mobile nor fixed line has that number',
  phone_non_geographic: '0300, 0500, 0800 and 0900 numbers are not dialled',
  phone_foreign: 'the phone is not Brazilian',
  nobody_named: 'the row names neither a phone nor a CPF',
  cpf_hash: 'a CPF hash has 64 hexadecimal digits',
  since_missing: 'the row has no date',
  since_invalid: 'the date is neither 2026-11-22 nor 22/11/2026, or is not in the calendar',
  since_future: 'the date lies in the future',
  cnpj: 'a CNPJ has fourteen characters, the last two digits',
  debt_missing: 'the row names no debt',
  status: 'the status is none of paid (pago), agreed_current (acordo em dia) and open (em aberto)',
  purpose: 'the purpose is none of *, cobranca, oferta, pesquisa, aviso and servico',
  basis: 'the basis is none of consent, legitimate_interest and none',
  quote_not_closed: 'a quoted value is not closed',
  text_after_quote: 'text follows a closing quote',
  too_many_columns: 'the row has more values than the file has columns',
  line_too_long: 'the row is longer than 1 MiB',
  encoding: 'the row holds bytes that are not of the encoding of the rest',
};

/** A row that was left out, its value masked. */
export interface RegisterReject {
  readonly line: number;
  readonly column: string;
  readonly reason: string;
}

/** What became of a row; null when nothing is written in it. */
export type RegisterVerdict<Entry> = { readonly entry: Entry } | { readonly reject: RegisterReject } | null;

export function rejectRow(
  line: number,
  column: string,
  code: RegisterRejectCode,
  value: string,
): { readonly reject: RegisterReject } {
  const shown = value === '' ? '' : ` (${maskValue(value)})`;
  return { reject: { line, column, reason: `${code}: ${TEXTS[code]}${shown}` } };
}
