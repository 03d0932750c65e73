import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import {
  type MunicipalHoliday,
  parseMunicipalHoliday,
} from '../../core/compliance/calendar/municipal-holiday.js';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';

/** Reads a file named on the command line; the error names the option or argument it came from. */
export async function readText(path: string, origin: string): Promise<string> {
  return await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `${origin}: ${path} cannot be read (${messageOf(cause)})`,
      cause,
    });
  });
}

/** Municipal holidays of a CSV with the columns ibge,date,name; refusals name the line. */
export async function readHolidayFile(path: string, origin: string): Promise<readonly MunicipalHoliday[]> {
  const text = await readText(path, origin);
  let rows: readonly Readonly<Record<string, string>>[];
  try {
    rows = parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true });
  } catch (cause) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `${origin}: ${path}: ${messageOf(cause)}`,
      cause,
    });
  }
  for (const column of ['ibge', 'date', 'name']) {
    if (rows[0] !== undefined && rows[0][column] === undefined) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: `${origin}: ${path} has no column '${column}'; the first line has to be ibge,date,name`,
      });
    }
  }
  return rows.map((row, index) =>
    parseMunicipalHoliday(
      { ibge: row['ibge'] ?? '', date: row['date'] ?? '', name: row['name'] ?? '' },
      index + 2,
    ),
  );
}
