import { isDeepStrictEqual } from 'node:util';
import type { FeedDelivery, FeedSubscription } from '../../core/feeds/feed-delivery.js';
import type { MadeNotice, OutboxEntry } from '../../core/feeds/feed-event.js';
import type { FeedKey } from '../../core/feeds/feed-key.js';
import { type FeedStanding, feedStanding, type OutboxStanding } from '../../core/feeds/feed-standing.js';
import { assertNever } from '../../core/kernel/assert-never.js';
import type { FeedStore } from '../../ports/feed-store.js';
import type { FaultGate } from './memory-faults.js';
import type { OutboxShelf } from './outbox-shelf.js';

/** Outbox and deliveries in memory. */
export class MemoryFeedStore implements FeedStore {
  readonly #shelf: OutboxShelf;
  readonly #gate: FaultGate;
  readonly #taken = new Map<number, number>();
  readonly #deliveries = new Map<string, FeedDelivery>();

  constructor(shelf: OutboxShelf, gate: FaultGate) {
    this.#shelf = shelf;
    this.#gate = gate;
  }

  listSubscriptions(): Promise<readonly FeedSubscription[]> {
    return this.#gate.read('feeds.subscriptions', () =>
      [...this.#shelf.subscriptions.values()].sort((one, other) => (one.id < other.id ? -1 : 1)),
    );
  }

  saveSubscription(subscription: FeedSubscription): Promise<void> {
    return this.#gate.write('feeds.save', () => {
      const keys = this.#shelf.subscriptions.get(subscription.id)?.keys ?? subscription.keys;
      this.#shelf.subscriptions.set(subscription.id, { ...subscription, keys });
    });
  }

  changeKeys(id: string, before: readonly FeedKey[], after: readonly FeedKey[]): Promise<boolean> {
    return this.#gate.write('feeds.changeKeys', () => {
      const found = this.#shelf.subscriptions.get(id);
      if (found === undefined || !isDeepStrictEqual(found.keys, before)) {
        return false;
      }
      this.#shelf.subscriptions.set(id, { ...found, keys: after });
      return true;
    });
  }

  tellReport(report: MadeNotice, atMs: number): Promise<void> {
    return this.#gate.write('feeds.tellReport', () => this.#shelf.put({ what: 'report', report, atMs }));
  }

  takeOutbox(nowMs: number, untilMs: number, most: number): Promise<readonly OutboxEntry[]> {
    return this.#gate.write('feeds.takeOutbox', () => {
      const free = [...this.#shelf.entries.values()]
        .filter(({ place }) => (this.#taken.get(place) ?? 0) <= nowMs)
        .slice(0, most);
      for (const { place } of free) {
        this.#taken.set(place, untilMs);
      }
      return free;
    });
  }

  fanOut(deliveries: readonly FeedDelivery[], places: readonly number[]): Promise<void> {
    return this.#gate.write('feeds.fanOut', () => {
      for (const delivery of deliveries) {
        if (!this.#deliveries.has(delivery.id)) {
          this.#deliveries.set(delivery.id, delivery);
        }
      }
      for (const place of places) {
        this.#shelf.entries.delete(place);
        this.#taken.delete(place);
      }
    });
  }

  takeDue(nowMs: number, untilMs: number, most: number): Promise<readonly FeedDelivery[]> {
    return this.#gate.write('feeds.takeDue', () => {
      const due = [...this.#deliveries.values()]
        .filter(({ state, nextAtMs }) => state === 'waiting' && nextAtMs <= nowMs)
        .sort((one, other) => one.nextAtMs - other.nextAtMs)
        .slice(0, most);
      for (const delivery of due) {
        this.#deliveries.set(delivery.id, { ...delivery, nextAtMs: untilMs });
      }
      return due;
    });
  }

  settle(deliveries: readonly FeedDelivery[]): Promise<void> {
    return this.#gate.write('feeds.settle', () => {
      for (const delivery of deliveries) {
        if (this.#deliveries.get(delivery.id)?.state === 'waiting') {
          this.#deliveries.set(delivery.id, delivery);
        }
      }
    });
  }

  hasWork(nowMs: number): Promise<boolean> {
    return this.#gate.read(
      'feeds.hasWork',
      () =>
        [...this.#shelf.entries.keys()].some((place) => (this.#taken.get(place) ?? 0) <= nowMs) ||
        [...this.#deliveries.values()].some(
          ({ state, nextAtMs }) => state === 'waiting' && nextAtMs <= nowMs,
        ),
    );
  }

  listDead(subscriptionId: string, most: number): Promise<readonly FeedDelivery[]> {
    return this.#gate.read('feeds.dead', () => this.#dead(subscriptionId).slice(0, most));
  }

  listTried(subscriptionId: string, most: number): Promise<readonly FeedDelivery[]> {
    return this.#gate.read('feeds.tried', () =>
      this.#of(subscriptionId)
        .filter(({ lastTry }) => lastTry !== null)
        .sort(
          (one, other) =>
            (other.lastTry?.atMs ?? 0) - (one.lastTry?.atMs ?? 0) || (one.id < other.id ? -1 : 1),
        )
        .slice(0, most),
    );
  }

  standings(): Promise<ReadonlyMap<string, FeedStanding>> {
    return this.#gate.read('feeds.standings', () => {
      const ids = new Set([...this.#deliveries.values()].map(({ subscriptionId }) => subscriptionId));
      return new Map([...ids].map((id) => [id, feedStanding(this.#of(id))]));
    });
  }

  outboxStanding(): Promise<OutboxStanding> {
    return this.#gate.read('feeds.outbox', () => {
      const times = [...this.#shelf.entries.values()].map(tellsOf);
      return { entries: times.length, oldestMs: times.length === 0 ? null : Math.min(...times) };
    });
  }

  replay(subscriptionId: string, eventIds: readonly string[] | null, nowMs: number): Promise<number> {
    return this.#gate.write('feeds.replay', () => {
      const again = this.#dead(subscriptionId).filter(({ event }) => eventIds?.includes(event.id) ?? true);
      for (const delivery of again) {
        this.#deliveries.set(delivery.id, {
          ...delivery,
          state: 'waiting',
          tries: 0,
          nextAtMs: nowMs,
          firstFailedMs: null,
        });
      }
      return again.length;
    });
  }

  forgetDelivered(beforeMs: number): Promise<void> {
    return this.#gate.write('feeds.forget', () => {
      for (const { id, state, nextAtMs } of this.#deliveries.values()) {
        if (state === 'delivered' && nextAtMs < beforeMs) {
          this.#deliveries.delete(id);
        }
      }
    });
  }

  #dead(subscriptionId: string): readonly FeedDelivery[] {
    return this.#of(subscriptionId)
      .filter(({ state }) => state === 'dead')
      .sort((one, other) => one.event.atMs - other.event.atMs || (one.id < other.id ? -1 : 1));
  }

  #of(subscriptionId: string): FeedDelivery[] {
    return [...this.#deliveries.values()].filter((one) => one.subscriptionId === subscriptionId);
  }
}

/** When what an entry tells of happened. */
function tellsOf(entry: OutboxEntry): number {
  switch (entry.what) {
    case 'attempt':
      return entry.row.result.tEndMs;
    case 'statement':
      return entry.statement.atMs;
    case 'contact':
    case 'report':
      return entry.atMs;
    default:
      return assertNever(entry, 'entry of the outbox');
  }
}
