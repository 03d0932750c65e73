import type { Digest } from '../call-log/call-log-chain.js';
import type { E164 } from '../kernel/ids.js';
import { type NumberProblem, parseBrazilianNumber } from '../numbering/brazilian-number.js';
import { type CpfProblem, parseCpf } from './cpf.js';
import { cpfHash } from './cpf-hash.js';
import type { BrokenLine, MailingLine } from './mailing-line.js';
import type { MappedColumn } from './mailing-mapping.js';
import { maskValue } from './mask.js';
import { readUf } from './read-uf.js';

/** Why a row is left out; screens translate the word, files show the sentence too. */
export type MailingRejectCode =
  | CpfProblem
  | BrokenLine
  | 'phone_missing'
  | `phone_${NumberProblem}`
  | 'priority';

/** The sentence behind each word. */
const MAILING_REJECT_TEXT: Readonly<Record<MailingRejectCode, string>> = {
  cpf_characters: 'the CPF holds characters that are no digits',
  cpf_spoiled_by_spreadsheet: 'a spreadsheet turned the CPF into a rounded number; save the column as text',
  cpf_length: 'a CPF has eleven digits',
  cpf_check_digits: "the CPF's check digits do not fit",
  phone_missing: 'the row has no phone',
  phone_empty: 'the row has no phone',
  phone_letters: 'the phone holds letters or signs',
  phone_length: 'a phone has its area code (DDD) and eight (fixed) or nine (mobile) digits',
  phone_ddd: 'that area code (DDD) does not exist',
  phone_subscriber: 'no mobile of nine digits nor fixed line of eight has that number',
  phone_non_geographic: '0300, 0500, 0800 and 0900 numbers are not dialled',
  phone_foreign: 'the phone is not Brazilian',
  priority: 'the priority is not a whole number between -1000000 and 1000000',
  quote_not_closed: 'a quoted value is not closed',
  text_after_quote: 'text follows a closing quote',
  too_many_columns: 'the row has more values than the file has columns',
  line_too_long: 'the row is longer than 1 MiB',
  encoding: 'the row holds bytes that are not of the encoding of the rest',
};

/** What a row says of a person, without clear CPF; the shape of `MailingRow` of the store. */
export interface ReadRow {
  readonly key: string;
  readonly line: number;
  readonly name: string;
  readonly cpfHash: string;
  readonly debtId: string;
  readonly segment: string;
  readonly municipality: string;
  readonly addressUf: string;
  readonly phones: readonly E164[];
  readonly fields: Readonly<Record<string, string>>;
  readonly priority: number;
  readonly salt: string;
}

/** A row that was left out, its value masked. */
export interface RowReject {
  readonly line: number;
  readonly column: string;
  readonly reason: string;
}

export type RowVerdict =
  | {
      readonly ok: true;
      readonly row: ReadRow /** Bad phones beside good ones. */;
      readonly phonesIgnored: number;
    }
  | { readonly ok: false; readonly reject: RowReject }
  /** Nothing is written in it. */
  | { readonly ok: null };

export interface RowReaderOptions {
  readonly columns: readonly MappedColumn[];
  readonly digest: Digest;
  /** Key of the CPF hashes, hexadecimal. */
  readonly installationKeyHex: string;
  /** A fresh salt of 64 hexadecimal digits; random, so that erasing it erases the person from the log. */
  readonly newSalt: () => string;
}

const LONGEST_NAME = 200;
const LONGEST_ID = 128;
const LONGEST_FIELD = 1000;
const MOST_PRIORITY = 1_000_000;
/** Control characters and halves of surrogate pairs: PostgreSQL refuses some and no screen shows any. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]+/gu;
const WRITTEN_CPF = /(?<!\d)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)/g;
/** IBGE's code of a municipality: state 11 to 53, seven digits in all. */
const IBGE = /^[1-5]\d{6}$/;

function clean(text: string | undefined, longest: number): string {
  return (text ?? '').replace(UNPRINTABLE, ' ').replace(/\s+/g, ' ').trim().slice(0, longest);
}

function reject(line: number, column: string, code: MailingRejectCode, value: string): RowVerdict {
  const shown = value === '' ? '' : ` (${maskValue(value)})`;
  return { ok: false, reject: { line, column, reason: `${code}: ${MAILING_REJECT_TEXT[code]}${shown}` } };
}

type Columns = readonly MappedColumn[];

/** Phones in their order, each with the column of its area code, if the file keeps it apart. */
function phoneColumns(
  columns: Columns,
): readonly { readonly phone: MappedColumn; readonly ddd: MappedColumn | null }[] {
  const order = (column: MappedColumn) => (column.ordinal === 0 ? 1 : column.ordinal);
  const phones = columns
    .filter((column) => column.target === 'phone')
    .sort((a, b) => order(a) - order(b) || a.index - b.index);
  const ddds = columns.filter((column) => column.target === 'ddd');
  return phones.map((phone, place) => ({
    phone,
    ddd:
      ddds.find((ddd) => ddd.ordinal !== 0 && ddd.ordinal === order(phone)) ??
      ddds.filter((ddd) => ddd.ordinal === 0)[place] ??
      (ddds.length === 1 ? (ddds[0] ?? null) : null),
  }));
}

interface ReadPhones {
  readonly phones: readonly E164[];
  readonly ignored: number;
  readonly firstProblem: {
    readonly column: string;
    readonly problem: NumberProblem;
    readonly value: string;
  } | null;
}

