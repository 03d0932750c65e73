import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import { hasCpfCheckDigits, parseCpf } from '../../../src/core/mailing/cpf.js';
import { guessMapping, mapColumns } from '../../../src/core/mailing/mailing-mapping.js';
import { makeRowReader } from '../../../src/core/mailing/mailing-row-reader.js';
import { maskValue } from '../../../src/core/mailing/mask.js';
import { cpfOf } from '../../support/cpf-of.js';

const KEY = 'ab'.repeat(32);

function reader(headers: readonly string[], mapping: Readonly<Record<string, string>> = {}) {
  const columns = mapColumns(headers, mapping);
  const read = makeRowReader({
    columns,
    digest: nodeDigest,
    installationKeyHex: KEY,
    newSalt: () => 'cd'.repeat(32),
  });
  return (...values: string[]) => read({ line: 7, values });
}

describe('reading a row', () => {
  const read = reader([
    'Nome',
    'CPF',
    'Contrato',
    'Telefone 1',
    'Telefone 2',
    'Valor',
    'IBGE',
    'Prioridade',
    'Obs',
  ]);

  test('a good row becomes a contact whose CPF is only there as its keyed hash', () => {
    const verdict = read(
      'Ana  Souza',
      '529.982.247-25',
      'C-1',
      '(11) 98765-4321',
      '1130040001',
      '1.234,56',
      '3550308',
      '5',
      'liga à tarde',
    );
    expect(verdict).toEqual({
      ok: true,
      phonesIgnored: 0,
      row: {
        key: `cpf:${nodeDigest.hmacSha256(KEY, '52998224725')}`,
        line: 7,
        name: 'Ana Souza',
        cpfHash: nodeDigest.hmacSha256(KEY, '52998224725'),
        debtId: 'C-1',
        segment: '',
        municipality: '3550308',
        addressUf: '',
        phones: ['+5511987654321', '+551130040001'],
        fields: { valor: '1.234,56', Obs: 'liga à tarde' },
        priority: 5,
        salt: 'cd'.repeat(32),
      },
    });
  });

  test.each([
    ['SP', 'SP'],
    [' sp ', 'SP'],
    ['São Paulo', 'SP'],
    ['MATO GROSSO DO SUL', 'MS'],
    ['Rio Grande do Norte', 'RN'],
    ['exterior', ''],
    ['', ''],
  ])('the state %j of an address is read as %j, and what is none is shown to the agent', (written, uf) => {
    const readWithUf = reader(['Telefone', 'UF']);
    const verdict = readWithUf('11 98765-4321', written);
    expect(verdict).toMatchObject({
      ok: true,
      row: { addressUf: uf, fields: written !== '' && uf === '' ? { uf: written } : {} },
    });
  });

  test('a bad phone beside a good one is left out and counted; without a good one the row is rejected, masked', () => {
    expect(read('A', '', 'C', '123', '11 98765-4321', '', '', '', '')).toMatchObject({
      ok: true,
      phonesIgnored: 1,
      row: { phones: ['+5511987654321'], key: 'debt:C' },
    });
    const verdict = read('A', '', 'C', '(10) 98765-4321', '', '', '', '', '');
    expect(verdict).toMatchObject({ ok: false, reject: { line: 7, column: 'Telefone 1' } });
    expect(JSON.stringify(verdict)).toContain('phone_ddd');
    expect(JSON.stringify(verdict)).not.toContain('98765');
    expect(read('A', '', 'C', '', '', '', '', '', '')).toMatchObject({
      ok: false,
      reject: { reason: expect.stringContaining('phone_missing') },
    });
  });

  test.each([
    ['52998224726', 'cpf_check_digits'],
    ['111.111.111-11', 'cpf_check_digits'],
    ['1,23457E+10', 'cpf_spoiled_by_spreadsheet'],
    ['529982247', 'cpf_check_digits'],
    ['12345678000195', 'cpf_length'],
    ['abc', 'cpf_characters'],
  ])('the CPF %s is rejected as %s', (cpf, reason) => {
    expect(read('A', cpf, '', '11987654321', '', '', '', '', '')).toMatchObject({
      ok: false,
      reject: { column: 'CPF', reason: expect.stringContaining(reason) },
    });
  });

  test('a CPF stays nowhere: not as contract, in the name, in a note, nor the spouse’s', () => {
    const withSpouse = reader(['nome', 'cpf', 'contrato', 'fone', 'obs', 'cpf conjuge']);
    const verdict = withSpouse(
      'Ana 52998224725',
      '52998224725',
      '529.982.247-25',
      '11987654321',
      'CPF 111.444.777-35 e 52998224725',
      '11144477735',
    );
    expect(verdict).toMatchObject({ ok: true, row: { debtId: '' } });
    expect(JSON.stringify(verdict)).not.toMatch(/52998224725|529\.982|11144477735|111\.444/);
  });

  test('area codes in columns of their own are put before their phones', () => {
    const apart = reader(['DDD1', 'FONE1', 'DDD2', 'FONE2']);
    expect(apart('11', '98765-4321', '021', '2555-1234')).toMatchObject({
      ok: true,
      row: { phones: ['+5511987654321', '+552125551234'] },
    });
    const shared = reader(['ddd', 'celular']);
    expect(shared('31', '987654321')).toMatchObject({ ok: true, row: { phones: ['+5531987654321'] } });
  });

  test('an empty row is nothing, neither contact nor reject', () => {
    expect(read('', ' ', '', '', '', '', '', '', '')).toEqual({ ok: null });
  });

  test('whatever a row holds, it is a contact with a dialable phone or a reject with its line, and no CPF comes out', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'binary' }),
            fc.constantFrom('11987654321', '52998224725', '529.982.247-25', '=1+1', '\u0000'),
          ),
          { minLength: 9, maxLength: 9 },
        ),
        (values) => {
          const verdict = read(...values);
          if (verdict.ok === true) {
            expect(verdict.row.phones.length).toBeGreaterThan(0);
            expect(verdict.row.phones.every((phone) => /^\+55\d{10,11}$/.test(phone))).toBe(true);
            expect(JSON.stringify(verdict.row)).not.toContain('529.982.247-25');
            expect(JSON.stringify(verdict.row)).not.toContain('\\u0000');
          } else if (verdict.ok === false) {
            expect(verdict.reject.line).toBe(7);
            expect(verdict.reject.reason).not.toContain('52998224725');
          }
        },
      ),
      { seed: 7, numRuns: 500 },
    );
  });
});

