import { z } from 'zod';
import {
  type FeedDeadItem,
  type FeedItem,
  type FeedTriedItem,
  feedDeadWire,
  feedIdWire,
  feedListWire,
  feedPutWire,
  feedReplayedWire,
  feedReplayWire,
  feedRotatedWire,
  feedRotateWire,
  feedSavedWire,
  feedTestWire,
  feedTriedWire,
} from '../../contract/feed-wire.js';
import type { FeedDelivery, FeedSubscription } from '../../core/feeds/feed-delivery.js';
import { signingKeys } from '../../core/feeds/feed-key.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { FeedView } from '../../engine/feed-desk.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { changeNote } from './change-notes.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['feeds'];
const params = z.object({ id: feedIdWire });
/** Receivers are looked at by the last tries; older ones are in the feed's own log. */
const MOST_TRIED = 100;

const keysToWire = ({ keys }: FeedSubscription, nowMs: number): FeedItem['keys'] =>
  signingKeys(keys, nowMs).map(({ untilMs }) => ({ untilMs }));

function feedToWire({ feed, standing }: FeedView, nowMs: number): FeedItem {
  const { id, url, kinds, active } = feed;
  return { id, url, kinds: [...kinds], active, keys: keysToWire(feed, nowMs), ...standing };
}

/** A test is never kept, so what lies in deliveries is of a kind that may be subscribed to. */
const kindOf = ({ event }: FeedDelivery): FeedTriedItem['kind'] => event.kind as FeedTriedItem['kind'];

function triedToWire(delivery: FeedDelivery): FeedTriedItem {
  const { event, state, tries, lastError, lastTry, nextAtMs } = delivery;
  return {
    ...{ eventId: event.id, kind: kindOf(delivery), atMs: event.atMs, state, tries, lastError },
    triedAtMs: lastTry?.atMs ?? 0,
    tookMs: lastTry?.tookMs ?? 0,
    answer: lastTry?.answer ?? null,
    nextAtMs: state === 'waiting' ? nextAtMs : null,
  };
}

function deadToWire(delivery: FeedDelivery): FeedDeadItem {
  const { event, tries, lastError, lastTry } = delivery;
  return {
    ...{ eventId: event.id, kind: kindOf(delivery), atMs: event.atMs, tries, lastError },
    lastTriedMs: lastTry?.atMs ?? null,
    data: { ...event.data },
  };
}

/** Addresses are shown and stand in errors, and no request can be made to one with a password (Fetch §5.4). */
function requireNoPassword(address: string): void {
  const { username, password } = new URL(address);
  if (username !== '' || password !== '') {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail:
        'body.url: leave user and password out; a receiver knows us by the signature of what it is sent.',
    });
  }
}

/** Receivers that are told of what happens. */
export function addFeedRoutes(app: ApiServer, deps: ApiDeps): void {
  addFeedSettings(app, deps);
  addDeliveries(app, deps);
}

function addFeedSettings(app: ApiServer, { feeds, clock }: ApiDeps): void {
  app.get(
    '/v1/feeds',
    {
      schema: {
        tags,
        summary: 'Feeds and how they stand, without their keys',
        response: { 200: feedListWire, ...PROBLEMS },
      },
    },
    async () => {
      const [views, outbox] = await Promise.all([feeds.list(), feeds.outbox()]);
      return { items: views.map((view) => feedToWire(view, clock.now())), outbox };
    },
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
      const { url, kinds, active } = request.body;
      requireNoPassword(url);
      const { secretHex, ...view } = await feeds.save(request.params.id, request.body);
      changeNote(
        request,
        request.params.id,
        `${active ? 'on' : 'off'} ${new URL(url).host} ${kinds.join(' ')}`,
      );
      return { ...feedToWire(view, clock.now()), secret: secretHex };
    },
  );
  app.post(
    '/v1/feeds/:id/rotate',
    {
      schema: {
        tags,
        summary: 'Make a new key; the one before signs beside it for some hours',
        params,
        body: feedRotateWire,
        response: { 200: feedRotatedWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { overlapHours } = request.body;
      const { secretHex, feed } = await feeds.rotate(request.params.id, overlapHours);
      changeNote(request, feed.id, `overlap ${overlapHours} h`);
      return { secret: secretHex, keys: keysToWire(feed, clock.now()) };
    },
  );
  app.post(
    '/v1/feeds/:id/test',
    {
      schema: {
        tags,
        summary: 'Send an event that says nothing, now, and tell what the receiver answered',
        params,
        response: { 200: feedTestWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const posted = await feeds.test(request.params.id);
      changeNote(request, request.params.id, `answered ${posted.answer ?? 'nothing'}`);
      return posted;
    },
  );
}

function addDeliveries(app: ApiServer, { feeds }: ApiDeps): void {
  app.get(
    '/v1/feeds/:id/deliveries',
    {
      schema: {
        tags,
        summary: 'Events that were tried last, newest first, with what was answered',
        params,
        response: { 200: feedTriedWire, ...PROBLEMS },
      },
    },
    async (request) => ({ items: (await feeds.tried(request.params.id, MOST_TRIED)).map(triedToWire) }),
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
    async (request) => ({ items: (await feeds.dead(request.params.id)).map(deadToWire) }),
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
      changeNote(request, request.params.id, `${replayed} events`);
      return { replayed };
    },
  );
}
