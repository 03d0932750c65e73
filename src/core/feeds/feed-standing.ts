import type { FeedDelivery } from './feed-delivery.js';

/** What waits and what failed at a receiver. */
export interface FeedStanding {
  readonly waiting: number;
  readonly dead: number;
  /** When it last took an event, of those that are remembered; null: none. */
  readonly lastTakenMs: number | null;
  /** What it has taken since failed for the first time then; null: nothing has. */
  readonly failingSinceMs: number | null;
}

/** What lies in the outbox, and how long the oldest of it has. */
export interface OutboxStanding {
  readonly entries: number;
  readonly oldestMs: number | null;
}

/** The standing of a receiver, from its deliveries. The database says the same in one statement. */
export function feedStanding(deliveries: readonly FeedDelivery[]): FeedStanding {
  const taken = deliveries.flatMap(({ state, lastTry }) =>
    state === 'delivered' ? (lastTry?.atMs ?? []) : [],
  );
  const lastTakenMs = taken.length === 0 ? null : Math.max(...taken);
  const failed = deliveries
    .filter(({ state, lastTry }) => state !== 'delivered' && (lastTry?.atMs ?? 0) > (lastTakenMs ?? 0))
    .flatMap(({ firstFailedMs }) => firstFailedMs ?? []);
  return {
    waiting: deliveries.filter(({ state }) => state === 'waiting').length,
    dead: deliveries.filter(({ state }) => state === 'dead').length,
    lastTakenMs,
    failingSinceMs: failed.length === 0 ? null : Math.max(Math.min(...failed), lastTakenMs ?? 0),
  };
}
