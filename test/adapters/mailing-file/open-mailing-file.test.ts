import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { openMailingFile } from '../../../src/adapters/mailing-file/open-mailing-file.js';
import { csvLine, unguardedCell } from '../../../src/core/export/csv-cell.js';
import type { MailingLine } from '../../../src/core/mailing/mailing-line.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-mailing-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A ZIP of one entry whose directory and header say what they are told to. */
function zipOf(name: string, deflated: Buffer, flags: number, claims: number): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(flags === 0 ? deflated.length : 0, 18);
  header.writeUInt32LE(claims, 22);
  header.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(deflated.length, 20);
  entry.writeUInt32LE(100, 24);
  entry.writeUInt16LE(name.length, 28);
  const told = Buffer.alloc(flags === 0 ? 0 : 16);
  if (told.length > 0) {
    told.writeUInt32LE(0x08074b50, 0);
  }
  const before = [header, Buffer.from(name), deflated, told];
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(Buffer.concat(before).length, 16);
  return Buffer.concat([...before, entry, Buffer.from(name), end]);
}

async function open(content: string | Buffer) {
  const path = join(folder, 'mailing.csv');
  writeFileSync(path, content);
  const source = await openMailingFile(path);
  const lines: MailingLine[] = [];
  for await (const line of source.lines()) {
    lines.push(line);
  }
  return { source, lines };
}

const good = (line: number, ...values: string[]): MailingLine => ({ line, values });

describe('a CSV mailing', () => {
  test.each([[';'], [','], ['\t'], ['|']])('is cut at %j', async (sign) => {
    const { source, lines } = await open(`nome${sign}fone\r\nAna${sign}1\r\n\r\nBia${sign}2`);
    expect(source.headers).toEqual(['nome', 'fone']);
    expect(lines).toEqual([good(2, 'Ana', '1'), good(4, 'Bia', '2')]);
  });

  test('is read as UTF-8 with or without mark, windows-1252 and UTF-16, by its content', async () => {
    const text = 'nome;fone\nJoão – “Zé” €;1\n';
    const windows = Buffer.from(
      [...text].map((c) => ({ '–': 0x96, '“': 0x93, '”': 0x94, '€': 0x80 })[c] ?? c.charCodeAt(0)),
    );
    for (const [content, form] of [
      [Buffer.from(text), 'utf-8'],
      [Buffer.from(`\ufeff${text}`), 'utf-8 with BOM'],
      [windows, 'windows-1252'],
      [Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le with BOM'],
    ] as const) {
      const { source, lines } = await open(content);
      expect(source.form).toBe(`CSV, ';', ${form}`);
      expect(lines).toEqual([good(2, 'João – “Zé” €', '1')]);
    }
  });

  test('is windows-1252 even when its first accent comes after two megabytes', async () => {
    const plain = 'Ana;1\n'.repeat(400_000);
    const { source, lines } = await open(
      Buffer.concat([Buffer.from(`nome;fone\n${plain}`), Buffer.from([0x4a, 0x6f, 0xe3, 0x6f, 0x3b, 0x31])]),
    );
    expect(source.form).toContain('windows-1252');
    expect(lines.at(-1)).toEqual(good(400_002, 'João', '1'));
  });

  test('that is UTF-8 but for one row loses that row only', async () => {
    const rows = Array.from({ length: 50 }, () => 'João;1\n').join('');
    const { lines } = await open(
      Buffer.concat([
        Buffer.from(`nome;fone\n${rows}`),
        Buffer.from([0x4a, 0xe3, 0x6f, 0x3b, 0x31, 0x0a]),
        Buffer.from('Zé;2\n'),
      ]),
    );
    expect(lines.slice(-2)).toEqual([{ line: 52, broken: 'encoding' }, good(53, 'Zé', '2')]);
  });

  test('keeps true line numbers over quoted line breaks and quoted signs', async () => {
    const { lines } = await open(
      'nome;obs;fone\n"Ana ""A"" Souza";"linha 1\nlinha; 2";1\nBia;;2\n"Caio";"x";3\n',
    );
    expect(lines).toEqual([
      good(2, 'Ana "A" Souza', 'linha 1\nlinha; 2', '1'),
      good(4, 'Bia', '', '2'),
      good(5, 'Caio', 'x', '3'),
    ]);
  });

  test('loses one row to a stray quote, a text after a quote or a value too many, and reads the rest', async () => {
    const after = Array.from({ length: 200 }, (_, n) => `P${n};9`).join('\n');
    const { lines } = await open(`nome;fone\nAna;1\n"Bia;2\nCaio 5" tela;3\n"Duda"x;4\nEva;5;6\n${after}\n`);
    expect(lines.slice(0, 5)).toEqual([
      good(2, 'Ana', '1'),
      { line: 3, broken: 'quote_not_closed' },
      good(4, 'Caio 5" tela', '3'),
      { line: 5, broken: 'text_after_quote' },
      { line: 6, broken: 'too_many_columns' },
    ]);
    expect(lines.slice(5)).toHaveLength(200);
  });

  test('reads on after a quote that is open at its end', async () => {
    const { lines } = await open('nome;fone\n"Ana;1\nBia;2\nCaio;3');
    expect(lines).toEqual([
      { line: 2, broken: 'quote_not_closed' },
      good(3, 'Bia', '2'),
      good(4, 'Caio', '3'),
    ]);
  });

  test('may begin with sep=, end rows with extra signs, leave out last values and repeat headers', async () => {
    const { source, lines } = await open('sep=,\nfone,fone,,nome,,\n1,2,x,Ana,,\n3\n');
    expect(source.headers).toEqual(['fone', 'fone (2)', 'column 3', 'nome']);
    expect(lines).toEqual([good(3, '1', '2', 'x', 'Ana', '', ''), good(4, '3')]);
  });

  test('with a line of two megabytes loses that line and keeps its memory', async () => {
    const { lines } = await open(`nome;fone\nAna;1\n${'x'.repeat(2 << 20)}\nBia;2\n`);
    expect(lines).toEqual([good(2, 'Ana', '1'), { line: 3, broken: 'line_too_long' }, good(4, 'Bia', '2')]);
  });

  test('that is empty, binary, an old workbook or missing is refused with what to do', async () => {
    await expect(open('')).rejects.toThrow(/empty/);
    await expect(open(Buffer.from([1, 0, 2, 0]))).rejects.toThrow(/not a text file.*UTF-8/);
    await expect(open(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1]))).rejects.toThrow(/XLSX or CSV/);
    await expect(openMailingFile(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'DLR_NOT_FOUND' });
  });

  test('gives back what our own CSV writer wrote, formulas and quotes included', async () => {
    const cellText = fc.string({
      unit: fc.constantFrom('a', 'é', '"', "'", ',', ';', '\n', '=', '+', '-', '@', '1', ' '),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cellText, cellText), { minLength: 1, maxLength: 20 }),
        async (rows) => {
          const written = rows.map(([a, b]) => [`x${a}x`, `'${b}`] as const);
          const { lines } = await open(['h1,h2\r\n', ...written.map(([a, b]) => csvLine([a, b]))].join(''));
          const read = lines.map((line) =>
            'values' in line ? line.values.map((value) => unguardedCell(value).trimEnd()) : line,
          );
          expect(read).toEqual(written.map(([a, b]) => [a, b.trimEnd()]));
        },
      ),
      { seed: 11, numRuns: 150 },
    );
  });
});

