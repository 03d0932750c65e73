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
