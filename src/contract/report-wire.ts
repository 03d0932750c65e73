import { z } from 'zod';

export const reportPackWire = z
  .object({
    id: z.string(),
    title: z.string(),
    every: z.enum(['day', 'week', 'month']),
    hour: z.number().describe('Made from this hour on, in Brasília, of the day after the period'),
    mailTo: z.array(z.string()).readonly(),
    made: z.array(z.string()).readonly().describe('Periods that lie in its folder, newest first'),
  })
  .meta({ id: 'ReportPack' });
export type ReportPackItem = z.output<typeof reportPackWire>;

export const reportPackListWire = z.object({ items: z.array(reportPackWire) }).meta({ id: 'ReportPackList' });

export const reportRunWire = z
  .strictObject({
    day: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date such as 2026-10-05')
      .describe('A day of the period that is wanted; one that has ended'),
  })
  .meta({ id: 'ReportRun' });
