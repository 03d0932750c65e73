import { z } from 'zod';
import { mediaServerIdWire, trunkIdWire } from './wire-ids.js';

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
