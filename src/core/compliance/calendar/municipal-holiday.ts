import { CadenciaError } from '../../kernel/errors.js';
import { municipalityOf } from '../../numbering/municipality.js';
import { type DayNumber, parseDayNumber } from './day-number.js';

/** A holiday of one municipality on one date, as an operation keeps them. */
export interface MunicipalHoliday {
  readonly ibge: string;
  readonly day: DayNumber;
  readonly name: string;
}

/** Reads one row of a table of municipal holidays (`ibge,date,name`); `row` counts from 1 for the refusal. */
export function parseMunicipalHoliday(
  cells: { readonly ibge: string; readonly date: string; readonly name: string },
  row: number,
): MunicipalHoliday {
  const day = parseDayNumber(cells.date);
  const refuse = (what: string): never => {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `Municipal holidays, row ${row}: ${what}`,
      fields: { row },
    });
  };
  if (municipalityOf(cells.ibge) === null) {
    refuse(`'${cells.ibge.slice(0, 20)}' is no municipality; give IBGE's seven digits`);
  }
  return day === null
    ? refuse(`'${cells.date.slice(0, 20)}' is no date; write it as 2026-11-22`)
    : { ibge: cells.ibge, day, name: cells.name };
}
