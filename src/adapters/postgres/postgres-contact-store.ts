import type { Contact } from '../../core/contact/contact.js';
import type { CampaignId, ContactId, EngineId } from '../../core/kernel/ids.js';
import type { ContactCounts, ContactStore, LeaseRequest } from '../../ports/contact-store.js';
import { type ContactRecord, contactKey, readContact } from './contact-record.js';
import { COUNTS, FIND, GIVE_BACK, LEASE, NEXT_DUE, RECLAIM } from './contact-statements.js';
import type { Database } from './database.js';

/** Contacts in PostgreSQL, handed out by `for update skip locked`. */
export class PostgresContactStore implements ContactStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async lease(request: LeaseRequest): Promise<readonly Contact[]> {
    const { campaignId, owner, limit, nowMs, leaseUntilMs } = request;
    const values = [campaignId, nowMs, limit, owner, leaseUntilMs];
    const records = await this.#database.query<ContactRecord>(LEASE, values);
    return records.sort((a, b) => a.next_at_ms - b.next_at_ms || a.id - b.id).map(readContact);
  }

  async giveBack(
    owner: EngineId,
    contacts: readonly { readonly id: ContactId; readonly nextAtMs: number }[],
  ): Promise<void> {
    const known = contacts.flatMap(({ id, nextAtMs }) => {
      const key = contactKey(id);
      return key === null ? [] : [{ key, nextAtMs }];
    });
    if (known.length > 0) {
      const values = [owner, known.map((one) => one.key), known.map((one) => one.nextAtMs)];
      await this.#database.query(GIVE_BACK, values);
    }
  }

  async reclaim(owner: EngineId, nowMs: number): Promise<number> {
    const [back] = await this.#database.query<{ contacts: number }>(RECLAIM, [owner, nowMs], 30_000);
    return back?.contacts ?? 0;
  }

  async counts(campaignId: CampaignId, nowMs: number): Promise<ContactCounts> {
    const [counts] = await this.#database.query<ContactCounts>(COUNTS, [campaignId, nowMs], 30_000);
    return counts ?? { ready: 0, later: 0, leased: 0, calling: 0, done: 0 };
  }

  async nextDueMs(campaignId: CampaignId): Promise<number | null> {
    const [next] = await this.#database.query<{ next_at_ms: number }>(NEXT_DUE, [campaignId]);
    return next?.next_at_ms ?? null;
  }

  async find(contactId: ContactId): Promise<Contact | null> {
    const key = contactKey(contactId);
    const [record] = key === null ? [] : await this.#database.query<ContactRecord>(FIND, [key]);
    return record === undefined ? null : readContact(record);
  }
}
