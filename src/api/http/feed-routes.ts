import { z } from 'zod';
import {
  feedDeadWire,
  feedIdWire,
  type feedItemWire,
  feedListWire,
  feedPutWire,
  feedReplayedWire,
  feedReplayWire,
  feedSavedWire,
} from '../../contract/feed-wire.js';
import type { FeedSubscription } from '../../core/feeds/feed-delivery.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['feeds'];
const params = z.object({ id: feedIdWire });

function feedToWire({ id, url, kinds, active }: FeedSubscription): z.output<typeof feedItemWire> {
  return { id, url, kinds: [...kinds], active };
}

/** Receivers that are told of what happens. */
export function addFeedRoutes(app: ApiServer, deps: ApiDeps): void {
  const { feeds } = deps;
  app.get(
    '/v1/feeds',
    {
      schema: { tags, summary: 'Feeds, without their secrets', response: { 200: feedListWire, ...PROBLEMS } },
    },
    async () => ({ items: (await feeds.list()).map(feedToWire) }),
  );
  app.put(
    '/v1/feeds/:id',
    {
      schema: {
        tags,
        summary: 'Make a feed or change it: where to, and of what it is told from now on',
        params,
        body: feedPutWire,
        response: { 200: feedSavedWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { newSecret, ...wish } = request.body;
      const { feed, secretHex } = await feeds.save(request.params.id, wish, newSecret);
      deps.log.info({ tokenId: request.tokenId, feed: feed.id, active: feed.active }, 'feed saved');
      return { ...feedToWire(feed), secret: secretHex };
    },
  );
  app.get(
    '/v1/feeds/:id/dead',
    {
      schema: {
        tags,
        summary: 'Events that were tried to the end and not taken, oldest first',
        params,
        response: { 200: feedDeadWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const dead = await feeds.dead(request.params.id);
      return {
        items: dead.map(({ event, tries, lastError }) => ({
          eventId: event.id,
          kind: event.kind,
          atMs: event.atMs,
          tries,
          lastError,
        })),
      };
    },
  );
  app.post(
    '/v1/feeds/:id/replay',
    {
      schema: {
        tags,
        summary: 'Try dead events again, some or all',
        params,
        body: feedReplayWire,
        response: { 200: feedReplayedWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const replayed = await feeds.replay(request.params.id, request.body.eventIds ?? null);
      deps.log.info({ tokenId: request.tokenId, feed: request.params.id, replayed }, 'feed replayed');
      return { replayed };
    },
  );
}
