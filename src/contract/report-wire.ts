import { z } from 'zod';
import { REPORT_FORMS, REPORT_LISTS, REPORT_TABLES } from '../core/reports/report-part.js';
import { atMsWire } from './wire-ids.js';

const reportFileWire = z.object({
  name: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  rows: z.number(),
});

const reportPeriodWire = z.object({
  name: z.string(),
  first: z.string(),
  last: z.string(),
  madeAtMs: atMsWire,
  calls: z.number(),
  files: z.array(reportFileWire).readonly(),
  mailed: z.boolean().describe('Left as a message'),
  told: z.boolean().describe('Receivers of `report.made` were told'),
});
export type ReportPeriodItem = z.output<typeof reportPeriodWire>;

export const reportPackWire = z
  .object({
    id: z.string(),
    title: z.string(),
    every: z.enum(['day', 'week', 'month']),
    hour: z.number().describe('Made from this hour on, in Brasília, of the day after the period'),
    tables: z.array(z.enum(REPORT_TABLES)).readonly(),
    lists: z.array(z.enum(REPORT_LISTS)).readonly(),
    forms: z.array(z.enum(REPORT_FORMS)).readonly(),
    folder: z.string().describe('Where its periods lie; empty for a creditor'),
    mailTo: z.array(z.string()).readonly(),
    webhook: z.boolean().describe('Receivers of `report.made` are told'),
    creditor: z.string().describe('CNPJ of the creditor it is for; empty: of the whole house'),
    made: z.array(z.string()).readonly().describe('Periods that lie in its folder, newest first'),
    periods: z.array(reportPeriodWire).readonly().describe('The last 31 of them'),
    due: z.array(z.string()).readonly().describe('Ended, and not yet made or told to all who get it'),
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
