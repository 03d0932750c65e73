import { z } from 'zod';
import { MOST_OVERLAP_HOURS, USUAL_OVERLAP_HOURS } from '../core/feeds/feed-key.js';
import { atMsWire } from './wire-ids.js';

/** The core's words, repeated because the wire stands beside it; a test compares. */
export const FEED_KIND_WORDS = [
  'attempt.closed',
  'contact.closed',
  'contact.promise',
  'contact.opt_out',
  'contact.wrong_person',
  'statement.approved',
  'report.made',
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
  keys: z
    .array(z.object({ untilMs: atMsWire.nullable().describe('It signs until then; null: the one in force') }))
    .describe('Keys that sign what it is sent, newest first; never the keys themselves'),
  waiting: z.number().describe('Events that wait for their next try'),
  dead: z.number().describe('Events that were tried to the end'),
  lastTakenMs: atMsWire.nullable().describe('When it last took an event, of the last seven days'),
  failingSinceMs: atMsWire.nullable().describe('It has taken nothing since; null: it takes events'),
};
export const feedItemWire = z.object(feedShape).meta({ id: 'Feed' });
export type FeedItem = z.output<typeof feedItemWire>;
export const feedListWire = z
  .object({
    items: z.array(feedItemWire),
    outbox: z.object({
      entries: z.number().describe('What happened and is not yet on its way to its receivers'),
      oldestMs: atMsWire.nullable(),
    }),
  })
  .meta({ id: 'FeedList' });
export type FeedList = z.output<typeof feedListWire>;
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
  })
  .meta({ id: 'FeedPut' });

export const feedRotateWire = z
  .strictObject({
    overlapHours: z
      .int()
      .min(0)
      .max(MOST_OVERLAP_HOURS)
      .default(USUAL_OVERLAP_HOURS)
      .describe('The keys before it sign beside it for so long; 0: no more'),
  })
  .meta({ id: 'FeedRotate' });
export const feedRotatedWire = z
  .object({ secret: z.string().describe('The new key; given now, and never again'), keys: feedShape.keys })
  .meta({ id: 'FeedRotated' });
export const feedTestWire = z
  .object({
    answer: z.number().nullable().describe('What the receiver answered; null: nothing'),
    tookMs: z.number(),
    failure: z.string().nullable().describe('Null: it took the event'),
  })
  .meta({ id: 'FeedTest' });
export type FeedTest = z.output<typeof feedTestWire>;

export const DELIVERY_STATE_WORDS = ['waiting', 'delivered', 'dead'] as const;

const feedDataWire = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .describe('What the receiver is sent as `data`');

export const feedDeadWire = z
  .object({
    items: z.array(
      z.object({
        eventId: z.string(),
        kind: z.enum(FEED_KIND_WORDS),
        atMs: atMsWire,
        tries: z.number(),
        lastError: z.string(),
        lastTriedMs: atMsWire.nullable(),
        data: feedDataWire,
      }),
    ),
  })
  .meta({ id: 'FeedDead' });
export type FeedDeadItem = z.output<typeof feedDeadWire>['items'][number];

export const feedTriedWire = z
  .object({
    items: z.array(
      z.object({
        eventId: z.string(),
        kind: z.enum(FEED_KIND_WORDS),
        atMs: atMsWire,
        state: z.enum(DELIVERY_STATE_WORDS),
        tries: z.number(),
        triedAtMs: atMsWire,
        tookMs: z.number(),
        answer: z.number().nullable(),
        lastError: z.string(),
        nextAtMs: atMsWire.nullable().describe('When it is tried again; null: it is not'),
      }),
    ),
  })
  .meta({ id: 'FeedTried' });
export type FeedTriedItem = z.output<typeof feedTriedWire>['items'][number];
export const feedReplayWire = z
  .strictObject({
    eventIds: z.array(z.string().max(200)).min(1).max(1000).optional().describe('Else all of them'),
  })
  .meta({ id: 'FeedReplay' });
export const feedReplayedWire = z.object({ replayed: z.number() }).meta({ id: 'FeedReplayed' });
