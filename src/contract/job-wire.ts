import { z } from 'zod';
import { JOB_KIND_WORDS, JOB_STATE_WORDS } from './job-words.js';
import { atMsWire, campaignIdWire } from './wire-ids.js';

const jobDataWire = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export const jobWire = z
  .object({
    id: z.string(),
    kind: z.enum(JOB_KIND_WORDS),
    state: z.enum(JOB_STATE_WORDS),
    progress: z.object({ done: z.number(), total: z.number().nullable(), note: z.string() }).nullable(),
    result: jobDataWire.nullable().describe('Figures of the result; its file comes by /jobs/{id}/result'),
    error: z.string().nullable(),
    createdAtMs: atMsWire,
  })
  .meta({ id: 'Job' });

export const jobListWire = z.object({ items: z.array(jobWire) }).meta({ id: 'JobList' });

export const exportWire = z
  .strictObject({
    kind: z
      .enum(['calls', 'agent-states', 'ledger', 'lists'])
      .describe('lists: the side files of an audit, always CSV'),
    format: z.enum(['jsonl', 'csv']).default('jsonl').describe('The ledger comes as jsonl alone'),
    campaignId: campaignIdWire.optional(),
    from: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('Closed (decided) at or after, ISO 8601 with a zone'),
    to: z.iso.datetime({ offset: true }).optional().describe('Closed (decided) before, ISO 8601 with a zone'),
  })
  .meta({ id: 'ExportOrder' });
export type JobOut = z.output<typeof jobWire>;
