import type { Contact, ContactState } from '../../core/contact/contact.js';
import type { CampaignId, ContactId, E164, EngineId, MailingId } from '../../core/kernel/ids.js';
import type {
  CallbackChange,
  ContactCounts,
  ContactStore,
  GivenBack,
  LeaseOneRequest,
  LeaseRequest,
} from '../../ports/contact-store.js';
import { type ContactRecord, contactKey, readContact } from './contact-record.js';
import {
  COUNTS,
  FIND,
  FIND_BY_PHONE,
  FIND_LEASED,
  GIVE_BACK,
  LEASE,
  LEASE_CALLBACKS,
  LEASE_OF_LIST,
  LEASE_ONE,
  LISTS,
  NEXT_DUE,
  NEXT_DUE_OF,
  RECLAIM,
  SET_CALLBACK,
  STATE_OF,
} from './contact-statements.js';
import type { Database, Statement } from './database.js';

/** Contacts in PostgreSQL, handed out by `for update skip locked`. */
export class PostgresContactStore implements ContactStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async lease(request: LeaseRequest): Promise<readonly Contact[]> {
    const records = await this.#leased(request);
    const later = (record: ContactRecord): number => (record.agreed_callback_ms === null ? 1 : 0);
    return records
      .sort((a, b) => later(a) - later(b) || a.next_at_ms - b.next_at_ms || a.id - b.id)
      .map(readContact);
  }

  #leased(request: LeaseRequest): Promise<ContactRecord[]> {
    const { campaignId, owner, limit, nowMs, leaseUntilMs, mailingId, without = [] } = request;
    const values = [campaignId, nowMs, limit, owner, leaseUntilMs];
    if (request.callbacksOnly === true) {
      return this.#database.query<ContactRecord>(LEASE_CALLBACKS, [...values, without]);
    }
    return mailingId === undefined
      ? this.#database.query<ContactRecord>(LEASE, values)
      : this.#database.query<ContactRecord>(LEASE_OF_LIST, [...values, mailingId]);
  }

  async leaseOne({ contactId, owner, nowMs, leaseUntilMs }: LeaseOneRequest): Promise<Contact | null> {
    return this.#one(contactId, LEASE_ONE, [nowMs, owner, leaseUntilMs]);
  }

  async setCallback(change: CallbackChange): Promise<Contact | null> {
    const { contactId, agreedCallbackMs, nextAtMs, state, saidAtMs = nextAtMs } = change;
    return this.#one(contactId, SET_CALLBACK, [agreedCallbackMs, nextAtMs, state, saidAtMs]);
  }

  async findLeased(owner: EngineId, contactId: ContactId): Promise<Contact | null> {
    return this.#one(contactId, FIND_LEASED, [owner]);
  }

  async giveBack(owner: EngineId, contacts: readonly GivenBack[]): Promise<void> {
    const known = contacts.flatMap(({ id, nextAtMs, restReason }) => {
      const key = contactKey(id);
      return key === null ? [] : [{ key, nextAtMs, restReason: restReason ?? null }];
    });
    if (known.length > 0) {
      const columns = [known.map((one) => one.key), known.map((one) => one.nextAtMs)];
      await this.#database.query(GIVE_BACK, [owner, ...columns, known.map((one) => one.restReason)]);
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

  async nextDueMs(campaignId: CampaignId, lists?: readonly MailingId[]): Promise<number | null> {
    const [next] =
      lists === undefined
        ? await this.#database.query<{ next_at_ms: number | null }>(NEXT_DUE, [campaignId])
        : await this.#database.query<{ next_at_ms: number | null }>(NEXT_DUE_OF, [campaignId, lists]);
    return next?.next_at_ms ?? null;
  }

  async lists(campaignId: CampaignId): Promise<readonly MailingId[]> {
    const rows = await this.#database.query<{ id: string }>(LISTS, [campaignId]);
    return rows.map(({ id }) => id as MailingId);
  }

  async find(contactId: ContactId): Promise<Contact | null> {
    return this.#one(contactId, FIND, []);
  }

  async stateOf(contactId: ContactId): Promise<ContactState | null> {
    const key = contactKey(contactId);
    const [record] = key === null ? [] : await this.#database.query<{ state: ContactState }>(STATE_OF, [key]);
    return record?.state ?? null;
  }

  async findByPhone(campaignId: CampaignId, phone: E164): Promise<Contact | null> {
    const values = [campaignId, JSON.stringify([{ number: phone }])];
    const [record] = await this.#database.query<ContactRecord>(FIND_BY_PHONE, values);
    return record === undefined ? null : readContact(record);
  }

  /** A statement about one contact, whose id is its first value. */
  async #one(
    contactId: ContactId,
    statement: Statement,
    values: readonly unknown[],
  ): Promise<Contact | null> {
    const key = contactKey(contactId);
    const [record] =
      key === null ? [] : await this.#database.query<ContactRecord>(statement, [key, ...values]);
    return record === undefined ? null : readContact(record);
  }
}
