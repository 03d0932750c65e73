import { z } from 'zod';
import { DIAL_MODES } from '../core/campaign/campaign.js';
import { PACING_LIMITS } from '../core/pacing/pacing-strategy.js';
import { atMsWire } from './wire-ids.js';

/** Decisions of one answer at most. */
export const MOST_DECISIONS = 5000;

export const decisionsQuery = z.object({
  from: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('Decided at or after, ISO 8601 with a zone; the last day when it is left out'),
  to: z.iso.datetime({ offset: true }).optional().describe('Decided before, ISO 8601 with a zone'),
  most: z.coerce
    .number()
    .int()
    .min(1)
    .max(MOST_DECISIONS)
    .default(200)
    .describe('The newest of those there are'),
});

/** One answer of a lane: how many calls to place, and why. */
export const keptDecisionWire = z
  .object({
    atMs: atMsWire,
    lane: z.enum(DIAL_MODES),
    place: z.number().int().describe('Calls placed now'),
    limit: z.enum(PACING_LIMITS).describe('What bound the number'),
    reason: z.string(),
    figures: z.record(z.string(), z.number()).describe('What it went by, of the first of them'),
    times: z.number().int().describe('Times in a row that the number and its limit were these'),
  })
  .meta({ id: 'PacingDecision' });
export const decisionListWire = z
  .object({ items: z.array(keptDecisionWire).describe('Oldest first') })
  .meta({ id: 'PacingDecisionList' });
export type KeptDecisionOut = z.output<typeof keptDecisionWire>;
