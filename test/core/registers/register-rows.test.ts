import { describe, expect, test } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import type { ListId } from '../../../src/core/compliance/rule-parameters.js';
import { cpfHash } from '../../../src/core/mailing/cpf-hash.js';
import { FACT_COLUMNS, type FactRegister, readFactRow } from '../../../src/core/registers/fact-row.js';
import {
  AUTHORISATION_COLUMNS,
  LIST_COLUMNS,
  readAuthorisationRow,
  readListRow,
} from '../../../src/core/registers/list-row.js';
import { type RegisterCells, readRow } from '../../../src/core/registers/register-cells.js';
import { findColumns, type NeededColumns } from '../../../src/core/registers/register-columns.js';
import { cpfOf } from '../../support/cpf-of.js';

const KEY = 'ab'.repeat(32);
const NOW = Date.UTC(2026, 10, 22, 15);
const CPF = cpfOf('123456789');
const HASH = cpfHash(CPF, KEY, nodeDigest);

function rowOf<Entry>(
  headers: readonly string[],
  values: readonly string[],
  needed: NeededColumns,
  read: (cells: RegisterCells) => Entry,
) {
  const reading = {
    places: findColumns(headers, needed),
    digest: nodeDigest,
    installationKeyHex: KEY,
    nowMs: NOW,
  };
  return readRow({ line: 2, values }, headers, reading, read);
}
const listRow = (list: ListId, headers: readonly string[], ...values: readonly string[]) =>
  rowOf(headers, values, LIST_COLUMNS[list], readListRow.bind(null, list));
const factRow = (register: FactRegister, headers: readonly string[], ...values: readonly string[]) =>
  rowOf(headers, values, FACT_COLUMNS[register], readFactRow.bind(null, register));

