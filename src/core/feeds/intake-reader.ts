import { factEntriesOf } from '../billing/fact-entries.js';
import type { Digest } from '../call-log/call-log-chain.js';
import type { DebtFact } from '../compliance/facts/person-fact.js';
import { assertNever } from '../kernel/assert-never.js';
import { CadenciaError, isCadenciaError } from '../kernel/errors.js';
import type { MailingLine } from '../mailing/mailing-line.js';
import { mapColumns, normalHeader } from '../mailing/mailing-mapping.js';
import { makeRowReader } from '../mailing/mailing-row-reader.js';
import { FACT_COLUMNS, readFactRow } from '../registers/fact-row.js';
import { type RegisterCells, readRow } from '../registers/register-cells.js';
import { findColumns, type NeededColumns } from '../registers/register-columns.js';
import type { IntakeEntries, IntakeKind, ToldRow, Withdrawal } from './intake-row.js';

/** Why a row has no effect; its values are masked. */
export interface IntakeRefusal {
  readonly line: number;
  readonly column: string;
  readonly reason: string;
}

type Verdict<Entry> = { readonly entry: Entry } | { readonly reject: IntakeRefusal } | null;
/** A row as it was understood; null where nothing is written in it. */
export type IntakeVerdict<Entry> =
  | { readonly told: ToldRow<Entry> }
  | { readonly refused: IntakeRefusal }
  | null;

export interface IntakeReading {
  readonly headers: readonly string[];
  /** What the delivery is told by; rows without a key of their own are told by it and their line. */
  readonly delivery: string;
  readonly digest: Digest;
  readonly installationKeyHex: string;
  readonly newSalt: () => string;
  readonly nowMs: number;
}

const KEY_HEADERS = new Set(['key', 'chave', 'eventid', 'idevento', 'idempotencykey', 'chaveidempotencia']);
const LONGEST_KEY = 200;
const WITHDRAWN_BY: NeededColumns = [['debt_id', 'cpf', 'cpf_hash', 'phone']];
const BALANCE_HEADERS: Readonly<Record<string, readonly string[]>> = {
  client: ['client', 'cliente', 'clientid', 'idcliente'],
  portfolio: ['portfolio', 'carteira'],
  day: ['day', 'dia', 'data', 'date'],
  balance: ['balance', 'saldo', 'saldovencido'],
};
const BRAZILIAN_AMOUNT = /^-?\d{1,3}(\.\d{3})*,\d+$|^-?\d+,\d+$/;
const BRAZILIAN_DAY = /^(\d{2})\/(\d{2})\/(\d{4})$/;

/** Makes the reader of a delivery's rows. A delivery whose columns do not say enough is refused, and says which. */
export function makeIntakeReader<Kind extends IntakeKind>(
  kind: Kind,
  reading: IntakeReading,
): (line: MailingLine) => IntakeVerdict<IntakeEntries[Kind]> {
  const { headers, delivery, digest, installationKeyHex } = reading;
  const keyAt = headers.findIndex((header) => KEY_HEADERS.has(normalHeader(header)));
  const read = readerOf(kind, reading, keyAt) as (line: MailingLine) => Verdict<IntakeEntries[Kind]>;
  return (line) => {
    const verdict = read(line);
    if (verdict === null || 'reject' in verdict) {
      return verdict === null ? null : { refused: verdict.reject };
    }
    const values = 'values' in line ? line.values : [];
    const own = (values[keyAt] ?? '').trim();
    if (own.length > LONGEST_KEY) {
      const reason = `a key has at most ${LONGEST_KEY} characters`;
      return { refused: { line: line.line, column: headers[keyAt] ?? '', reason } };
    }
    const said = values.map((value, at) => [headers[at] ?? '', value]).filter((_, at) => at !== keyAt);
    return {
      told: {
        line: line.line,
        key: own === '' ? `${delivery}#${line.line}` : own,
        // Keyed, for a CPF is found from a plain hash by trying them all.
        digest: digest.hmacSha256(installationKeyHex, JSON.stringify(said)),
        entry: verdict.entry,
      },
    };
  };
}

