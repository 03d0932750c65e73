/**
 * One value as a CSV cell (RFC 4180, comma). Null is empty; a list is joined with `;`; a map is JSON.
 * A text that a spreadsheet would run as a formula (it begins with = + - @, tab or CR and is no plain number) gets
 * an apostrophe before it, and so does a text that begins with an apostrophe: taking one leading apostrophe off
 * gives every value back exactly (OWASP, CSV injection).
 */
export function csvCell(value: string | number | boolean | null | readonly string[] | object): string {
  if (value === null) {
    return '';
  }
  if (typeof value === 'object') {
    return quoted(guarded(Array.isArray(value) ? value.join(';') : JSON.stringify(value)));
  }
  return typeof value === 'string' ? quoted(guarded(value)) : String(value);
}

const FORMULA = /^[=+\-@\t\r']/;
/** A phone in E.164 or a signed number: a spreadsheet reads it as a number and runs nothing. */
const PLAIN_NUMBER = /^[+-]?\d+(\.\d+)?$/;

function guarded(text: string): string {
  return FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The text of a cell as it was before `csvCell`, its quotes already taken off by a CSV reader. */
export function unguardedCell(cell: string): string {
  return cell.startsWith("'") ? cell.slice(1) : cell;
}

/** One line with its end. */
export function csvLine(
  values: readonly (string | number | boolean | null | readonly string[] | object)[],
): string {
  return `${values.map(csvCell).join(',')}\r\n`;
}
