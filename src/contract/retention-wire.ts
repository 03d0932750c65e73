import { z } from 'zod';
import { atMsWire } from './wire-ids.js';

export const retentionRunWire = z
  .strictObject({ dryRun: z.boolean().describe('Only count; nothing is changed') })
  .meta({ id: 'RetentionRun' });

export const retentionReportWire = z
  .object({
    dryRun: z.boolean(),
    clearBeforeMs: atMsWire.describe('Calls and decisions of days before are anonymised'),
    recordingsBeforeMs: atMsWire.describe('Recordings of days before are removed'),
    anonymised: z.object({
      attempts: z.number().int(),
      decisions: z.number().int(),
      contacts: z.number().int(),
    }),
    recordingDays: z.array(z.string()).describe('Days whose recordings go'),
  })
  .meta({ id: 'RetentionReport' });

export const rowsDropWire = z
  .strictObject({
    confirm: z
      .string()
      .max(64)
      .optional()
      .describe('What a call without it answered as `confirmation`: exactly those days go'),
  })
  .meta({ id: 'RowsDrop' });

export const rowsDropReportWire = z
  .object({
    dropped: z.boolean(),
    rowsBeforeMs: atMsWire.describe('Days that ended before are past their term; 0: rows are kept for ever'),
    days: z.array(
      z.object({ day: z.string().describe('UTC'), attempts: z.number().int(), decisions: z.number().int() }),
    ),
    confirmation: z.string().describe("Send it as `confirm` to drop these days; '' when there are none"),
    archives: z.array(z.string()).describe('Files in `archive/` of the data folder'),
  })
  .meta({ id: 'RowsDropReport' });
