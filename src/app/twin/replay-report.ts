import { z } from 'zod';

const totals = z.strictObject({
  attempts: z.number(),
  connected: z.number(),
  abandoned: z.number(),
  drop_share: z.number().nullable(),
  occupancy: z.number().nullable(),
});
export type ReplayFigures = z.infer<typeof totals>;

/** What `cadencia replay --json` answers. */
export const replayReport = z.strictObject({
  version: z.literal(1),
  log: z.string(),
  campaign: z.string(),
  strategy: z.string(),
  cap: z.number(),
  notes: z.array(z.string()),
  recorded: totals.describe('what the log itself says'),
  rerun: totals.describe(
    'the recorded calls at their recorded times, through the replay: how well it follows the day',
  ),
  replayed: totals.describe('the strategy’s own day'),
  in_the_recorded_state: z
    .strictObject({
      ticks: z.number(),
      same: z.number(),
      more: z.number().describe('ticks in which the strategy asked for more calls than were placed'),
      fewer: z.number(),
      limits: z.record(z.string(), z.number()).describe('its decisions by what bound them'),
    })
    .describe('the strategy asked each second, while the recorded calls were placed'),
  counterfactual: z.strictObject({
    calls_with_recorded_outcome: z.number(),
    calls_drawn: z.number().describe('beyond the recorded ones: outcomes from the fitted odds'),
    mean_shift_s: z.number().describe('how far recorded calls were moved from their instant, without sign'),
  }),
  stretches: z.array(
    z
      .strictObject({ from: z.string(), recorded: z.number(), replayed: z.number() })
      .describe('calls placed in ten minutes'),
  ),
  differences: z
    .array(z.strictObject({ at: z.string(), recorded: z.number(), wanted: z.number(), reason: z.string() }))
    .describe('the ticks that differ most in the recorded state'),
});
export type ReplayReport = z.infer<typeof replayReport>;