describe('CPF', () => {
  test('every CPF with its check digits passes, with zeros lost or punctuation; any other pair fails', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_998 }), fc.integer({ min: 1, max: 99 }), (n, shift) => {
        const cpf = cpfOf(String(n).padStart(9, '0'));
        fc.pre(!/^(\d)\1*$/.test(cpf));
        expect(parseCpf(cpf)).toEqual({ ok: true, digits: cpf });
        const bare = cpf.replace(/^0{1,3}/, '');
        expect(parseCpf(bare)).toEqual({ ok: true, digits: cpf });
        const other = cpf.slice(0, 9) + String((Number(cpf.slice(9)) + shift) % 100).padStart(2, '0');
        expect(hasCpfCheckDigits(other)).toBe(false);
      }),
      { seed: 3 },
    );
  });
});

describe('mapping', () => {
  test('headers as centres write them are recognised', () => {
    expect(
      guessMapping([
        'NOME DO CLIENTE',
        'CPF/CNPJ',
        'Nº Contrato',
        'Telefone_1',
        'Celular',
        'VLR_DIVIDA',
        'Dt. Vencimento',
        'Carteira',
        'Cód. IBGE',
        'Prioridade',
        'Observação',
      ]),
    ).toEqual({
      'NOME DO CLIENTE': 'name',
      'CPF/CNPJ': 'cpf',
      'Nº Contrato': 'debt',
      Telefone_1: 'phone1',
      Celular: 'phone',
      VLR_DIVIDA: 'amount',
      'Dt. Vencimento': 'due_date',
      Carteira: 'segment',
      'Cód. IBGE': 'municipality',
      Prioridade: 'priority',
      Observação: 'field',
    });
  });

  test('a file without a phone column is refused, naming what was found and what is expected', () => {
    expect(() => mapColumns(['nome', 'cpf', 'endereço'], {})).toThrow(
      /telefone.*Columns found: nome, cpf, endereço/,
    );
  });

  test('a mapping that names a missing column or an unknown word is refused', () => {
    expect(() => mapColumns(['a', 'b'], { c: 'phone' })).toThrow(/'c', which the file does not have/);
    expect(() => mapColumns(['a', 'b'], { a: 'fone' })).toThrow(/unknown target 'fone'/);
  });

  test('a given mapping wins over guesses, and orders the phones', () => {
    const read = reader(['nome', 'tel', 'cel'], { cel: 'phone1', tel: 'phone2', nome: 'ignore' });
    expect(read('Ana', '1130040001', '11987654321')).toMatchObject({
      ok: true,
      row: { name: '', phones: ['+5511987654321', '+551130040001'] },
    });
  });
});

test('a masked value shows at most a third and never the whole', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (value) => {
      const trimmed = value.trim();
      fc.pre(trimmed !== '' && !trimmed.includes('*'));
      const masked = maskValue(value);
      const shown = [...masked].filter((c) => c !== '*').length;
      expect(shown).toBeLessThanOrEqual([...trimmed].length / 3);
    }),
    { seed: 5 },
  );
});
