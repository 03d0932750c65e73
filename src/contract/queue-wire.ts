import { z } from 'zod';
import { atMsWire, queueIdWire } from './wire-ids.js';

const count = z.number().int();

/** A queue of callers, live. */
export const queueLiveWire = z
  .object({
    id: queueIdWire,
    name: z.string(),
    open: z.boolean().describe('By its hours'),
    waiting: count.describe('Callers who wait now'),
    longestSinceMs: atMsWire.nullable().describe('Since when the first of them waits; null: nobody waits'),
    talking: count,
    agents: count.describe('At work and serving it'),
    free: count.describe('Of these, free'),
    needed: count.describe('Kept from outbound now, its talks included'),
    expectedWaitMs: z
      .number()
      .nullable()
      .describe('Mean wait of somebody who comes now, to 5 s; null: no agent serves it'),
    goalShare: z.number().describe('The goal: this share served within goalSeconds'),
    goalSeconds: count,
    today: z.object({
      offered: count.describe('Callers who came to wait in it'),
      answeredInTime: count,
      answeredLate: count,
      abandoned: count.describe('Hung up while they waited'),
      abandonedShort: count.describe('Hung up within the goal’s short seconds; they count for nothing'),
      callbacks: count.describe('Wished to be called back'),
      messages: count.describe('Sent away with a message'),
    }),
    serviceLevel: z
      .number()
      .nullable()
      .describe('Share of today’s callers served in time (INS); null before the first'),
  })
  .meta({ id: 'QueueLive' });
export type QueueLiveOut = z.output<typeof queueLiveWire>;
