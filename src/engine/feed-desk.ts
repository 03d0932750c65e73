import type { FeedDelivery, FeedSubscription } from '../core/feeds/feed-delivery.js';
import { type FeedKind, TEST_KIND } from '../core/feeds/feed-event.js';
import { rotatedKeys } from '../core/feeds/feed-key.js';
import type { FeedStanding, OutboxStanding } from '../core/feeds/feed-standing.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { FeedStore } from '../ports/feed-store.js';
import type { SecretBox } from '../ports/secret-box.js';
import { type FeedPosted, type FeedPostParts, postEvent } from './post-event.js';

export interface FeedDeskDeps extends FeedPostParts {
  readonly store: FeedStore;
  readonly box: SecretBox;
  readonly newSecretHex: () => string;
}

/** A feed and how it stands. */
export interface FeedView {
  readonly feed: FeedSubscription;
  readonly standing: FeedStanding;
}

const MOST_SHOWN = 1000;
const NOTHING_YET: FeedStanding = { waiting: 0, dead: 0, lastTakenMs: null, failingSinceMs: null };

/** Who is told of what happens. */
export class FeedDesk {
  readonly #deps: FeedDeskDeps;

  constructor(deps: FeedDeskDeps) {
    this.#deps = deps;
  }

  async list(): Promise<readonly FeedView[]> {
    const { store } = this.#deps;
    const [feeds, standings] = await Promise.all([store.listSubscriptions(), store.standings()]);
    return feeds.map((feed) => ({ feed, standing: standings.get(feed.id) ?? NOTHING_YET }));
  }

  outbox(): Promise<OutboxStanding> {
    return this.#deps.store.outboxStanding();
  }

  /** Makes a feed, or changes it; its key is given when it is made, and never again. */
  async save(
    id: string,
    wish: { readonly url: string; readonly kinds: readonly FeedKind[]; readonly active: boolean },
  ): Promise<FeedView & { readonly secretHex: string | null }> {
    const { store, box, newSecretHex } = this.#deps;
    const before = (await this.list()).find(({ feed }) => feed.id === id);
    const secretHex = before === undefined ? newSecretHex() : null;
    const keys =
      secretHex === null ? (before?.feed.keys ?? []) : [{ sealed: box.seal(secretHex, id), untilMs: null }];
    const feed = { id, ...wish, keys };
    await store.saveSubscription(feed);
    return { feed, standing: before?.standing ?? NOTHING_YET, secretHex };
  }

  /** Makes a new key, which signs at once; those before it sign beside it for so many hours, then no more. */
  async rotate(
    id: string,
    overlapHours: number,
  ): Promise<{ readonly secretHex: string; readonly feed: FeedSubscription }> {
    const { store, box, clock, newSecretHex } = this.#deps;
    const feed = await this.#require(id);
    const secretHex = newSecretHex();
    const keys = rotatedKeys(feed.keys, box.seal(secretHex, id), overlapHours, clock.now());
    if (!(await store.changeKeys(id, feed.keys, keys))) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: `The keys of feed '${id}' changed at this moment; look at it, and rotate again where that is still wanted.`,
      });
    }
    return { secretHex, feed: { ...feed, keys } };
  }

  /** Sends an event that says nothing, past the outbox, and tells what the receiver answered. */
  async test(id: string): Promise<FeedPosted> {
    const feed = await this.#require(id);
    const atMs = this.#deps.clock.now();
    const event = { id: `${TEST_KIND}:${id}-${atMs}`, kind: TEST_KIND, atMs, data: { feed: id } } as const;
    return postEvent(feed, { event, tries: 0 }, this.#deps);
  }

  async dead(id: string): Promise<readonly FeedDelivery[]> {
    await this.#require(id);
    return this.#deps.store.listDead(id, MOST_SHOWN);
  }

  /** What was tried last, newest first. */
  async tried(id: string, most: number): Promise<readonly FeedDelivery[]> {
    await this.#require(id);
    return this.#deps.store.listTried(id, most);
  }

  /** Tries the dead deliveries of a feed again, or some of them. */
  async replay(id: string, eventIds: readonly string[] | null): Promise<number> {
    await this.#require(id);
    return this.#deps.store.replay(id, eventIds, this.#deps.clock.now());
  }

  async #require(id: string): Promise<FeedSubscription> {
    const found = (await this.#deps.store.listSubscriptions()).find((one) => one.id === id);
    if (found === undefined) {
      throw new CadenciaError('DLR_NOT_FOUND', {
        detail: `No feed is called '${id}'; list them to see the names.`,
      });
    }
    return found;
  }
}
