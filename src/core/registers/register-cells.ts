import type { Digest } from '../call-log/call-log-chain.js';
import { unguardedCell } from '../export/csv-cell.js';
import { DAY } from '../kernel/time.js';
import { parseCpf } from '../mailing/cpf.js';
import { cpfHash } from '../mailing/cpf-hash.js';
import type { MailingLine } from '../mailing/mailing-line.js';
import { parseBrazilianNumber } from '../numbering/brazilian-number.js';
import type { ColumnPlaces, RegisterColumn } from './register-columns.js';
import { parseRegisterDate, type RegisterDate } from './register-date.js';
import { type RegisterRejectCode, type RegisterVerdict, rejectRow } from './register-reject.js';

/** What the rows of a file are read by. */
export interface RegisterReading {
  readonly places: ColumnPlaces;
  readonly digest: Digest;
  /** Key of the CPF hashes, hexadecimal. */
  readonly installationKeyHex: string;
  /** Dates beyond the next day are slips of the pen. */
  readonly nowMs: number;
}

/** Thrown inside a row's reading only; `readRow` turns it into the row's verdict. */
class Refusal extends Error {
  readonly column: RegisterColumn;
  readonly reject: RegisterRejectCode;
  readonly value: string;

  constructor(column: RegisterColumn, code: RegisterRejectCode, value: string) {
    super(code);
    this.column = column;
    this.reject = code;
    this.value = value;
  }
}

/** How spreadsheets keep a text from being read as a number or run as a formula: `="0119…"`, `'0119…`. */
const TEXT_FORMULA = /^="(.*)"$/;
const HASH = /^[0-9a-f]{64}$/;
const CNPJ = /^[0-9A-Z]{12}\d{2}$/;
const LONGEST_ID = 128;
/** Mobile numbers had eight digits, the first 6 to 9, until a 9 was put before all of them (2012 to 2016). */
const OLD_MOBILE = /^(\+55\d{2}|\d{2})([6-9]\d{7})$/;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\uFEFF]+/gu;

/** The cells of one row by name; each reader gives a clean value or refuses the row. */
export class RegisterCells {
  readonly #values: readonly string[];
  readonly #reading: RegisterReading;

  constructor(values: readonly string[], reading: RegisterReading) {
    this.#values = values;
    this.#reading = reading;
  }

  /** The cell's text, or '' when the file has no such column. */
  text(column: RegisterColumn): string {
    const place = this.#reading.places[column];
    const written = place === undefined ? '' : (this.#values[place] ?? '');
    if (written === '') {
      return '';
    }
    const trimmed = written.replace(UNPRINTABLE, ' ').trim();
    return unguardedCell(TEXT_FORMULA.exec(trimmed)?.[1] ?? trimmed).trim();
  }

  refuse(column: RegisterColumn, code: RegisterRejectCode): never {
    throw new Refusal(column, code, this.text(column));
  }

  /**
   * The phone in E.164, or '' when none is written. An old mobile of eight digits gets its ninth: a list that was
   * written before 2016 still protects whom it names, and one number too many on a list harms nobody.
   */
  phone(): string {
    const written = this.text('phone');
    if (written === '') {
      return '';
    }
    const area = this.text('ddd').replace(/\D/g, '').replace(/^0+/, '');
    const candidates = area === '' ? [written] : [`${area} ${written}`, written];
    const verdicts = candidates.map(parseBrazilianNumber);
    const good = verdicts.find((verdict) => verdict.ok);
    if (good?.ok === true) {
      return good.number.e164;
    }
    for (const candidate of candidates) {
      const digits = candidate
        .replace(/[^\d+]/g, '')
        .replace(/^\+?55(?=\d{10}$)/, '')
        .replace(/^0(?=\d{10}$)/, '');
      const old = OLD_MOBILE.exec(digits);
      const renewed = old === null ? null : parseBrazilianNumber(`${old[1]}9${old[2]}`);
      if (renewed?.ok === true) {
        return renewed.number.e164;
      }
    }
    const [first] = verdicts;
    return this.refuse('phone', first?.ok === false ? `phone_${first.problem}` : 'phone_letters');
  }

  /** The person's hash, from the hash or the clear CPF, or '' when neither is written. */
  person(): string {
    const hash = this.text('cpf_hash').toLowerCase();
    if (hash !== '') {
      return HASH.test(hash) ? hash : this.refuse('cpf_hash', 'cpf_hash');
    }
    const written = this.text('cpf');
    if (written === '') {
      return '';
    }
    const cpf = parseCpf(written);
    return cpf.ok
      ? cpfHash(cpf.digits, this.#reading.installationKeyHex, this.#reading.digest)
      : this.refuse('cpf', cpf.problem);
  }

  since(): RegisterDate {
    const written = this.text('since');
    if (written === '') {
      return this.refuse('since', 'since_missing');
    }
    const read = parseRegisterDate(written);
    if (read === null) {
      return this.refuse('since', 'since_invalid');
    }
    return read.atMs > this.#reading.nowMs + DAY ? this.refuse('since', 'since_future') : read;
  }

  /** Fourteen characters; the zeros a spreadsheet took off are put back. */
  cnpj(): string {
    const written = this.text('creditor_cnpj')
      .replace(/[\s./-]/g, '')
      .toUpperCase();
    const full = /^\d{8,14}$/.test(written) ? written.padStart(14, '0') : written;
    return CNPJ.test(full) ? full : this.refuse('creditor_cnpj', 'cnpj');
  }

  /** An id of somebody else's, as the mailing keeps it. */
  id(column: RegisterColumn): string {
    return this.text(column).replace(/\s+/g, ' ').slice(0, LONGEST_ID);
  }
}

/** Reads one row: a broken one or one with a bad value comes back as a reject, an empty one as null. */
export function readRow<Entry>(
  source: MailingLine,
  headers: readonly string[],
  reading: RegisterReading,
  read: (cells: RegisterCells) => Entry,
): RegisterVerdict<Entry> {
  if ('broken' in source) {
    return rejectRow(source.line, '', source.broken, '');
  }
  const { line, values } = source;
  if (values.every((value) => value.trim() === '')) {
    return null;
  }
  try {
    return { entry: read(new RegisterCells(values, reading)) };
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) {
      throw thrown;
    }
    const header = headers[reading.places[thrown.column] ?? -1] ?? thrown.column;
    return rejectRow(line, header, thrown.reject, thrown.value);
  }
}
