import { z } from 'zod';
import { atMsWire } from './wire-ids.js';

const holidayWire = z.strictObject({
  ibge: z.string().max(16).describe('IBGE code of the municipality, seven digits'),
  date: z.string().max(16).describe('2027-01-25 for that day alone, 01-25 for every year'),
  name: z.string().max(200),
});

export const holidayPutWire = z.strictObject({ rows: z.array(holidayWire) }).meta({ id: 'HolidayPut' });

const holidayImportWire = z.object({ atMs: atMsWire, by: z.string(), rows: z.number().int() });

export const holidayImportedWire = holidayImportWire.meta({ id: 'HolidayImport' });

export const holidayListWire = z
  .object({ items: z.array(holidayWire), imports: z.array(holidayImportWire).describe('Newest first') })
  .meta({ id: 'HolidayList' });
