import { parse } from 'csv-parse/sync';
import type { BrokenLine, MailingLine } from '../../core/mailing/mailing-line.js';

/** A quoted value may span this many lines; beyond it the quote is a stray one. */
const LONGEST_QUOTED_LINES = 50;
/** A physical line longer than this is no row of a mailing. */
export const LONGEST_LINE = 1 << 20;
/** Quoted records parsed in one call: csv-parse costs most at its start. */
const BATCH = 256;

/** Where a record stands after some text: complete, inside quotes, or spoiled. */
type QuoteState = 'complete' | 'open' | 'spoiled';

/** Follows the quotes of RFC 4180 through one text; a quote inside an unquoted value is an ordinary character. */
export function quoteState(text: string, delimiter: string): QuoteState {
  let at = 0;
  for (;;) {
    // At the start of a value.
    while (text[at] === ' ') {
      at += 1;
    }
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1);
      if (close === -1) {
        return 'open';
      }
      at = close + 1;
      while (text[at] === ' ') {
        at += 1;
      }
      if (at < text.length && text[at] !== delimiter) {
        return 'spoiled';
      }
    }
    const next = text.indexOf(delimiter, at);
    if (next === -1) {
      return 'complete';
    }
    at = next + 1;
  }
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at !== -1 && text[at + 1] === '"') {
    at = text.indexOf('"', at + 2);
  }
  return at;
}

function parseQuoted(text: string, delimiter: string): string[][] {
  return parse(text, {
    delimiter,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: false,
    trim: true,
    record_delimiter: '\n',
  });
}

/** A physical line without its end, and its number. */
export interface PhysicalLine {
  readonly number: number;
  readonly text: string;
}

/**
 * Puts physical lines together to records and reads them. A record that cannot be read costs its first line only:
 * reading takes up again at the very next line, so that a stray quote does not swallow the rest of the file, as it
 * does in a parser that knows no lines. Records without quotes are split here, the others by csv-parse.
 */
export class CsvRecords {
  private readonly delimiter: string;
  private readonly columns: number;
  private readonly spoilt: boolean;
  /** Lines of a record whose quotes are open. */
  private open: PhysicalLine[] = [];
  private openText = '';
  private quoted: PhysicalLine[] = [];
  private out: MailingLine[] = [];

  /** `spoilt`: the file has bytes that are not of its encoding, which show as U+FFFD. */
  constructor(delimiter: string, columns: number, spoilt: boolean) {
    this.delimiter = delimiter;
    this.columns = columns;
    this.spoilt = spoilt;
  }

