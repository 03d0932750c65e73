import type { Contact } from '../core/contact/contact.js';
import type { CampaignId, ContactId, EngineId } from '../core/kernel/ids.js';

export interface LeaseRequest {
  readonly campaignId: CampaignId;
  readonly owner: EngineId;
  readonly limit: number;
  readonly nowMs: number;
  /** After this the lease is void and anybody may lease the contact again. */
  readonly leaseUntilMs: number;
}

/** Figures of a campaign's list. */
export interface ContactCounts {
  readonly ready: number;
  /** Ready, but not before their time. */
  readonly later: number;
  readonly leased: number;
  readonly calling: number;
  readonly done: number;
}

/** The hopper's source. Rejects with DLR_DATABASE_DOWN when the database does not answer. */
export interface ContactStore {
  /**
   * Takes up to `limit` contacts whose time has come, oldest `nextAtMs` first, then by id, and marks them
   * leased. No contact is ever in two hands: rows locked by others are skipped.
   */
  lease(request: LeaseRequest): Promise<readonly Contact[]>;
  /** Gives contacts back untouched, to be tried from `nextAtMs`. Only those still leased by `owner`. */
  giveBack(
    owner: EngineId,
    contacts: readonly { readonly id: ContactId; readonly nextAtMs: number }[],
  ): Promise<void>;
  /** Contacts of this owner still marked leased or calling without an open attempt go back to ready (restart). */
  reclaim(owner: EngineId, nowMs: number): Promise<number>;
  counts(campaignId: CampaignId, nowMs: number): Promise<ContactCounts>;
  /** When the next contact that waits for its time is due, or null. */
  nextDueMs(campaignId: CampaignId): Promise<number | null>;
  /** One contact, for the agent's card and for adopting its call after a restart. */
  find(contactId: ContactId): Promise<Contact | null>;
}
