/** A record of a mailing file, whatever the file's form; `line` is where it begins, the first line being 1. */
export type MailingLine =
  | { readonly line: number; readonly values: readonly string[] }
  /** A record that could not be read as one; the records after it can. */
  | { readonly line: number; readonly broken: BrokenLine };

/** Why a record could not be read. */
export const BROKEN_LINES = [
  'quote_not_closed',
  'text_after_quote',
  'too_many_columns',
  'line_too_long',
  'encoding',
] as const;
export type BrokenLine = (typeof BROKEN_LINES)[number];

/** An opened mailing file: its headers are read, its records are still to come. */
export interface MailingSource {
  /** As written in the file; the same text twice gets a number from the second on. */
  readonly headers: readonly string[];
  /** For people: `CSV, ';', windows-1252`. */
  readonly form: string;
  readonly totalBytes: number;
  /** Bytes consumed so far, for progress. */
  bytesRead(): number;
  /** The records after the headers, once; ending the loop early closes the file. */
  lines(): AsyncIterable<MailingLine>;
}

/** Headers with repeated or empty ones told apart: `telefone`, `telefone (2)`, `column 3`. */
export function distinctHeaders(headers: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return headers.map((header, index) => {
    const base = header.trim() === '' ? `column ${index + 1}` : header.trim();
    let name = base;
    for (let n = 2; seen.has(name.toLowerCase()); n++) {
      name = `${base} (${n})`;
    }
    seen.add(name.toLowerCase());
    return name;
  });
}