describe('a row of a list', () => {
  test.each([
    ['phone', 'since'],
    ['Telefone', 'Data Cadastro'],
    ['NÚMERO', 'data_cadastro'],
    ['nº telefone'.replace('º', 'r'), 'Data de Inclusão'],
  ])('is found under %j and %j', (phone, since) => {
    expect(listRow('sp', [phone, 'outra coisa', since], '(11) 98765-4321', 'x', '10/03/2026')).toEqual({
      entry: { phone: '+5511987654321', cpfHash: '', since: '2026-03-10' },
    });
  });

  test.each([
    '11987654321',
    '011987654321',
    '+55 11 98765-4321',
    '5511987654321',
    '="11987654321"',
    "'11987654321",
    '="(11) 98765-4321"',
  ])('takes the number as %j', (phone) => {
    expect(listRow('nmp', ['fone', 'data'], phone, '2026-03-10')).toMatchObject({
      entry: { phone: '+5511987654321' },
    });
  });

  test.each(['1187654321', '(11) 8765-4321', '+551187654321', '01187654321'])(
    'protects the holder of an old mobile of eight digits, %j, under the number it has now',
    (phone) => {
      expect(listRow('sp', ['fone', 'data'], phone, '2026-03-10')).toMatchObject({
        entry: { phone: '+5511987654321' },
      });
    },
  );

  test('takes the area code from a column of its own', () => {
    expect(listRow('sp', ['DDD', 'Telefone', 'Data'], '11', '98765-4321', '2026-03-10')).toMatchObject({
      entry: { phone: '+5511987654321' },
    });
  });

  test('keeps a person by the keyed hash of the CPF, or by the hash given, in the list that goes by person', () => {
    const headers = ['phone', 'cpf', 'cpf_hash', 'since'];
    expect(listRow('pa', headers, '', CPF, '', '2026-03-10')).toEqual({
      entry: { phone: '', cpfHash: HASH, since: '2026-03-10' },
    });
    expect(listRow('pa', headers, '91987654321', '', HASH.toUpperCase(), '2026-03-10')).toEqual({
      entry: { phone: '+5591987654321', cpfHash: HASH, since: '2026-03-10' },
    });
    expect(listRow('sp', headers, '11987654321', CPF, '', '2026-03-10')).toMatchObject({
      entry: { cpfHash: '' },
    });
  });

  test.each([
    [['', '', '', '2026-03-10'], '', 'nobody_named'],
    [['11987', '', '', '2026-03-10'], 'phone', 'phone_length'],
    [['=cmd|calc!A1', '', '', '2026-03-10'], 'phone', 'phone_letters'],
    [['1,1988E+10', '', '', '2026-03-10'], 'phone', 'phone_letters'],
    [['08007012345', '', '', '2026-03-10'], 'phone', 'phone_non_geographic'],
    [['', '11111111111', '', '2026-03-10'], 'cpf', 'cpf_check_digits'],
    [['', '', 'abc', '2026-03-10'], 'cpf_hash', 'cpf_hash'],
    [['11987654321', '', '', ''], 'since', 'since_missing'],
    [['11987654321', '', '', '31/02/2026'], 'since', 'since_invalid'],
    [['11987654321', '', '', '24/11/2026'], 'since', 'since_future'],
  ])('is left out with its column and reason: %j', (values, column, code) => {
    const verdict = listRow('pa', ['phone', 'cpf', 'cpf_hash', 'since'], ...values);
    expect(verdict).toMatchObject({ reject: { line: 2, reason: expect.stringMatching(`^${code}: `) } });
    if (column !== '') {
      expect(verdict).toMatchObject({ reject: { column } });
    }
  });

  test('does not show a phone or a CPF in its reason', () => {
    const verdict = listRow('sp', ['fone', 'data'], '11987654321999', '2026-03-10');
    expect(JSON.stringify(verdict)).not.toContain('987654321');
  });

  test('is nothing when nothing is written in it', () => {
    expect(listRow('sp', ['fone', 'data'], ' ', '')).toBeNull();
  });

  test('of a file without the column it needs is refused with the names that column may have', () => {
    expect(() => listRow('sp', ['nome', 'data'], 'a', 'b')).toThrow(
      /no column 'phone' \(phone, .*telefone.*nome, data/,
    );
    expect(() => listRow('pa', ['nome', 'data'], 'a', 'b')).toThrow(/'phone'.* or 'cpf'.* or 'cpf_hash'/);
  });
});

test('an authorisation names a number and a CNPJ, written in any way', () => {
  const read = (phone: string, cnpj: string) =>
    rowOf(['telefone', 'CNPJ do credor'], [phone, cnpj], AUTHORISATION_COLUMNS, readAuthorisationRow);
  expect(read('11987654321', '11.222.333/0001-81')).toEqual({
    entry: { phone: '+5511987654321', creditorCnpj: '11222333000181' },
  });
  expect(read('11987654321', '1222333000181')).toMatchObject({ entry: { creditorCnpj: '01222333000181' } });
  expect(read('11987654321', '12.abc.345/01de-35')).toMatchObject({
    entry: { creditorCnpj: '12ABC34501DE35' },
  });
  expect(read('11987654321', '123')).toMatchObject({ reject: { reason: expect.stringMatching(/^cnpj: /) } });
});

describe('a row of a register', () => {
  const at = Date.UTC(2026, 10, 20, 3);

  test.each([
    ['', 'paid'],
    ['Pago', 'paid'],
    ['QUITADA', 'paid'],
    ['agreed_current', 'agreed_current'],
    ['Acordo em dia', 'agreed_current'],
    ['quebra de acordo', 'open'],
    ['broken', 'open'],
  ])('of paid debts with status %j tells the debt %s', (status, state) => {
    expect(factRow('paid', ['contrato', 'data', 'situação'], 'D-1', '20/11/2026', status)).toEqual({
      entry: { kind: 'debt', debtId: 'D-1', state, sinceMs: at, attemptId: '', protocol: '' },
    });
  });

  test('of paid debts is left out when its status could mean anything, or the debt is missing', () => {
    const headers = ['debt_id', 'since', 'status'];
    expect(factRow('paid', headers, 'D-1', '2026-11-20', 'em análise')).toMatchObject({
      reject: { column: 'status' },
    });
    expect(factRow('paid', headers, '', '2026-11-20', 'paid')).toMatchObject({
      reject: { column: 'debt_id' },
    });
  });

  test('of opt-outs is of every purpose unless it names one', () => {
    const headers = ['phone', 'cpf', 'purpose', 'since', 'protocolo'];
    const who = { phone: '+5511987654321', cpfHash: HASH, sinceMs: at, attemptId: '', protocol: 'P1' };
    expect(factRow('optout', headers, '11987654321', CPF, '', '2026-11-20', 'P1')).toEqual({
      entry: { kind: 'opt_out', purpose: '*', ...who },
    });
    expect(factRow('optout', headers, '11987654321', CPF, 'Cobrança', '2026-11-20', 'P1')).toEqual({
      entry: { kind: 'opt_out', purpose: 'cobranca', ...who },
    });
    expect(factRow('optout', headers, '11987654321', '', 'venda', '2026-11-20', '')).toMatchObject({
      reject: { column: 'purpose' },
    });
    expect(factRow('optout', headers, '', '', '*', '2026-11-20', '')).toMatchObject({
      reject: { reason: expect.stringMatching(/^nobody_named: /) },
    });
  });

  test('of opt-ins is consent unless it names another basis', () => {
    const headers = ['phone', 'purpose', 'basis', 'since'];
    expect(factRow('optin', headers, '11987654321', 'oferta', '', '2026-11-20')).toMatchObject({
      entry: { kind: 'opt_in', basis: 'consent', purpose: 'oferta', cpfHash: '' },
    });
    expect(factRow('optin', headers, '11987654321', '*', 'legitimate interest', '2026-11-20')).toMatchObject({
      entry: { basis: 'legitimate_interest' },
    });
    expect(factRow('optin', headers, '11987654321', '*', 'achei no site', '2026-11-20')).toMatchObject({
      reject: { column: 'basis' },
    });
  });
});
