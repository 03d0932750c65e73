import { describe, expect, it } from 'vitest';
import { type PrintedTables, pdfOfTables } from '../../../src/adapters/statement-file/pdf-sheets.js';

const HASH = 'ab'.repeat(32);
const DOCUMENT: PrintedTables = {
  title: 'Telecobrança para banco federal (2020), 2026-10, versão 2',
  subtitle: 'aprovado, R$ 1.234,56',
  foot: `banco-alfa_2026-10_v2 · contrato banco-alfa@3 · hash ${HASH}`,
  madeAtMs: Date.parse('2026-11-03T12:00:00Z'),
  sheets: [
    {
      name: 'Linhas',
      columns: ['Linha', 'Valor', 'Cálculo'],
      rows: Array.from({ length: 120 }, (_, n) => [
        `linha-${n}-${'muito-comprida-'.repeat(8)}`,
        { money: '-1234.50' },
        'VA × 5 % se ICA ≥ 90 → nada '.repeat(6),
      ]),
    },
    { name: 'Vazia', columns: ['Nada'], rows: [] },
  ],
};

/** The words of a page, line by line. */
function wordsOf(pdf: Buffer): string {
  return [...pdf.toString('latin1').matchAll(/\[([^\]]*)\] TJ/g)]
    .map(([, parts = '']) =>
      [...parts.matchAll(/<([0-9a-f]+)>/g)]
        .map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1'))
        .join(''),
    )
    .join('\n');
}

describe('tables as PDF', () => {
  it('are the same to the byte each time', async () => {
    const [one, other] = [await pdfOfTables(DOCUMENT), await pdfOfTables(DOCUMENT)];
    expect(one.equals(other)).toBe(true);
    expect(one.equals(await pdfOfTables({ ...DOCUMENT, foot: 'another' }))).toBe(false);
  });

  it('bear on each page what ties them to contract and log, and the columns again', async () => {
    const pdf = await pdfOfTables(DOCUMENT);
    const pages = pdf.toString('latin1').match(/\/Type \/Page\n/g)?.length ?? 0;
    const words = wordsOf(pdf);
    expect(pages).toBeGreaterThan(3);
    const counted = (text: string): number => words.split(text).length - 1;
    expect(counted(HASH)).toBe(pages);
    expect(counted('Cálculo')).toBe(pages);
    expect(words).toContain(`${pages} / ${pages}`);
    expect(words).not.toContain('Vazia');
  });

  it('lose no row and no amount, and write what the fonts lack in other characters', async () => {
    const words = wordsOf(await pdfOfTables(DOCUMENT));
    expect(words.split('-1.234,50').length - 1).toBe(120);
    expect(new Set(words.match(/^linha-\d+-/gm)).size).toBe(120);
    expect(words).toContain('>= 90 -> nada');
  });
});
