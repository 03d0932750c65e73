import { CadenciaError, type ErrorCode } from '../../core/kernel/errors.js';

/** PostgreSQL's own fields of an error (protocol §54.8); `detail` and `message` may quote rows and are never shown. */
interface ServerError {
  readonly code?: unknown;
  readonly table?: unknown;
  readonly constraint?: unknown;
  readonly message?: unknown;
}

/** A statement the database refused for a reason of ours: a defect, told without the values it quoted. */
export class DatabaseDefect extends Error {
  override readonly name = 'DatabaseDefect';
  readonly sqlState: string;

  constructor(operation: string, sqlState: string, place: string) {
    super(`The database refused '${operation}' with SQLSTATE ${sqlState}${place}`);
    this.sqlState = sqlState;
  }
}

const DOWN_BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it dropped the connection',
  EPIPE: 'it dropped the connection',
  ETIMEDOUT: 'it did not answer in time',
  EHOSTUNREACH: 'its host cannot be reached',
  ENETUNREACH: 'its network cannot be reached',
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name could not be looked up',
  ENOENT: 'its socket does not exist',
  '40001': 'the transaction met another one',
  '40P01': 'the transaction met another one',
  '53300': 'it has no connection slot left',
  '55P03': 'a lock was not free in time',
  '57014': 'the statement was cancelled at its deadline',
  '57P01': 'it is shutting down',
  '57P02': 'it crashed and is recovering',
  '57P03': 'it is starting or stopping',
  '57P05': 'it closed an idle connection',
  '25006': 'it is read-only, a standby',
  '58030': 'it met an I/O error',
};

/** `pg` gives these no code; the words are its own (pg 8). */
const DOWN_BY_WORDS = /terminated|timeout|not queryable|has been closed|ended|socket hang up/i;

const ADVICE: Partial<Record<ErrorCode, string>> = {
  DLR_DATABASE_DOWN:
    'Dialling waits and goes on by itself when it is back; check that PostgreSQL runs and that the URL is right',
  DLR_DATABASE_FULL: 'Free room on its disk (or raise its memory); dialling waits and goes on by itself',
  DLR_DATABASE_MIGRATION: "Run 'cadencia migrate' with this version of Cadência",
  DLR_CONFIG_INVALID: 'Check user, password and database in the database URL, and the rights of that user',
};

function codeFor(sqlState: string, words: string): { code: ErrorCode; what: string } | null {
  const down = DOWN_BY_CODE[sqlState] ?? (sqlState.startsWith('08') ? 'the connection failed' : undefined);
  if (down !== undefined) {
    return { code: 'DLR_DATABASE_DOWN', what: down };
  }
  switch (sqlState) {
    case '53100':
    case 'ENOSPC':
      return { code: 'DLR_DATABASE_FULL', what: 'its disk is full' };
    case '53200':
      return { code: 'DLR_DATABASE_FULL', what: 'it is out of memory' };
    case '42P01':
    case '42703':
      return { code: 'DLR_DATABASE_MIGRATION', what: 'a table or column is missing' };
    case '28000':
    case '28P01':
    case '3D000':
    case '42501':
      return { code: 'DLR_CONFIG_INVALID', what: 'it refused the user, the password or the database' };
    default:
      return sqlState === '' && DOWN_BY_WORDS.test(words)
        ? { code: 'DLR_DATABASE_DOWN', what: 'the connection ended' }
        : null;
  }
}

/** Turns whatever `pg` threw into one of the catalogue's errors, or a DatabaseDefect; no row's value survives. */
export function databaseError(thrown: unknown, operation: string): Error {
  if (thrown instanceof CadenciaError || thrown instanceof DatabaseDefect) {
    return thrown;
  }
  const error = (thrown instanceof AggregateError ? thrown.errors[0] : thrown) as ServerError;
  const sqlState = typeof error.code === 'string' ? error.code : '';
  const found = codeFor(sqlState, typeof error.message === 'string' ? error.message : '');
  if (found !== null) {
    return new CadenciaError(found.code, {
      detail: `PostgreSQL, in '${operation}': ${found.what}. ${ADVICE[found.code] ?? ''}.`,
      fields: { operation, sqlState },
    });
  }
  if (sqlState === '') {
    return thrown instanceof Error ? thrown : new Error(`'${operation}' failed`);
  }
  const place = [error.table, error.constraint].filter((part) => typeof part === 'string').join('.');
  return new DatabaseDefect(operation, sqlState, place === '' ? '' : ` (${place})`);
}

/** What a client of ours raises when its own timer ends first. */
export function deadlineError(operation: string, deadlineMs: number): CadenciaError {
  return new CadenciaError('DLR_DATABASE_DOWN', {
    detail: `PostgreSQL did not answer '${operation}' within ${deadlineMs} ms. ${ADVICE.DLR_DATABASE_DOWN}.`,
    fields: { operation, sqlState: '', deadlineMs },
  });
}
