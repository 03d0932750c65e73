import type { FeedDelivery, FeedSubscription } from '../core/feeds/feed-delivery.js';
import type { FeedKind } from '../core/feeds/feed-event.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { Clock } from '../ports/clock.js';
import type { FeedStore } from '../ports/feed-store.js';

export interface FeedDeskDeps {
  readonly store: FeedStore;
  readonly clock: Clock;
  readonly newSecretHex: () => string;
}

const MOST_SHOWN = 1000;

/** Who is told of what happens. */
export class FeedDesk {
  readonly #deps: FeedDeskDeps;

  constructor(deps: FeedDeskDeps) {
    this.#deps = deps;
  }

  list(): Promise<readonly FeedSubscription[]> {
    return this.#deps.store.listSubscriptions();
  }

  /** Makes a feed, or changes it; the secret stays unless a new one is asked for, and is given only when it is new. */
  async save(
    id: string,
    wish: { readonly url: string; readonly kinds: readonly FeedKind[]; readonly active: boolean },
    newSecret: boolean,
  ): Promise<{ readonly feed: FeedSubscription; readonly secretHex: string | null }> {
    const before = (await this.list()).find((one) => one.id === id);
    const fresh = before === undefined || newSecret;
    const secretHex = fresh ? this.#deps.newSecretHex() : before.secretHex;
    const feed = { id, ...wish, secretHex };
    await this.#deps.store.saveSubscription(feed);
    return { feed, secretHex: fresh ? secretHex : null };
  }

  async dead(id: string): Promise<readonly FeedDelivery[]> {
    await this.#require(id);
    return this.#deps.store.listDead(id, MOST_SHOWN);
  }

  /** Tries the dead deliveries of a feed again, or some of them. */
  async replay(id: string, eventIds: readonly string[] | null): Promise<number> {
    await this.#require(id);
    return this.#deps.store.replay(id, eventIds, this.#deps.clock.now());
  }

  async #require(id: string): Promise<void> {
    if (!(await this.list()).some((one) => one.id === id)) {
      throw new CadenciaError('DLR_NOT_FOUND', {
        detail: `No feed is called '${id}'; list them to see the names.`,
      });
    }
  }
}
