import { z } from 'zod';
import { atMsWire } from './wire-ids.js';

const cell = z.union([
  z.string().max(5000),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.string().max(200)).max(20),
]);

export const intakeBodyWire = z
  .strictObject({
    rows: z
      .array(z.record(z.string().min(1).max(200), cell))
      .min(1)
      .max(1000)
      .describe(
        'Flat objects with the columns that files have (docs/reference/intake.md); `key` tells a row from others',
      ),
  })
  .meta({ id: 'IntakeBody' });

/** The core's words, repeated because the wire stands beside it; a test compares. */
export const INTAKE_RESULT_WORDS = [
  'added',
  'updated',
  'unchanged',
  'returned',
  'withdrawn',
  'unknown',
  'noted',
] as const;

const countsWire = z
  .record(z.string(), z.number())
  .describe('Rows by what became of them; told again: repeated');

export const intakeAnswerWire = z
  .object({
    delivery: z.string(),
    counts: countsWire,
    rows: z
      .array(
        z.object({
          row: z.number().describe('Its place in the request, the first being 1'),
          result: z.enum([...INTAKE_RESULT_WORDS, 'refused']),
          key: z.string().optional(),
          repeated: z
            .boolean()
            .describe('Told before: this is what became of it then, and nothing was done now'),
          column: z.string().optional(),
          reason: z.string().optional().describe('Why it was refused, its values masked'),
        }),
      )
      .describe('One a row that says anything, in their order'),
  })
  .meta({ id: 'IntakeAnswer' });

export const intakeDeliveriesWire = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        feed: z.string(),
        source: z.enum(['api', 'file']),
        name: z.string(),
        by: z.string(),
        atMs: atMsWire,
        counts: countsWire,
        refused: z.array(z.object({ line: z.number(), column: z.string(), reason: z.string() })),
        problem: z.string().describe("Why the whole of it was refused, or ''"),
      }),
    ),
  })
  .meta({ id: 'IntakeDeliveries' });
export type IntakeDeliveryItem = z.output<typeof intakeDeliveriesWire>['items'][number];
