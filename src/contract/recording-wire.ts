import { z } from 'zod';
import { agentIdWire, atMsWire, attemptIdWire, campaignIdWire, e164Wire } from './wire-ids.js';

/** The same form as `recordingPathOf` of the core reads; a test compares. */
export const recordingIdWire = z
  .string()
  .regex(/^\d{8}-[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "must be a recording's id, such as 20261122-0123abc")
  .describe('A recording: the date of the talk by Brasília, and its call');

const day = z.iso.date().describe('Day of the talk by Brasília');

export const recordingQueryWire = z.object({
  call: attemptIdWire.optional(),
  phone: e164Wire.optional(),
  agent: agentIdWire.optional(),
  campaign: campaignIdWire.optional(),
  day: day.optional(),
  disposition: z.string().min(1).max(64).optional(),
  leastSeconds: z.coerce.number().int().min(0).max(86_400).optional().describe('Lasting so long at least'),
  mostSeconds: z.coerce.number().int().min(0).max(86_400).optional().describe('And at most'),
  after: z.string().max(400).optional().describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const recordingFields = {
  id: recordingIdWire,
  attemptId: attemptIdWire,
  campaignId: z.string().describe("Empty where the call's row was never written"),
  agentId: z.string().nullable(),
  phone: z.string().describe('Masked; empty where the person was taken out'),
  disposition: z.string(),
  day,
  startedAtMs: atMsWire.describe('When the two were joined'),
  talkMs: z.number().int().describe('How long they talked by the call log'),
  durationMs: z.number().int().describe('How long the recording lasts'),
  missingMs: z.number().int().describe('How much of the talk is not on the recording; 0 below two seconds'),
  channels: z.number().int(),
  bytes: z.number().int().describe('Of the recording in clear, a WAV file'),
  sha256: z.string().describe('Of the recording in clear'),
  sealedAtMs: atMsWire.describe('When it was encrypted'),
};

export const recordingListWire = z
  .object({ items: z.array(z.object(recordingFields)), next: z.string().nullable() })
  .meta({ id: 'RecordingList' });
export type RecordingListOut = z.output<typeof recordingListWire>;

export const recordingWire = z
  .object({
    ...recordingFields,
    keptUntilMs: atMsWire.describe('Removed after that, by the retention as it is now (R39 is its floor)'),
    peaks: z
      .array(z.array(z.number().int().min(0).max(255)))
      .describe('For each channel the loudest sample of each of equal stretches'),
    silences: z
      .array(z.object({ fromMs: z.number().int(), toMs: z.number().int() }))
      .describe('Two seconds or more without a sound: muted, paused, or nothing was sent'),
  })
  .meta({ id: 'Recording' });
export type RecordingOut = z.output<typeof recordingWire>;

export const playOrderWire = z
  .strictObject({
    reason: z.string().trim().min(3).max(300).describe('Why it is listened to; no personal data'),
  })
  .meta({ id: 'PlayOrder' });

export const playWire = z
  .object({
    play: z.string().describe('Ticket for the audio: of whoever asked, for this recording, for an hour'),
    audio: z.string().describe('Path of the audio; takes Range'),
    untilMs: atMsWire,
  })
  .meta({ id: 'Play' });
export type PlayOut = z.output<typeof playWire>;

export const playListWire = z
  .object({ items: z.array(z.object({ atMs: atMsWire, who: z.string(), reason: z.string() })) })
  .meta({ id: 'PlayList' });
export type PlayListOut = z.output<typeof playListWire>;

export const keyRotationWire = z
  .object({
    rewrapped: z.number().int().describe('Recordings whose data keys were wrapped with the new key'),
  })
  .meta({ id: 'KeyRotation' });
