import { z } from 'zod';
import { agentIdWire, atMsWire, queueIdWire } from './wire-ids.js';

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
const share = z.number();
const halfHour = z.object({
  fromMs: atMsWire,
  promised: z.number().nullable().describe('Calls by the same half hour of past weeks; null: none are known'),
  expected: z
    .number()
    .nullable()
    .describe('The promise by how today runs, of this half hour and later ones; null before'),
  came: count.nullable().describe('Calls that came; null of what is still to come'),
});

/** What is expected of a queue today, and how many agents it keeps from outbound for it. */
export const queueOutlookWire = z
  .object({
    id: queueIdWire,
    name: z.string(),
    goalShare: share,
    goalSeconds: count,
    agents: count.describe('At work and serving it'),
    talking: count,
    kept: count.describe('Free agents kept for it now'),
    keptAgents: z.array(agentIdWire).describe('Those of them whom one sees'),
    need: z
      .object({
        needed: count.describe('Agents it has to have, its talks included'),
        callsPerHour: z.number().describe('Expected now'),
        cautiousPerHour: z.number().describe('What is reckoned with, to be on the safe side'),
        handleMs: z.number(),
        patienceMs: z.number(),
        serviceLevel: share.describe('Share in time that Erlang A promises with the agents needed'),
        holds: z.boolean().describe('False: not even all who serve it keep the goal'),
        atMs: atMsWire,
      })
      .nullable()
      .describe('By what it reckons; null before its first look'),
    day: z
      .object({
        pace: z.number().describe('How far today runs above past weeks: 1.2 is a fifth more calls'),
        halfHours: z.array(halfHour),
      })
      .nullable()
      .describe('Null while nothing is known of days like today'),
  })
  .meta({ id: 'QueueOutlook' });
export const queueOutlooksWire = z.object({ items: z.array(queueOutlookWire) }).meta({ id: 'QueueOutlooks' });
export type QueueOutlookOut = z.output<typeof queueOutlookWire>;
export type QueueLiveOut = z.output<typeof queueLiveWire>;
