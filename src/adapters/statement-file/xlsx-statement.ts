import writeXlsxFile from 'write-excel-file/node';
import type { SheetCell, StatementSheet } from '../../core/billing/statement-sheets.js';

/** Excel takes no more in a cell. */
const MOST_TEXT = 32_767;
/** And no more in the name of a sheet. */
const MOST_NAME = 31;

/** Amounts become numbers here alone: a spreadsheet has no decimals, and shows the centavos as they are. */
function cellOf(cell: SheetCell) {
  if (typeof cell === 'object') {
    return { value: Number(cell.money), type: Number, format: '#,##0.00' };
  }
  return typeof cell === 'number'
    ? { value: cell, type: Number }
    : { value: cell.slice(0, MOST_TEXT), type: String };
}

/** The tables of a statement as a workbook, a sheet each. */
export function xlsxStatement(sheets: readonly StatementSheet[]): Promise<Buffer> {
  return writeXlsxFile(
    sheets.map(({ name, columns, rows }) => ({
      sheet: name.slice(0, MOST_NAME),
      data: [
        columns.map((column) => ({ value: column, type: String, fontWeight: 'bold' as const })),
        ...rows.map((row) => row.map(cellOf)),
      ],
      stickyRowsCount: 1,
    })),
  ).toBuffer();
}
