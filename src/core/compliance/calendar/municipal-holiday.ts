import { CadenciaError } from '../../kernel/errors.js';
import { municipalityOf } from '../../numbering/municipality.js';
import { parseDayNumber } from './day-number.js';

/** A holiday of one municipality, as an operation keeps them. */
export interface MunicipalHoliday {
  readonly ibge: string;
  /** `2027-01-25` for that date alone, `01-25` for every year. */
  readonly date: string;
  readonly name: string;
}

const YEARLY_FORM = /^\d{2}-\d{2}$/;
const NAME_LENGTH = 200;

/** True for a date of the calendar, or one of every year (29 February is one in leap years). */
function isHolidayDate(text: string): boolean {
  return parseDayNumber(YEARLY_FORM.test(text) ? `2024-${text}` : text) !== null;
}

/** The dates of a holiday in some years, so that a file of dates needs no reader who knows of every year. */
export function datesOfHoliday({ date }: MunicipalHoliday, years: readonly number[]): readonly string[] {
  return YEARLY_FORM.test(date)
    ? years.map((year) => `${year}-${date}`).filter((text) => parseDayNumber(text) !== null)
    : [date];
}

/** Reads one row of a table of municipal holidays (`ibge,date,name`); `row` counts from 1 for the refusal. */
export function parseMunicipalHoliday(
  cells: { readonly ibge: string; readonly date: string; readonly name: string },
  row: number,
): MunicipalHoliday {
  const refuse = (what: string): never => {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `Municipal holidays, row ${row}: ${what}`,
      fields: { row },
    });
  };
  if (municipalityOf(cells.ibge) === null) {
    refuse(`'${cells.ibge.slice(0, 20)}' is no municipality; give IBGE's seven digits`);
  }
  if (!isHolidayDate(cells.date)) {
    refuse(`'${cells.date.slice(0, 20)}' is no date; write it as 2026-11-22, or 11-22 for every year`);
  }
  return { ibge: cells.ibge, date: cells.date, name: cells.name.slice(0, NAME_LENGTH) };
}
