import { stat } from 'node:fs/promises';
import { readSheet } from 'read-excel-file/node';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import { distinctHeaders, type MailingLine, type MailingSource } from '../../core/mailing/mailing-line.js';
import { inflatedBytes } from './inflated-bytes.js';
import { unpackedBytes } from './zip-sizes.js';

/** A workbook is read as a whole; beyond this its rows cost too much memory, and CSV streams. */
const LARGEST_XLSX_UNPACKED_BYTES = 96 * 1024 * 1024;
const LARGEST_XLSX_BYTES = 24 * 1024 * 1024;
const MIB = 1024 * 1024;

async function refuseTooLarge(path: string, bytes: number): Promise<void> {
  const unpacked = await unpackedBytes(path);
  if (unpacked === null) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'The file is no XLSX workbook, or is damaged. Save it again as XLSX, or as CSV',
    });
  }
  if (bytes > LARGEST_XLSX_BYTES || unpacked > LARGEST_XLSX_UNPACKED_BYTES) {
    throw tooLarge(bytes, `${Math.ceil(unpacked / MIB)} MiB`);
  }
  // A directory may lie; what it leads to cannot.
  if ((await readOrRefuse(inflatedBytes(path, LARGEST_XLSX_UNPACKED_BYTES))) > LARGEST_XLSX_UNPACKED_BYTES) {
    throw tooLarge(bytes, `more than its directory tells, ${Math.ceil(unpacked / MIB)} MiB,`);
  }
}

const tooLarge = (bytes: number, unpacked: string): CadenciaError =>
  new CadenciaError('DLR_INPUT_INVALID', {
    detail: `The workbook is too large (${Math.ceil(bytes / MIB)} MiB, ${unpacked} unpacked; at most ${LARGEST_XLSX_BYTES / MIB} and ${LARGEST_XLSX_UNPACKED_BYTES / MIB}). Save it as CSV: a CSV may have any size`,
  });

/** A cell as text: dates as `2026-11-22`, whole numbers without exponent. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) {
    return '';
  }
  if (cell instanceof Date) {
    return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
  }
  if (typeof cell === 'number') {
    return Number.isInteger(cell) ? BigInt(cell).toString() : String(cell);
  }
  return String(cell).trim();
}

async function readOrRefuse<Read>(reading: Promise<Read>): Promise<Read> {
  try {
    return await reading;
  } catch (cause) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `The workbook cannot be read: ${messageOf(cause)}. Save it again as XLSX, or as CSV`,
      cause,
    });
  }
}

/** Opens the first sheet of an XLSX mailing; its first row that is not empty names the columns. */
export async function openXlsxMailing(path: string): Promise<MailingSource> {
  const totalBytes = (await stat(path)).size;
  await refuseTooLarge(path, totalBytes);
  const rows = (await readOrRefuse(readSheet(path))) as readonly (readonly unknown[])[];
  const headerIndex = rows.findIndex((row) => row.some((cell) => cellText(cell) !== ''));
  const header = rows[headerIndex];
  if (header === undefined) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail:
        'The first sheet is empty. Its first row must name the columns, such as nome, cpf, telefone1, contrato',
    });
  }
  const last = header.findLastIndex((cell) => cellText(cell) !== '');
  const headers = distinctHeaders(header.slice(0, last + 1).map(cellText));
  let done = 0;

  async function* lines(): AsyncGenerator<MailingLine> {
    for (let index = headerIndex + 1; index < rows.length; index++) {
      const values = (rows[index] ?? []).map(cellText);
      done = index;
      if (values.some((value) => value !== '')) {
        yield values.slice(headers.length).some((value) => value !== '')
          ? { line: index + 1, broken: 'too_many_columns' }
          : { line: index + 1, values };
      }
    }
    done = rows.length;
  }
  const bytesRead = () => Math.round((totalBytes * done) / Math.max(1, rows.length));
  return { headers, form: 'XLSX', totalBytes, bytesRead, lines };
}
