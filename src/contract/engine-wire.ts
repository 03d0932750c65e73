import { z } from 'zod';
import { REACH_STATES } from '../core/route/trunk-reach.js';
import { mediaServerIdWire, trunkIdWire } from './wire-ids.js';

/** How a carrier answers when it is asked by SIP whether it is there. */
const probedWire = z
  .object({
    state: z.enum(REACH_STATES).describe('down after three questions without a good answer'),
    since: z.iso.datetime(),
    status: z.number().int().nullable().describe('Of the latest answer; null where none came in time'),
    tookMs: z.number().nullable(),
    p50Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
    why: z.string().describe("Why it is not up; '' when it is"),
  })
  .meta({ id: 'TrunkProbed' });

/** The engine as it stands; times are on the envelope. */
export const engineWire = z
  .object({
    shiftedClock: z.boolean().describe('A demo whose times are not the real ones'),
    dialing: z.enum(['on', 'stopped', 'draining', 'store_down', 'media_down']),
    media: z.array(
      z.object({ id: mediaServerIdWire, up: z.boolean(), legs: z.number().int(), reason: z.string() }),
    ),
    trunks: z.array(
      z.object({
        id: trunkIdWire,
        kind: z.string(),
        channels: z.number().int(),
        inUse: z.number().int(),
        cps: z.number(),
        probed: probedWire.nullable().describe('Null where nobody asks the carrier by SIP'),
      }),
    ),
    openAttempts: z.number().int(),
    unwritten: z.number().int().describe('Rows that wait for the database'),
    watchedLimits: z
      .number()
      .int()
      .describe('Lines and companies in use today; /live sends the 50 nearest to their limits'),
  })
  .meta({ id: 'Engine' });
export type EngineOut = z.output<typeof engineWire>;

export const stopAllWire = z.strictObject({ why: z.string().min(1).max(200) }).meta({ id: 'StopAll' });

export const readyWire = z
  .object({
    ready: z.boolean(),
    reasons: z.array(z.string()).describe('What is missing, one sentence each; empty when ready'),
  })
  .meta({ id: 'Ready' });

export const stoppedWire = z.object({ cancelled: z.number().int() }).meta({ id: 'Stopped' });
