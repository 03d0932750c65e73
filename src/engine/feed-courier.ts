import {
  afterTry,
  deliveryOf,
  type FeedDelivery,
  type FeedSubscription,
} from '../core/feeds/feed-delivery.js';
import { feedEventsOf } from '../core/feeds/feed-event.js';
import { signingKeys } from '../core/feeds/feed-key.js';
import { DAY, MINUTE } from '../core/kernel/time.js';
import type { FeedStore } from '../ports/feed-store.js';
import { type FeedPostParts, postEvent } from './post-event.js';

export interface CourierDeps extends FeedPostParts {
  readonly store: FeedStore;
  /** True when it is to stop at the next safe point. */
  readonly stopped: () => boolean;
}

export interface CourierRun {
  readonly delivered: number;
  readonly failed: number;
}

/** Longer than any try: what a dead courier had in hand is due again after it. */
const TAKEN_FOR = 2 * MINUTE;
const ENTRIES_AT_ONCE = 200;
const TRIES_AT_ONCE = 8;
const KEEP_DELIVERED = 7 * DAY;

/**
 * Brings what happened to its receivers: from the outbox to one delivery a receiver, and each delivery until it is
 * answered with 2xx. Everything it does may be done again by another courier; the receiver's key makes it once.
 */
export async function runCourier(deps: CourierDeps): Promise<CourierRun> {
  const { store, clock, stopped } = deps;
  const subscriptions = new Map((await store.listSubscriptions()).map((one) => [one.id, one]));
  const active = [...subscriptions.values()].filter((one) => one.active);
  while (!stopped() && (await fanOut(active, deps)) === ENTRIES_AT_ONCE) {
    // A full batch: there may be more.
  }
  let [delivered, failed] = [0, 0];
  while (!stopped()) {
    const nowMs = clock.now();
    const due = await store.takeDue(nowMs, nowMs + TAKEN_FOR, TRIES_AT_ONCE);
    const tried = await Promise.all(
      due.map((one) => tryOnce(one, subscriptions.get(one.subscriptionId), deps)),
    );
    await store.settle(tried);
    delivered += tried.filter(({ state }) => state === 'delivered').length;
    failed += tried.filter(({ state }) => state !== 'delivered').length;
    if (due.length < TRIES_AT_ONCE) {
      break;
    }
  }
  await forgetKeys([...subscriptions.values()], deps);
  await store.forgetDelivered(clock.now() - KEEP_DELIVERED);
  return { delivered, failed };
}

/** Puts what happened before it in the outbox on its way; gives how many entries. */
async function fanOut(active: readonly FeedSubscription[], { store, clock }: CourierDeps): Promise<number> {
  const nowMs = clock.now();
  const entries = await store.takeOutbox(nowMs, nowMs + TAKEN_FOR, ENTRIES_AT_ONCE);
  const deliveries = entries
    .flatMap(feedEventsOf)
    .flatMap((event) =>
      active
        .filter(({ kinds }) => kinds.some((kind) => kind === event.kind))
        .map(({ id }) => deliveryOf(id, event, nowMs)),
    );
  await store.fanOut(
    deliveries,
    entries.map(({ place }) => place),
  );
  return entries.length;
}

async function tryOnce(
  delivery: FeedDelivery,
  subscription: FeedSubscription | undefined,
  deps: CourierDeps,
): Promise<FeedDelivery> {
  const { clock } = deps;
  if (subscription === undefined || !subscription.active) {
    return afterTry(delivery, 'the feed is switched off', clock.now());
  }
  const posted = await postEvent(subscription, delivery, deps);
  return afterTry(delivery, posted.failure, clock.now(), posted);
}

/** Keys whose time is over are not kept; where somebody rotates at this moment the next look does it. */
async function forgetKeys(
  subscriptions: readonly FeedSubscription[],
  { store, clock }: CourierDeps,
): Promise<void> {
  for (const { id, keys } of subscriptions) {
    const signing = signingKeys(keys, clock.now());
    if (signing.length < keys.length) {
      await store.changeKeys(id, keys, signing);
    }
  }
}
