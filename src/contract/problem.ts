import { z } from 'zod';

/** RFC 9457 problem details, with the catalogue's code and the wrong fields. */
export const problemWire = z
  .object({
    type: z.string().describe('URN of the error code'),
    title: z.string(),
    status: z.number().int(),
    code: z.string().describe('DLR_…, never reused'),
    detail: z.string().describe('What went wrong, where, and what to do'),
    instance: z.string().describe('The request, as in the log'),
    retryable: z.boolean(),
    errors: z
      .array(
        z.object({
          where: z.string().describe('body, query, path or header, and the path in it'),
          what: z.string(),
        }),
      )
      .optional(),
    fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof problemWire>;