describe('an XLSX mailing', () => {
  test('is read with its numbers whole, its dates as days and its line numbers', async () => {
    const path = join(folder, 'mailing.xlsx');
    const head = ['nome', 'cpf', 'telefone', 'vencimento'].map((value) => ({ value, type: String }));
    const row = [
      { value: 'João', type: String },
      { value: 52998224725, type: Number },
      { value: 11987654321, type: Number },
      { value: new Date(Date.UTC(2026, 10, 22)), type: Date, format: 'dd/mm/yyyy' },
    ];
    await writeXlsxFile([head, row, row] as never).toFile(path);
    const source = await openMailingFile(path);
    const lines: MailingLine[] = [];
    for await (const line of source.lines()) {
      lines.push(line);
    }
    expect(source.headers).toEqual(['nome', 'cpf', 'telefone', 'vencimento']);
    expect(lines).toEqual(
      [2, 3].map((line) => good(line, 'João', '52998224725', '11987654321', '2026-11-22')),
    );
  });

  test('that would not fit into memory is refused before it is unpacked, naming CSV', async () => {
    // A ZIP whose directory promises 400 MiB.
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt32LE(400 << 20, 24);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt32LE(46, 12);
    end.writeUInt32LE(4, 16);
    const path = join(folder, 'bomb.xlsx');
    writeFileSync(path, Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), entry, end]));
    await expect(openMailingFile(path)).rejects.toThrow(/too large.*CSV/);
  });

  test('that says it is small and inflates without end is refused while it inflates', async () => {
    const path = join(folder, 'lying.xlsx');
    const sheet = deflateRawSync(Buffer.alloc(97 << 20, ' '), { level: 1 });
    for (const [flags, claims] of [
      [0, 100],
      // Sizes come after the entry, as of a program that writes as it goes.
      [8, 0],
      // A size that would be set aside before the first byte.
      [0, 0xfffffffe],
    ] as const) {
      writeFileSync(path, zipOf('xl/worksheets/sheet1.xml', sheet, flags, claims));
      await expect(openMailingFile(path)).rejects.toThrow(/too large.*more than its directory tells.*CSV/);
    }
  });
});
