import { z } from 'zod';
import { QUARTILE_MEASURES, QUARTILE_RANGES, QUARTILE_REASONS } from '../core/campaign/quartile-modes.js';
import { dialModeWire } from './dial-mode-wire.js';
import { figure } from './retry-wire.js';

const own = dialModeWire.nullable();

/** A mode for each quartile of a campaign's agents. */
export const quartileModesWire = z
  .strictObject({
    measure: z
      .enum(QUARTILE_MEASURES)
      .describe('What ranks: successes an hour of handling, or talks with the client a day worked'),
    days: figure(QUARTILE_RANGES.days).describe('Days that are looked back on; today is none of them'),
    leastTalks: figure(QUARTILE_RANGES.leastTalks).describe('Without so many an agent has no quartile'),
    marginPercent: figure(QUARTILE_RANGES.marginPercent).describe(
      'Percent of all places that one has to be past a border to leave one’s quartile',
    ),
    modes: z.tuple([own, own, own, own]).readonly().describe('The best first; null: as the campaign'),
  })
  .nullable()
  .describe('A mode by agents’ quartile, made once a day; a group’s own mode comes before it; null: none');

const count = z.number().int();
const quartile = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).nullable();
const range = z.object({ least: z.number(), most: z.number(), whole: z.boolean() });

/** The quartiles that were made last, and the ranges of what may be set. */
export const quartileDayWire = z
  .object({
    ranges: z.object({ days: range, leastTalks: range, marginPercent: range }),
    made: z
      .object({
        day: z.iso.date().describe('The day they hold for (Brasília)'),
        first: z.iso.date(),
        last: z.iso.date(),
        madeAtMs: count,
        measure: z.enum(QUARTILE_MEASURES),
        ranked: count.describe('How many places there are'),
        agents: z.array(
          z.object({
            agentId: z.string(),
            talks: count,
            client: count.describe('With the client in person'),
            success: count,
            handledSeconds: count,
            days: count,
            value: z.string().describe('By the measure'),
            place: count.nullable(),
            quartile,
            before: quartile,
            why: z.enum(QUARTILE_REASONS),
          }),
        ),
      })
      .nullable()
      .describe('Null: none was made yet'),
  })
  .meta({ id: 'QuartileDay' });
export type QuartileDayOut = z.output<typeof quartileDayWire>;
