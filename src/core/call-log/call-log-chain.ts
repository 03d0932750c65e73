import { unchainedRecord } from './call-log-record.js';
import {
  type AttemptOpening,
  type AttemptResult,
  CALL_LOG_COLUMNS,
  type CallLogRow,
  type CallLogValue,
} from './call-log-row.js';
import { commitmentOf } from './commitment.js';

/** The digests a chain needs, hexadecimal, lower case. */
export interface Digest {
  sha256(text: string): string;
  /** HMAC-SHA-256; `keyHex` is hexadecimal. */
  hmacSha256(keyHex: string, text: string): string;
}

/** What the first row of a chain follows. */
export const GENESIS_HASH = '0'.repeat(64);

/** Columns that say who the person is: the hash covers a salted commitment to them, so a person can be erased. */
export const PERSONAL_COLUMNS: ReadonlySet<string> = new Set(['contact_id', 'cpf_hash', 'debt_id', 'phone']);

/** Printable ASCII without the quote and the backslash: JSON shows it as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;

function canonical(value: CallLogValue): string {
  if (typeof value === 'string') {
    return PLAIN.test(value) ? `"${value}"` : JSON.stringify(value);
  }
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    const entries = Object.entries(value as Readonly<Record<string, string>>).sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    return JSON.stringify(Object.fromEntries(entries));
  }
  return JSON.stringify(value);
}

/** What the hash covers, each with the text before its value. */
const HASHED_COLUMNS = CALL_LOG_COLUMNS.filter((column) => column !== 'prev_hash' && column !== 'hash').map(
  (column, at) => ({
    column,
    personal: PERSONAL_COLUMNS.has(column),
    lead: `${at === 0 ? '{' : ','}${JSON.stringify(column)}:`,
  }),
);

/**
 * The text a row's hash covers: a JSON object with the columns in the log's order, without the two hashes,
 * personal ones replaced by HMAC(salt of the person, value).
 */
export function hashedText(opening: AttemptOpening, result: AttemptResult, digest: Digest): string {
  const record = unchainedRecord(opening, result);
  let text = '';
  for (const { column, personal, lead } of HASHED_COLUMNS) {
    const value = record[column];
    const shown = personal ? commitmentOf(String(value ?? ''), opening.salt, digest) : value;
    text += lead + canonical(shown);
  }
  return `${text}}`;
}

/** Gives a closed attempt its place after `prevHash`: hash = SHA-256(prev_hash ‖ hashed text). */
export function chainRow(
  opening: AttemptOpening,
  result: AttemptResult,
  prevHash: string,
  digest: Digest,
): CallLogRow {
  return { opening, result, prevHash, hash: digest.sha256(prevHash + hashedText(opening, result, digest)) };
}
