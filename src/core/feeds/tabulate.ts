import { CadenciaError } from '../kernel/errors.js';
import type { MailingLine } from '../mailing/mailing-line.js';

/** A told row as JSON gives it; a list (phones) becomes columns with numbers. */
export type JsonRow = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** Rows of JSON as the columns and lines of a table; the first row is line 1. */
export function tabulate(rows: readonly JsonRow[]): {
  readonly headers: readonly string[];
  readonly lines: readonly MailingLine[];
} {
  const places = new Map<string, number>();
  const cellsOf = rows.map((row) => Object.entries(row).flatMap(([name, value]) => cells(name, value)));
  for (const [name] of cellsOf.flat()) {
    places.set(name, places.get(name) ?? places.size);
  }
  const lines = cellsOf.map((cellsOfRow, index) => {
    const values = new Array<string>(places.size).fill('');
    for (const [name, value] of cellsOfRow) {
      values[places.get(name) ?? 0] = value;
    }
    return { line: index + 1, values };
  });
  return { headers: [...places.keys()], lines };
}

function cells(name: string, value: JsonRow[string]): readonly (readonly [string, string])[] {
  if (typeof value === 'object' && value !== null) {
    // `phones` is one phone after the other: phone1, phone2.
    const single = name.replace(/s$/, '');
    return value.map((one, index) => [`${single}${index + 1}`, one] as const);
  }
  return [[name, value === null ? '' : String(value)]];
}

const isScalar = (value: unknown): boolean =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** Rows out of parsed JSON: a list of flat objects, or an object whose `rows` is one. */
export function jsonRowsOf(document: unknown): readonly JsonRow[] {
  const rows = Array.isArray(document) ? document : (document as { rows?: unknown } | null)?.rows;
  if (!Array.isArray(rows)) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'The JSON is no list of rows, nor an object with one under "rows"',
    });
  }
  const wrong = rows.findIndex(
    (row: unknown) =>
      typeof row !== 'object' ||
      row === null ||
      Object.values(row).some(
        (value) =>
          !isScalar(value) && !(Array.isArray(value) && value.every((one) => typeof one === 'string')),
      ),
  );
  if (wrong !== -1) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `Row ${wrong + 1} of the JSON is no object of texts, numbers and lists of texts`,
    });
  }
  return rows as readonly JsonRow[];
}
