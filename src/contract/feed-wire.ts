import { z } from 'zod';
import { atMsWire } from './wire-ids.js';

/** The core's words, repeated because the wire stands beside it; a test compares. */
export const FEED_KIND_WORDS = [
  'attempt.closed',
  'contact.closed',
  'contact.promise',
  'contact.opt_out',
  'contact.wrong_person',
  'statement.approved',
] as const;

export const feedIdWire = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be the id of a feed')
  .describe('A feed');

const feedShape = {
  id: z.string(),
  url: z.string(),
  kinds: z.array(z.enum(FEED_KIND_WORDS)),
  active: z.boolean(),
};
export const feedItemWire = z.object(feedShape).meta({ id: 'Feed' });
export const feedListWire = z.object({ items: z.array(feedItemWire) }).meta({ id: 'FeedList' });
export const feedSavedWire = z
  .object({
    ...feedShape,
    secret: z.string().nullable().describe('Key of the signature; given when it is new, and never again'),
  })
  .meta({ id: 'FeedSaved' });
export const feedPutWire = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .describe('Takes POST; answers 2xx when the event is kept'),
    kinds: z.array(z.enum(FEED_KIND_WORDS)).min(1),
    active: z.boolean().default(true),
    newSecret: z.boolean().default(false).describe('Make a new key; the old one holds no longer'),
  })
  .meta({ id: 'FeedPut' });

export const feedDeadWire = z
  .object({
    items: z.array(
      z.object({
        eventId: z.string(),
        kind: z.enum(FEED_KIND_WORDS),
        atMs: atMsWire,
        tries: z.number(),
        lastError: z.string(),
      }),
    ),
  })
  .meta({ id: 'FeedDead' });
export const feedReplayWire = z
  .strictObject({
    eventIds: z.array(z.string().max(200)).min(1).max(1000).optional().describe('Else all of them'),
  })
  .meta({ id: 'FeedReplay' });
export const feedReplayedWire = z.object({ replayed: z.number() }).meta({ id: 'FeedReplayed' });
