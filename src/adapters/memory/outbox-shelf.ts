import type { FeedSubscription } from '../../core/feeds/feed-delivery.js';
import type { OutboxEntry } from '../../core/feeds/feed-event.js';

type Unplaced = OutboxEntry extends infer Entry
  ? Entry extends OutboxEntry
    ? Omit<Entry, 'place'>
    : never
  : never;

/** What closings and approvals leave for receivers, while there are any. */
export class OutboxShelf {
  readonly subscriptions = new Map<string, FeedSubscription>();
  readonly entries = new Map<number, OutboxEntry>();
  #place = 0;

  put(entry: Unplaced): void {
    if ([...this.subscriptions.values()].some(({ active }) => active)) {
      this.#place += 1;
      this.entries.set(this.#place, { ...entry, place: this.#place });
    }
  }
}
