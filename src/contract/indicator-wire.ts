import { z } from 'zod';
import { monthWire } from './billing-wire.js';

export const indicatorOrderWire = z
  .strictObject({
    day: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date such as 2026-10-05')
      .optional()
      .describe('By the calendar of Brasília; either this or `period`'),
    period: monthWire.optional(),
    plan: z
      .record(z.string(), z.unknown())
      .default({})
      .describe('Targets, bases, justifications and costs, as `cadencia indicators --plan` takes them'),
  })
  .meta({ id: 'IndicatorOrder' });

export const indicatorReportWire = z
  .record(z.string(), z.unknown())
  .describe('docs/reference/indicators.md describes it')
  .meta({ id: 'IndicatorReport' });