function readPhones(values: readonly string[], pairs: ReturnType<typeof phoneColumns>): ReadPhones {
  const phones: E164[] = [];
  let ignored = 0;
  let firstProblem: ReadPhones['firstProblem'] = null;
  for (const { phone, ddd } of pairs) {
    const written = (values[phone.index] ?? '').trim();
    if (written === '' || /^0+$/.test(written)) {
      continue;
    }
    const area = ddd === null ? '' : (values[ddd.index] ?? '').replace(/\D/g, '').replace(/^0+/, '');
    const alone = parseBrazilianNumber(written);
    const verdict = alone.ok || area === '' ? alone : parseBrazilianNumber(`${area} ${written}`);
    if (!verdict.ok) {
      ignored += 1;
      firstProblem ??= { column: phone.header, problem: verdict.problem, value: written };
    } else if (!phones.includes(verdict.number.e164)) {
      phones.push(verdict.number.e164);
    }
  }
  return { phones, ignored, firstProblem };
}

function readFields(values: readonly string[], columns: Columns, cpfDigits: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const { index, header, target } of columns) {
    const value = clean(values[index], LONGEST_FIELD);
    if (value === '') {
      continue;
    }
    if (target === 'field' || target === 'amount' || target === 'due_date') {
      const name =
        target === 'amount' ? 'valor' : target === 'due_date' ? 'vencimento' : clean(header, LONGEST_ID);
      fields[name] ??= withoutCpf(value, cpfDigits);
    } else if (target === 'municipality' && !IBGE.test(value)) {
      fields['municipio'] ??= withoutCpf(value, cpfDigits);
    } else if (target === 'uf' && readUf(value) === '') {
      fields['uf'] ??= withoutCpf(value, cpfDigits);
    }
  }
  return fields;
}

/** Text in which neither a written CPF nor this person's own stays readable. */
function withoutCpf(text: string, cpfDigits: string): string {
  const hidden = text.replace(WRITTEN_CPF, '***.***.***-**');
  return cpfDigits === '' ? hidden : hidden.replaceAll(cpfDigits, '*'.repeat(11));
}

/** Makes the reader of a file's rows; it keeps nothing from one row to the next. */
export function makeRowReader(options: RowReaderOptions): (source: MailingLine) => RowVerdict {
  const { columns, digest, installationKeyHex, newSalt } = options;
  const one = (target: MappedColumn['target']) => columns.find((column) => column.target === target);
  const [nameColumn, cpfColumn, debtColumn] = [one('name'), one('cpf'), one('debt')];
  const [segmentColumn, placeColumn, priorityColumn] = [one('segment'), one('municipality'), one('priority')];
  const ufColumn = one('uf');
  const pairs = phoneColumns(columns);
  const firstPhone = pairs[0]?.phone.header ?? '';
  const at = (values: readonly string[], column: MappedColumn | undefined, longest: number) =>
    column === undefined ? '' : clean(values[column.index], longest);

  return (source) => {
    if ('broken' in source) {
      return reject(source.line, '', source.broken, '');
    }
    const { line, values } = source;
    if (values.every((value) => value.trim() === '')) {
      return { ok: null };
    }
    const cpfText = at(values, cpfColumn, LONGEST_ID);
    const cpf = cpfText === '' ? null : parseCpf(cpfText);
    if (cpf !== null && !cpf.ok) {
      return reject(line, cpfColumn?.header ?? '', cpf.problem, cpfText);
    }
    const { phones, ignored, firstProblem } = readPhones(values, pairs);
    if (phones.length === 0) {
      return firstProblem === null
        ? reject(line, firstPhone, 'phone_missing', '')
        : reject(line, firstProblem.column, `phone_${firstProblem.problem}`, firstProblem.value);
    }
    const priorityText = at(values, priorityColumn, LONGEST_ID);
    if (!/^-?\d{0,7}$/.test(priorityText) || Math.abs(Number(priorityText)) > MOST_PRIORITY) {
      return reject(line, priorityColumn?.header ?? '', 'priority', priorityText);
    }
    const digits = cpf === null ? '' : cpf.digits;
    const hash = digits === '' ? '' : cpfHash(digits, installationKeyHex, digest);
    const place = at(values, placeColumn, LONGEST_ID);
    const debtId = debtWithoutCpf(at(values, debtColumn, LONGEST_ID), digits);
    return {
      ok: true,
      phonesIgnored: ignored,
      row: {
        key: rowKey(hash, debtId, phones),
        line,
        name: withoutCpf(at(values, nameColumn, LONGEST_NAME), digits),
        cpfHash: hash,
        debtId,
        segment: at(values, segmentColumn, LONGEST_ID),
        municipality: IBGE.test(place) ? place : '',
        addressUf: readUf(at(values, ufColumn, LONGEST_ID)),
        phones,
        fields: readFields(values, columns, digits),
        priority: Number(priorityText),
        salt: newSalt(),
      },
    };
  };
}

/** Some creditors number a contract by the CPF: such a contract number is not kept, the person's hash stands for it. */
function debtWithoutCpf(debt: string, cpfDigits: string): string {
  const digits = debt.replace(/\D/g, '');
  return cpfDigits !== '' && digits.padStart(11, '0') === cpfDigits ? '' : withoutCpf(debt, cpfDigits);
}

/** What makes two rows the same person of a campaign: the CPF's hash, else the debt, else the first phone. */
function rowKey(hash: string, debtId: string, phones: readonly E164[]): string {
  if (hash !== '') {
    return `cpf:${hash}`;
  }
  return debtId === '' ? `phone:${phones[0] ?? ''}` : `debt:${debtId}`;
}
