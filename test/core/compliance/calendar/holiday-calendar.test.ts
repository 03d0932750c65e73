import { describe, expect, it } from 'vitest';
import { formatDayNumber, parseDayNumber } from '../../../../src/core/compliance/calendar/day-number.js';
import { easterOf } from '../../../../src/core/compliance/calendar/easter.js';
import {
  holidaysOfYear,
  makeHolidayCalendar,
} from '../../../../src/core/compliance/calendar/holiday-calendar.js';
import {
  datesOfHoliday,
  parseMunicipalHoliday,
} from '../../../../src/core/compliance/calendar/municipal-holiday.js';
import { UFS } from '../../../../src/core/numbering/municipality.js';

const datesOf = (year: number, uf: string | null) =>
  holidaysOfYear(year, uf).map(({ day }) => formatDayNumber(day).slice(5));
const dayOf = (date: string) => parseDayNumber(date) ?? Number.NaN;

describe('holidays', () => {
  it.each([
    [2026, '2026-04-05'],
    [2027, '2027-03-28'],
    [2028, '2028-04-16'],
    [2029, '2029-04-01'],
    [2030, '2030-04-21'],
    [2038, '2038-04-25'],
  ])('finds Easter of %i', (year, date) => {
    expect(formatDayNumber(easterOf(year))).toBe(date);
  });

  it('are these in the whole country in 2026 and 2027', () => {
    expect(datesOf(2026, null)).toEqual([
      '01-01',
      '02-16',
      '02-17',
      '04-03',
      '04-21',
      '05-01',
      '06-04',
      '09-07',
      '10-12',
      '11-02',
      '11-15',
      '11-20',
      '12-25',
    ]);
    expect(datesOf(2027, null)).toEqual([
      '01-01',
      '02-08',
      '02-09',
      '03-26',
      '04-21',
      '05-01',
      '05-27',
      '09-07',
      '10-12',
      '11-02',
      '11-15',
      '11-20',
      '12-25',
    ]);
  });

  it('has the day of consciência negra from 2024 on', () => {
    expect(datesOf(2023, null)).not.toContain('11-20');
    expect(datesOf(2024, null)).toContain('11-20');
  });

  it('are these in the states in 2026 and 2027, the date in law and the observed one alike', () => {
    const table = (year: number) => Object.fromEntries(UFS.map((uf) => [uf, datesOf(year, uf).join(' ')]));
    expect(table(2026)).toMatchInlineSnapshot(`
      {
        "AC": "01-12 01-23 03-08 06-15 09-05 11-17 11-20",
        "AL": "06-24 06-29 09-16",
        "AM": "09-05",
        "AP": "03-19 09-13",
        "BA": "07-02",
        "CE": "03-25",
        "DF": "11-30",
        "ES": "04-13",
        "GO": "07-26 10-24",
        "MA": "07-28",
        "MG": "",
        "MS": "10-11",
        "MT": "",
        "PA": "08-15",
        "PB": "07-26 08-05",
        "PE": "03-06 03-08",
        "PI": "10-19",
        "PR": "12-19",
        "RJ": "04-23",
        "RN": "10-03",
        "RO": "01-04 06-18",
        "RR": "10-05",
        "RS": "09-20",
        "SC": "08-11 08-16 11-25 11-29",
        "SE": "07-08",
        "SP": "07-09",
        "TO": "03-18 09-08 10-05",
      }
    `);
    expect(table(2027)).toMatchInlineSnapshot(`
      {
        "AC": "01-12 01-15 01-23 03-08 06-15 06-18 09-05 11-17 11-19",
        "AL": "06-24 06-29 09-16",
        "AM": "09-05",
        "AP": "03-19 09-13",
        "BA": "07-02",
        "CE": "03-25",
        "DF": "11-30",
        "ES": "04-05",
        "GO": "07-26 10-24",
        "MA": "07-28",
        "MG": "",
        "MS": "10-11",
        "MT": "",
        "PA": "08-15",
        "PB": "07-26 08-05",
        "PE": "03-06 03-07",
        "PI": "10-19",
        "PR": "12-19",
        "RJ": "04-23",
        "RN": "10-03",
        "RO": "01-04 06-18",
        "RR": "10-05",
        "RS": "09-20",
        "SC": "08-11 08-15 11-25 11-28",
        "SE": "07-08",
        "SP": "07-09",
        "TO": "03-18 09-08 10-05",
      }
    `);
  });

  it('are known of every state', () => {
    expect(UFS).toHaveLength(27);
  });

  it('of one municipality hold there alone', () => {
    const anniversary = parseMunicipalHoliday(
      { ibge: '3550308', date: '2027-01-25', name: 'Aniversário' },
      2,
    );
    const calendar = makeHolidayCalendar([anniversary]);
    const on = (ibge: string) => calendar.on(dayOf('2027-01-25'), ['SP'], [ibge]).map(({ name }) => name);
    expect(on('3550308')).toEqual(['Aniversário']);
    expect(on('3509502')).toEqual([]);
  });

  it('of every year have a date in each, 29 February in leap years', () => {
    const dates = (date: string) => datesOfHoliday({ ibge: '3550308', date, name: '' }, [2027, 2028]);
    expect(dates('01-25')).toEqual(['2027-01-25', '2028-01-25']);
    expect(dates('02-29')).toEqual(['2028-02-29']);
    expect(dates('2027-01-25')).toEqual(['2027-01-25']);
  });

  it('of a date without a year come back every year', () => {
    const calendar = makeHolidayCalendar([
      parseMunicipalHoliday({ ibge: '3550308', date: '01-25', name: 'Aniversário' }, 2),
    ]);
    const on = (date: string) => calendar.on(dayOf(date), [], ['3550308']).map(({ name }) => name);
    expect(on('2027-01-25')).toEqual(['Aniversário']);
    expect(on('2031-01-25')).toEqual(['Aniversário']);
    expect(on('2027-01-26')).toEqual([]);
  });

  it.each([
    [{ ibge: '9999999', date: '2027-01-25', name: 'x' }, "row 2: '9999999' is no municipality"],
    [{ ibge: '3550308', date: '2027-02-29', name: 'x' }, 'is no date'],
    [{ ibge: '3550308', date: '25/01/2027', name: 'x' }, 'is no date'],
  ])('refuses the row %j', (row, message) => {
    expect(() => parseMunicipalHoliday(row, 2)).toThrow(message);
  });
});
