import { describe, expect, it } from 'vitest';
import { DatabaseDefect, databaseError } from '../../../src/adapters/postgres/database-error.js';
import { CadenciaError } from '../../../src/core/kernel/errors.js';

function serverError(code: string, message = 'x'): Error {
  return Object.assign(new Error(message), { code, detail: 'Key (cpf)=(12345678909) already exists.' });
}

describe('errors of the database', () => {
  it.each([
    ['53100', 'DLR_DATABASE_FULL', 'disk is full'],
    ['53200', 'DLR_DATABASE_FULL', 'out of memory'],
    ['57P01', 'DLR_DATABASE_DOWN', 'shutting down'],
    ['57014', 'DLR_DATABASE_DOWN', 'deadline'],
    ['08006', 'DLR_DATABASE_DOWN', 'connection failed'],
    ['ECONNREFUSED', 'DLR_DATABASE_DOWN', 'nothing listens'],
    ['28P01', 'DLR_CONFIG_INVALID', 'refused the user'],
    ['42P01', 'DLR_DATABASE_MIGRATION', 'cadencia migrate'],
  ])('%s becomes %s and says what to do', (sqlState, code, words) => {
    const error = databaseError(serverError(sqlState), 'attempts.commit');
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(words);
    expect(error.message).toContain('attempts.commit');
  });

  it('takes the words of the driver for a lost connection, which has no code', () => {
    const error = databaseError(new Error('Connection terminated unexpectedly'), 'contacts.lease');
    expect(error).toMatchObject({ code: 'DLR_DATABASE_DOWN', retryable: true });
  });

  it('looks into the many refusals of a host with several addresses', () => {
    const refused = new AggregateError([serverError('ECONNREFUSED')]);
    expect(databaseError(refused, 'x')).toMatchObject({ code: 'DLR_DATABASE_DOWN' });
  });

  it("tells a defect by its SQLSTATE and its place, never by the row's values", () => {
    const thrown = Object.assign(serverError('23505', 'value "12345678909"'), {
      table: 'contacts',
      constraint: 'contacts_key',
    });
    const error = databaseError(thrown, 'mailings.addRows');
    expect(error).toBeInstanceOf(DatabaseDefect);
    expect(error.message).toBe(
      "The database refused 'mailings.addRows' with SQLSTATE 23505 (contacts.contacts_key)",
    );
    expect(JSON.stringify([error.message, error.stack, error.cause])).not.toContain('12345678909');
  });

  it('passes errors of the catalogue on as they are', () => {
    const error = new CadenciaError('DLR_DATABASE_DOWN', { detail: 'x' });
    expect(databaseError(error, 'y')).toBe(error);
  });
});
