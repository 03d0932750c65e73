import { z } from 'zod';

const figure = z.number().nullable();

/** What one run of a scenario came to. Shares are 0..1; null where there was nothing to divide by. */
export const twinFigures = z.strictObject({
  occupancy: figure.describe('time in talk, of time in talk and time free or reserved'),
  drop_share: figure.describe('abandoned, of abandoned and given to an agent'),
  worst_30_minutes: figure.describe(
    'largest drop share of any 30 minutes, by the minute, with 20 people or more',
  ),
  days_over_cap: z.number().describe('days with more drops than the cap allows (and more than one)'),
  attempts: z.number(),
  people: z.number().describe('given to an agent or abandoned'),
  connected: z.number(),
  abandoned: z.number(),
  attempts_per_connected: figure,
  agent_wait_mean_s: figure.describe('free time between two calls'),
  agent_wait_p90_s: figure,
  person_wait_p50_s: figure.describe('from the verdict (the answer without AMD) to an agent'),
  person_wait_p95_s: figure,
  talk_hours: z.number(),
  logged_hours: z.number().describe('agents logged in and not paused'),
  blocked: z.number().describe('dials the gate did not allow'),
  lines_at_limit: z.number().describe('lines and companies stopped short of a limit'),
  congested: z.number().describe('attempts a carrier refused'),
  bounded_share: figure.describe(
    'decisions whose number the engine cut, so that R27 and R28 cannot be passed',
  ),
  held_minutes: z.number().describe('time in which R27 or R28 held dialling to one call a free agent'),
  first_hour_drop: figure,
  minutes_to_steady: figure.describe(
    'until ten minutes reach 95 % of the occupancy after the first hour; null when there is none',
  ),
  peak_open_calls: z.number(),
});
export type TwinFigures = z.infer<typeof twinFigures>;
export type FigureName = keyof TwinFigures;

/** One stretch of ten minutes. */
export const twinStretch = z.strictObject({
  from: z.string().describe('time of day, Brasília'),
  day: z.number(),
  occupancy: figure,
  attempts: z.number(),
  people: z.number(),
  abandoned: z.number(),
});
export type TwinStretch = z.infer<typeof twinStretch>;
