import { z } from 'zod';
import { LIMIT_STATES } from '../core/compliance/limits/limit-state.js';

/** A line, or a company at one carrier and service, against its limits today. */
export const limitWire = z
  .object({
    id: z
      .string()
      .describe(
        'line:<number>, company:<CNPJ root>:<carrier>:<service>, or company:<CNPJ root>:<rule> for a warning over all its carriers',
      ),
    kind: z.enum(['line', 'company']),
    name: z.string(),
    calls: z.number().int().describe('Calls that left today, of all engines, live ones too'),
    reserved: z
      .number()
      .int()
      .describe(
        'Counted against the cap as well: taken ahead by engines, or held by one that died, and maybe unused; calls of another engine since it last took some are among these',
      ),
    shortShare: z
      .number()
      .nullable()
      .describe('Of the ended calls, 0 to 1; null for a line, whose every call counts'),
    cap: z.number().int().nullable().describe('Most calls we let leave today; null is no limit'),
    forecast: z.number().int().nullable().describe('Calls at the end of the day at this pace'),
    state: z.enum(LIMIT_STATES),
    rule: z.string().nullable().describe('The rule that warns or stops'),
    reason: z.string().describe('What it is, in figures'),
    month: z.number().int().nullable().describe("The company's calls of the month"),
    monthReserved: z.number().int().nullable().describe('Counted in the month as well, and maybe unused'),
  })
  .meta({ id: 'Limit' });
export type LimitOut = z.output<typeof limitWire>;

export const limitListWire = z.object({ items: z.array(limitWire) }).meta({ id: 'LimitList' });