  /** Takes one line in; `take` gives what is complete. */
  push(line: PhysicalLine): void {
    const waiting = [line];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      waiting.unshift(...this.step(next));
    }
  }

  /** Ends the file: what is still open is broken. */
  end(): void {
    while (this.open.length > 0) {
      const [first, ...rest] = this.open;
      this.open = [];
      if (first !== undefined) {
        this.broken(first.number, 'quote_not_closed');
      }
      for (const line of rest) {
        this.push(line);
      }
    }
    this.flushQuoted();
  }

  /** The records read so far, in file order. */
  take(): readonly MailingLine[] {
    if (this.quoted.length >= BATCH || this.out.length >= BATCH) {
      this.flushQuoted();
    }
    if (this.quoted.length > 0) {
      return [];
    }
    const taken = this.out;
    this.out = [];
    return taken;
  }

  /** Handles a line; the lines it gives back are to be read again as if new. */
  private step(line: PhysicalLine): readonly PhysicalLine[] {
    if (this.open.length === 0) {
      if (line.text.trim() === '') {
        // An empty line between records; inside quotes it is part of the value.
      } else if (line.text.length > LONGEST_LINE) {
        this.broken(line.number, 'line_too_long');
      } else if (!line.text.includes('"')) {
        this.emit(line.number, line.text.split(this.delimiter), false);
      } else {
        this.judge([line], line.text);
      }
      return [];
    }
    const lines = [...this.open, line];
    const text = `${this.openText}\n${line.text}`;
    this.open = [];
    if (!line.text.includes('"')) {
      return this.keepOpen(lines, text);
    }
    const state = quoteState(text, this.delimiter);
    if (state === 'open') {
      return this.keepOpen(lines, text);
    }
    if (state === 'complete' && this.fitsHeader(text)) {
      this.quoted.push({ number: lines[0]?.number ?? 0, text });
      return [];
    }
    return this.giveUpFirst(lines);
  }

  private judge(lines: PhysicalLine[], text: string): void {
    const state = quoteState(text, this.delimiter);
    if (state === 'open') {
      this.open = lines;
      this.openText = text;
    } else if (state === 'spoiled') {
      this.broken(lines[0]?.number ?? 0, 'text_after_quote');
    } else {
      this.quoted.push({ number: lines[0]?.number ?? 0, text });
    }
  }

  private keepOpen(lines: PhysicalLine[], text: string): readonly PhysicalLine[] {
    if (lines.length > LONGEST_QUOTED_LINES || text.length > LONGEST_LINE) {
      return this.giveUpFirst(lines);
    }
    this.open = lines;
    this.openText = text;
    return [];
  }

  private giveUpFirst(lines: readonly PhysicalLine[]): readonly PhysicalLine[] {
    this.broken(lines[0]?.number ?? 0, 'quote_not_closed');
    return lines.slice(1);
  }

  /** A record over several lines is believed only when it has the columns of the header. */
  private fitsHeader(text: string): boolean {
    const values = parseQuoted(text, this.delimiter)[0] ?? [];
    return values.length >= this.columns && values.slice(this.columns).every((value) => value === '');
  }

  private flushQuoted(): void {
    const batch = this.quoted;
    if (batch.length === 0) {
      return;
    }
    this.quoted = [];
    const later = this.out;
    this.out = [];
    const records = this.parseBatch(batch);
    batch.forEach((line, index) => {
      const values = records[index];
      if (values === null || values === undefined) {
        this.broken(line.number, 'text_after_quote');
      } else {
        this.emit(line.number, values, true);
      }
    });
    // Plain records read meanwhile take their places between the quoted ones.
    this.out = [...this.out, ...later].sort((a, b) => a.line - b.line);
  }

  private parseBatch(batch: readonly PhysicalLine[]): readonly (string[] | null)[] {
    try {
      const records = parseQuoted(batch.map((line) => line.text).join('\n'), this.delimiter);
      if (records.length === batch.length) {
        return records;
      }
    } catch {
      // One of them is not as quoteState read it: found one by one below.
    }
    return batch.map((line) => {
      try {
        return parseQuoted(line.text, this.delimiter)[0] ?? null;
      } catch {
        return null;
      }
    });
  }

  private emit(line: number, values: readonly string[], parsed: boolean): void {
    if (values.length > this.columns && values.slice(this.columns).some((value) => value.trim() !== '')) {
      this.broken(line, 'too_many_columns');
    } else if (this.spoilt && values.some((value) => value.includes('\ufffd'))) {
      this.broken(line, 'encoding');
    } else {
      this.out.push({ line, values: parsed ? values : values.map((value) => value.trim()) });
    }
  }

  private broken(line: number, broken: BrokenLine): void {
    this.out.push({ line, broken });
  }
}

const DELIMITERS = [';', ',', '\t', '|'] as const;

/** The sign that splits the header into most columns and the lines after it into about as many. */
export function detectDelimiter(lines: readonly string[]): string {
  const score = (delimiter: string): number => {
    const counts = lines
      .filter((line) => line.trim() !== '')
      .map((line) => line.replace(/"(?:[^"]|"")*"/g, '').split(delimiter).length - 1);
    const header = counts[0] ?? 0;
    const alike = counts.filter((count) => count === header).length / Math.max(1, counts.length);
    return header * (0.5 + alike);
  };
  return [...DELIMITERS].sort((a, b) => score(b) - score(a))[0] ?? ';';
}
