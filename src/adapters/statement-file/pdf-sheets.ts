import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import { reais } from '../../core/billing/brazilian-text.js';
import type { SheetCell, StatementSheet } from '../../core/billing/statement-sheets.js';

/** Tables as they are printed: on A4, with a heading and a foot on each page. */
export interface PrintedTables {
  readonly title: string;
  readonly subtitle: string;
  /** On every page: what ties the paper to what it was made from. */
  readonly foot: string;
  /** The document's own date. What is printed, and to the byte how, depends on nothing else. */
  readonly madeAtMs: number;
  readonly sheets: readonly StatementSheet[];
}

/** A4 across, in points. */
const PAGE = { width: 841.89, height: 595.28, margin: 34 } as const;
const WIDTH = PAGE.width - 2 * PAGE.margin;
const BOTTOM = PAGE.height - PAGE.margin - 16;
const SIZE = { title: 14, subtitle: 10, heading: 10, cell: 7, foot: 6.5 } as const;
const [TEXT, BOLD] = ['Helvetica', 'Helvetica-Bold'] as const;
const PAD = 5;
/** A column is no narrower than this where its text is longer, and asks for no more than that. */
const [LEAST, MOST] = [30, 230] as const;
/** Rows whose texts say how wide the columns are to be. */
const MEASURED_ROWS = 200;
/** Rows between two turns of the loop: whoever prints is the process that dials. */
const ROWS_A_TURN = 5;

/** Characters that the fonts every reader has (WinAnsi) lack, in others. */
const WRITTEN: Readonly<Record<string, string>> = { '≥': '>=', '≤': '<=', '→': '->', '−': '-', '≠': '<>' };

function written(text: string): string {
  return text.replace(/[^\n\x20-\x7e\xa0-\xff–—‘’“”•…€]/gu, (character) => WRITTEN[character] ?? '?');
}

function textOf(cell: SheetCell): string {
  return typeof cell === 'object' ? reais(cell.money) : written(String(cell));
}

/** Where the next thing goes, on a document that is being drawn. */
class Sheets {
  readonly pdf: PDFKit.PDFDocument;
  #y: number = PAGE.height;

  constructor({ title, madeAtMs }: PrintedTables) {
    this.pdf = new PDFDocument({
      size: 'A4',
      layout: 'landscape',
      // Lines break where this file says, never by themselves.
      margin: 0,
      // What a library for compression makes of the same text differs from version to version.
      compress: false,
      bufferPages: true,
      autoFirstPage: false,
      lang: 'pt-BR',
      info: { Title: title, CreationDate: new Date(madeAtMs) },
    });
  }

  /** Makes room for so much, on a new page where it is needed; true when there is one. */
  #room(height: number): boolean {
    if (this.#y + height <= BOTTOM) {
      return false;
    }
    this.pdf.addPage();
    this.#y = PAGE.margin;
    return true;
  }

  line(text: string, font: string, size: number, below: number): void {
    this.pdf.font(font).fontSize(size);
    const height = this.pdf.heightOfString(text, { width: WIDTH });
    this.#room(height + below);
    this.pdf.fillColor('#111111').text(text, PAGE.margin, this.#y, { width: WIDTH });
    this.#y += height + below;
  }

  async table({ name, columns, rows }: StatementSheet): Promise<void> {
    const head = columns.map(written);
    const texts = rows.map((row) => row.map(textOf));
    const widths = this.#widthsOf(head, texts.slice(0, MEASURED_ROWS));
    const right = columns.map((_, column) => rows.every((row) => typeof row[column] !== 'string'));
    // A heading stays with the first row.
    this.#room(60);
    this.#y += 8;
    this.line(written(name), BOLD, SIZE.heading, 3);
    this.#row(head, widths, right, BOLD);
    for (const [index, row] of texts.entries()) {
      if (this.#room(this.#heightOf(row, widths))) {
        this.#row(head, widths, right, BOLD);
      }
      this.#row(row, widths, right, TEXT);
      if (index % ROWS_A_TURN === 0) {
        await setImmediate();
      }
    }
  }

  #heightOf(row: readonly string[], widths: readonly number[]): number {
    this.pdf.font(TEXT).fontSize(SIZE.cell);
    const heights = row.map((text, column) =>
      this.pdf.heightOfString(text, { width: (widths[column] ?? LEAST) - PAD }),
    );
    return Math.max(...heights) + 4;
  }

  #row(row: readonly string[], widths: readonly number[], right: readonly boolean[], font: string): void {
    const height = this.#heightOf(row, widths);
    this.pdf.font(font).fontSize(SIZE.cell).fillColor('#111111');
    let x = PAGE.margin;
    for (const [column, text] of row.entries()) {
      const width = widths[column] ?? LEAST;
      const align = right[column] === true ? 'right' : 'left';
      this.pdf.text(text, x, this.#y + 2, { width: width - PAD, align });
      x += width;
    }
    this.#y += height;
    this.pdf
      .lineWidth(0.4)
      .strokeColor('#999999')
      .moveTo(PAGE.margin, this.#y)
      .lineTo(PAGE.margin + WIDTH, this.#y)
      .stroke();
  }

  /** As wide as their texts where the page allows it; else what is wanted over the least is shared. */
  #widthsOf(head: readonly string[], rows: readonly (readonly string[])[]): readonly number[] {
    this.pdf.font(BOLD).fontSize(SIZE.cell);
    const wanted = head.map((title) => this.pdf.widthOfString(title) + PAD);
    this.pdf.font(TEXT);
    for (const row of rows) {
      row.forEach((text, column) => {
        wanted[column] = Math.min(
          MOST,
          Math.max(wanted[column] ?? 0, this.pdf.widthOfString(text) + PAD + 1),
        );
      });
    }
    const all = wanted.reduce((sum, one) => sum + one, 0);
    if (all <= WIDTH) {
      return wanted;
    }
    const least = wanted.map((one) => Math.min(one, LEAST));
    const floor = least.reduce((sum, one) => sum + one, 0);
    const share = Math.max(0, WIDTH - floor) / (all - floor);
    return wanted.map((one, column) => (least[column] ?? 0) + (one - (least[column] ?? 0)) * share);
  }

  /** Writes the foot on every page and ends the document. */
  end(foot: string): void {
    const { count } = this.pdf.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.pdf.switchToPage(page);
      this.pdf.font(TEXT).fontSize(SIZE.foot).fillColor('#444444');
      const y = PAGE.height - PAGE.margin;
      this.pdf.text(foot, PAGE.margin, y, { width: WIDTH - 60 });
      this.pdf.text(`${page + 1} / ${count}`, PAGE.margin + WIDTH - 60, y, { width: 60, align: 'right' });
    }
    this.pdf.end();
  }
}

/** Tables as a PDF: the same ones give the same bytes. Draws a few rows at a time. */
export async function pdfOfTables(printed: PrintedTables): Promise<Buffer> {
  const sheets = new Sheets(printed);
  sheets.line(written(printed.title), BOLD, SIZE.title, 2);
  sheets.line(written(printed.subtitle), TEXT, SIZE.subtitle, 2);
  for (const sheet of printed.sheets.filter(({ rows }) => rows.length > 0)) {
    await sheets.table(sheet);
  }
  sheets.end(written(printed.foot));
  return buffer(sheets.pdf);
}
