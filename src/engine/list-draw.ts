import type { Contact } from '../core/contact/contact.js';
import { interleave, type ListMix, type ListTier, splitByShare, tiersOf } from '../core/contact/list-mix.js';
import type { CampaignId, MailingId } from '../core/kernel/ids.js';
import type { ContactStore, LeaseRequest } from '../ports/contact-store.js';

/** Rounds of a draw in which what a dry list did not give is asked of the others. */
const MOST_ROUNDS = 8;

/**
 * Draws contacts from a campaign's lists by priority, then by share. A campaign without a mix is drawn in one
 * statement, the oldest due first. Part of its hopper.
 */
export class ListDraw {
  readonly #store: Pick<ContactStore, 'lease' | 'lists' | 'nextDueMs'>;
  readonly #mix: () => ListMix;
  #credit: ReadonlyMap<MailingId, number> = new Map();

  constructor(store: Pick<ContactStore, 'lease' | 'lists' | 'nextDueMs'>, mix: () => ListMix) {
    this.#store = store;
    this.#mix = mix;
  }

  /** Callbacks whose time has come, but for those of lists that are paused. */
  callbacks(request: LeaseRequest): Promise<readonly Contact[]> {
    const without = this.#paused();
    return this.#store.lease({
      ...request,
      callbacksOnly: true,
      ...(without.length === 0 ? {} : { without }),
    });
  }

  async lease(request: LeaseRequest): Promise<readonly Contact[]> {
    const mix = this.#mix();
    if (Object.keys(mix).length === 0) {
      return this.#store.lease(request);
    }
    const found: Contact[] = [];
    for (const tier of tiersOf(await this.#store.lists(request.campaignId), mix)) {
      found.push(...(await this.#leaseTier(tier, { ...request, limit: request.limit - found.length })));
      if (found.length >= request.limit) {
        break;
      }
    }
    return found;
  }

  /** When the next contact that may be drawn is due, or null. */
  async nextDueMs(campaignId: CampaignId): Promise<number | null> {
    const mix = this.#mix();
    if (this.#paused().length === 0) {
      return this.#store.nextDueMs(campaignId);
    }
    const lists = tiersOf(await this.#store.lists(campaignId), mix).flatMap((tier) =>
      tier.map(({ id }) => id),
    );
    return this.#store.nextDueMs(campaignId, lists);
  }

  #paused(): readonly MailingId[] {
    return (Object.entries(this.#mix()) as [MailingId, ListMix[MailingId]][])
      .filter(([, { paused }]) => paused)
      .map(([id]) => id);
  }

  async #leaseTier(tier: ListTier, request: LeaseRequest): Promise<readonly Contact[]> {
    const drawn = new Map<MailingId, Contact[]>();
    let left = request.limit;
    let giving = tier;
    for (let round = 0; round < MOST_ROUNDS && left > 0 && giving.length > 0; round += 1) {
      const { takes, credit } = splitByShare(giving, left, this.#credit);
      this.#credit = new Map([...this.#credit, ...credit]);
      const dry = new Set<MailingId>();
      for (const [mailingId, limit] of takes) {
        const found = limit === 0 ? [] : await this.#store.lease({ ...request, limit, mailingId });
        drawn.set(mailingId, [...(drawn.get(mailingId) ?? []), ...found]);
        left -= found.length;
        if (found.length < limit) {
          dry.add(mailingId);
        }
      }
      giving = giving.filter(({ id }) => !dry.has(id));
      if (dry.size === 0) {
        break;
      }
    }
    return interleave([...drawn.values()]);
  }
}
