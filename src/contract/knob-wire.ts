import { z } from 'zod';
import { LONGEST_OVERRIDE_MINUTES } from '../core/campaign/knob-override.js';
import { KNOB_NAMES } from '../core/campaign/knobs.js';
import { dialModeWire } from './dial-mode-wire.js';
import { atMsWire, campaignIdWire } from './wire-ids.js';

/** The ranges themselves are the engine's: its refusal names the rule. */
const changeShape = {
  abandonCap: z.number(),
  powerRatio: z.number(),
  weight: z.number(),
  ringTimeoutMs: z.number(),
  mode: dialModeWire,
  cancelsRinging: z.boolean(),
  keepsListOrder: z.boolean(),
};
export const knobChangeWire = z.strictObject(changeShape).partial();
export type KnobChangeIn = z.output<typeof knobChangeWire>;

export const overridePostWire = z
  .strictObject({
    change: knobChangeWire,
    minutes: z.number().min(1).max(LONGEST_OVERRIDE_MINUTES).describe('Then it ends by itself'),
    reason: z.string().trim().min(3).max(200).describe('Why, for the record'),
  })
  .meta({ id: 'OverridePost' });

export const overrideWire = z
  .object({
    id: z.string(),
    campaignId: campaignIdWire,
    change: z.object(changeShape).partial(),
    before: z.object(changeShape).partial().describe('What stood there, and comes back'),
    by: z.string(),
    reason: z.string(),
    fromMs: atMsWire,
    untilMs: atMsWire,
    endedMs: atMsWire.nullable().describe('Null while it holds'),
    endedBy: z.string().describe("Who undid it; '' where it ended by itself"),
  })
  .meta({ id: 'Override' });
export const overrideListWire = z.object({ items: z.array(overrideWire) }).meta({ id: 'OverrideList' });
export type OverrideOut = z.output<typeof overrideWire>;

export const knobListWire = z
  .object({
    items: z.array(
      z.object({
        name: z.enum(KNOB_NAMES as [(typeof KNOB_NAMES)[number]]),
        low: z.number(),
        high: z.number(),
        rule: z.string().nullable().describe('The rule the range comes from'),
        why: z.string(),
      }),
    ),
  })
  .meta({ id: 'KnobList' });

export const whatIfPostWire = z
  .strictObject({
    change: knobChangeWire.describe('What is to be tried; empty shows the present settings alone'),
    agents: z.number().int().min(1).max(500).optional().describe('The agents there are when left out'),
  })
  .meta({ id: 'WhatIfPost' });

const rangeWire = z
  .object({ low: z.number(), middle: z.number(), high: z.number() })
  .nullable()
  .describe('Over the seeds; null where nothing could be said');

const outlookWire = z.object({
  occupancy: rangeWire,
  dropShare: rangeWire,
  agentWaitS: rangeWire,
  connectedPerHour: rangeWire,
  attemptsPerHour: rangeWire,
});

/** What the twin says would become of the campaign, as ranges over seeds. */
export const whatIfWire = z
  .object({
    present: outlookWire,
    changed: outlookWire.nullable().describe('Null where nothing was to be changed'),
    seeds: z.number().int().describe('Days that were run of each'),
    simulatedMinutes: z.number().describe('Length of each'),
    agents: z.number().int(),
    tookMs: z.number().int(),
    basis: z
      .object({
        calls: z.number().int().describe('Ended calls of the last two hours that the world was fitted to'),
        answerShare: z.number(),
        talkS: z.number(),
        wrapS: z.number(),
      })
      .describe('What was taken from the campaign; with few calls the figures are usual ones'),
  })
  .meta({ id: 'WhatIf' });
export type WhatIfOut = z.output<typeof whatIfWire>;
