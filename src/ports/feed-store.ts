import type { FeedDelivery, FeedSubscription } from '../core/feeds/feed-delivery.js';
import type { MadeNotice, OutboxEntry } from '../core/feeds/feed-event.js';
import type { FeedKey } from '../core/feeds/feed-key.js';
import type { FeedStanding, OutboxStanding } from '../core/feeds/feed-standing.js';

/**
 * The outbox and what is on its way to receivers. Closings and approvals put their entries into the outbox themselves,
 * in their own transaction, while somebody subscribes. Rejects with DLR_DATABASE_DOWN.
 */
export interface FeedStore {
  listSubscriptions(): Promise<readonly FeedSubscription[]>;
  /** Makes one, or changes it; one that is there keeps its keys. */
  saveSubscription(subscription: FeedSubscription): Promise<void>;
  /** Replaces the keys; false when they are not those of `before` any more. */
  changeKeys(id: string, before: readonly FeedKey[], after: readonly FeedKey[]): Promise<boolean>;
  /** Puts a pack that was made into the outbox, while somebody subscribes; told again it is the same event. */
  tellReport(report: MadeNotice, atMs: number): Promise<void>;
  /** Entries nobody else has taken; they are taken until then, and offered again afterwards. Oldest first. */
  takeOutbox(nowMs: number, untilMs: number, most: number): Promise<readonly OutboxEntry[]>;
  /** Keeps deliveries (those that are there stay as they are) and removes their entries: all of it, or nothing. */
  fanOut(deliveries: readonly FeedDelivery[], places: readonly number[]): Promise<void>;
  /** Deliveries that are due; they are taken until then, and due again afterwards. */
  takeDue(nowMs: number, untilMs: number, most: number): Promise<readonly FeedDelivery[]>;
  /** Keeps what became of deliveries; one that was delivered stays delivered. */
  settle(deliveries: readonly FeedDelivery[]): Promise<void>;
  /** True when the outbox has something or a delivery is due. */
  hasWork(nowMs: number): Promise<boolean>;
  /** Dead deliveries of a subscription, oldest first. */
  listDead(subscriptionId: string, most: number): Promise<readonly FeedDelivery[]>;
  /** Those of a subscription that were tried last, newest first. */
  listTried(subscriptionId: string, most: number): Promise<readonly FeedDelivery[]>;
  /** How each subscription stands that has deliveries, by its id. */
  standings(): Promise<ReadonlyMap<string, FeedStanding>>;
  outboxStanding(): Promise<OutboxStanding>;
  /** Makes the dead ones of a subscription due again, or some of them; gives how many. */
  replay(subscriptionId: string, eventIds: readonly string[] | null, nowMs: number): Promise<number>;
  /** Forgets what was delivered before. */
  forgetDelivered(beforeMs: number): Promise<void>;
}
