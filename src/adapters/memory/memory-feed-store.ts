import type { FeedDelivery, FeedSubscription } from '../../core/feeds/feed-delivery.js';
import type { OutboxEntry } from '../../core/feeds/feed-event.js';
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
      this.#shelf.subscriptions.set(subscription.id, subscription);
    });
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

  replay(subscriptionId: string, eventIds: readonly string[] | null, nowMs: number): Promise<number> {
    return this.#gate.write('feeds.replay', () => {
      const again = this.#dead(subscriptionId).filter(({ event }) => eventIds?.includes(event.id) ?? true);
      for (const delivery of again) {
        this.#deliveries.set(delivery.id, { ...delivery, state: 'waiting', tries: 0, nextAtMs: nowMs });
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
    return [...this.#deliveries.values()]
      .filter((one) => one.subscriptionId === subscriptionId && one.state === 'dead')
      .sort((one, other) => one.event.atMs - other.event.atMs || (one.id < other.id ? -1 : 1));
  }
}