function readerOf(
  kind: IntakeKind,
  reading: IntakeReading,
  keyAt: number,
): (line: MailingLine) => Verdict<IntakeEntries[IntakeKind]> {
  switch (kind) {
    case 'contacts':
      return contactReader(reading, keyAt);
    case 'withdrawals':
      return registerReader(reading, WITHDRAWN_BY, readWithdrawal);
    case 'debts':
      return registerReader(reading, FACT_COLUMNS.paid, (cells) => readFactRow('paid', cells) as DebtFact);
    case 'balances':
      return balanceReader(reading);
    default:
      return assertNever(kind, 'kind of intake');
  }
}

function contactReader(
  reading: IntakeReading,
  keyAt: number,
): (line: MailingLine) => Verdict<IntakeEntries['contacts']> {
  const { headers } = reading;
  const key = headers[keyAt];
  const columns = mapColumns(headers, key === undefined ? {} : { [key]: 'ignore' });
  const read = makeRowReader({ ...reading, columns });
  return (line) => {
    const verdict = read(line);
    if (verdict.ok === null) {
      return null;
    }
    return verdict.ok ? { entry: verdict.row } : { reject: verdict.reject };
  };
}

function registerReader<Entry>(
  reading: IntakeReading,
  needed: NeededColumns,
  read: (cells: RegisterCells) => Entry,
): (line: MailingLine) => Verdict<Entry> {
  const places = findColumns(reading.headers, needed);
  return (line) => readRow(line, reading.headers, { ...reading, places }, read);
}

function readWithdrawal(cells: RegisterCells): Withdrawal {
  const whom = { cpfHash: cells.person(), debtId: cells.id('debt_id'), phone: cells.phone() };
  return Object.values(whom).every((value) => value === '') ? cells.refuse('debt_id', 'nobody_named') : whom;
}

function balanceReader({
  headers,
}: IntakeReading): (line: MailingLine) => Verdict<IntakeEntries['balances']> {
  const at = new Map(
    Object.entries(BALANCE_HEADERS).map(([field, names]) => [
      field,
      headers.findIndex((header) => names.includes(normalHeader(header))),
    ]),
  );
  for (const [field, place] of at) {
    if (place === -1) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: `There is no column '${field}' (${BALANCE_HEADERS[field]?.join(', ')}); the columns are: ${headers.join(', ')}`,
      });
    }
  }
  return (line) => {
    if ('broken' in line) {
      return { reject: { line: line.line, column: '', reason: line.broken } };
    }
    const cell = (field: string): string => (line.values[at.get(field) ?? -1] ?? '').trim();
    if (line.values.every((value) => value.trim() === '')) {
      return null;
    }
    const fact = {
      client: cell('client'),
      portfolio: cell('portfolio'),
      day: cell('day').replace(BRAZILIAN_DAY, '$3-$2-$1'),
      balance: amountOf(cell('balance')),
    };
    return balanceEntry(line.line, fact);
  };
}

/** Nothing written: the client left collection on that day. */
function amountOf(written: string): string | null {
  if (written === '') {
    return null;
  }
  return BRAZILIAN_AMOUNT.test(written) ? written.replaceAll('.', '').replace(',', '.') : written;
}

function balanceEntry(
  line: number,
  fact: Readonly<Record<string, string | null>>,
): Verdict<IntakeEntries['balances']> {
  try {
    const entry = factEntriesOf({ balances: [fact] }).find(({ key }) => key !== '');
    return entry === undefined ? null : { entry };
  } catch (thrown) {
    if (!isCadenciaError(thrown)) {
      throw thrown;
    }
    const [, column = '', reason = thrown.detail] =
      /^facts\.balances\[0\]\.?(\w*):? ?(.*)$/s.exec(thrown.detail) ?? [];
    return { reject: { line, column, reason } };
  }
}
