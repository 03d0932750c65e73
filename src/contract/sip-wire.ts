import { z } from 'zod';
import { atMsWire, attemptIdWire, trunkIdWire } from './wire-ids.js';

/** What carrier and switch know an attempt by, and the SIP between them. */
export const attemptSipWire = z
  .object({
    attemptId: attemptIdWire,
    attemptGroup: z.string().describe('The first attempt of a try over several carriers'),
    decisionId: z.string(),
    legId: z.string().describe("The channel's id on Asterisk, its UUID on FreeSWITCH"),
    mediaServerId: z.string().describe('The switch that carried it'),
    engineId: z.string(),
    trunkId: trunkIdWire,
    carrier: z.string(),
    line: z.string(),
    sipCode: z.number().int().nullable(),
    q850: z.number().int().nullable(),
    callIds: z
      .array(z.string())
      .describe("Call-IDs of SIP, by the switch and by what was seen: what the carrier's log knows it by"),
    messages: z
      .array(
        z.object({
          trunkId: trunkIdWire,
          atMs: atMsWire,
          callId: z.string(),
          direction: z.enum(['out', 'in']).describe('out: towards the carrier'),
          method: z.string().describe('Of the request, or of that which the response answers'),
          status: z.number().int().nullable().describe('Null for a request'),
          phrase: z.string(),
          reason: z.string().describe("The Reason header as written, or ''"),
          q850: z.number().int().nullable(),
          sdp: z.boolean().describe("It carries sound's description"),
        }),
      )
      .describe('In order; none where nobody stood in SIP, and after seven days'),
  })
  .meta({ id: 'AttemptSip' });
export type AttemptSipOut = z.output<typeof attemptSipWire>;
