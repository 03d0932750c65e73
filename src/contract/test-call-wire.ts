import { z } from 'zod';
import { TEST_CALL_PHASES } from '../core/test-call/test-call-state.js';
import { atMsWire, attemptIdWire, e164Wire, mediaServerIdWire, trunkIdWire } from './wire-ids.js';

/** How long a test may ring: at least what law asks, at most what a telephone needs. */
export const TEST_RING_SECONDS = { least: 15, most: 60, usual: 30 } as const;
export const TEST_CALL_STATES = [...TEST_CALL_PHASES, 'open'] as const;
const SOUND_WAYS = ['both', 'in', 'out', 'none'] as const;

export const testCallOrderWire = z
  .strictObject({
    trunkId: trunkIdWire.describe('Also one that is switched off, rests or is out of its hours'),
    line: e164Wire.describe('The number shown'),
    phone: z
      .string()
      .min(1)
      .max(40)
      .describe('A number of your own or of a test service, with its area code; none of a contact'),
    mediaServerId: mediaServerIdWire
      .nullable()
      .default(null)
      .describe('By that media server, also one that is drained; null takes the one with the fewest calls'),
    ringSeconds: z
      .number()
      .int()
      .min(TEST_RING_SECONDS.least)
      .max(TEST_RING_SECONDS.most)
      .default(TEST_RING_SECONDS.usual)
      .describe('Longest ringing before it is given up'),
  })
  .meta({ id: 'TestCallOrder' });

const ms = (text: string) => z.number().int().nullable().describe(text);

export const testCallWire = z
  .object({
    id: attemptIdWire.describe('Of its row in the call log; its SIP is at /v1/attempts/:id/sip'),
    state: z.enum(TEST_CALL_STATES).describe('open: another server has it, or the one that had it died'),
    atMs: atMsWire,
    by: z.string().describe('Who placed it'),
    trunkId: trunkIdWire,
    carrier: z.string(),
    line: z.string(),
    phone: z.string().describe("'' once it was erased"),
    mediaServerId: z.string(),
    engineId: z.string(),
    legId: z.string().describe("The channel's id on Asterisk, its UUID on FreeSWITCH"),
    sipCallId: z.string().describe("Call-ID of SIP; '' until it has ended, or where the switch did not tell"),
    decisionId: z.string().describe('Of the gate, in the ledger'),
    answered: z.boolean(),
    pddMs: ms('From the dial to the first ringing or sound'),
    ringMs: ms('From there to the answer or the end'),
    talkMs: ms('From the answer to the end'),
    earlyMedia: z.boolean().describe('Sound came before the answer (183)'),
    sipCode: z.number().int().nullable(),
    q850: z.number().int().nullable(),
    reason: z.string().describe("Why it ended, a word of the call log; '' while it goes on"),
    endedBy: z.string(),
    codec: z.string().describe("'' where nobody answered or the media server does not say"),
    packetsIn: z.number().int().nullable().describe('RTP packets that came from the other end'),
    packetsOut: z.number().int().nullable(),
    sound: z.enum(SOUND_WAYS).nullable().describe('Which ways packets of sound went; null: unknown'),
  })
  .meta({ id: 'TestCall' });
export type TestCallOut = z.output<typeof testCallWire>;

export const testCallListWire = z.object({ items: z.array(testCallWire) }).meta({ id: 'TestCallList' });
