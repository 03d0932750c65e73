import type { Contact, ContactState } from '../core/contact/contact.js';
import type { CampaignId, ContactId, E164, EngineId, MailingId } from '../core/kernel/ids.js';

export interface LeaseRequest {
  readonly campaignId: CampaignId;
  readonly owner: EngineId;
  readonly limit: number;
  readonly nowMs: number;
  /** After this the lease is void and anybody may lease the contact again. */
  readonly leaseUntilMs: number;
  /** Nothing but callbacks whose time has come. @default false */
  readonly callbacksOnly?: boolean;
  /** Nobody but of this list. */
  readonly mailingId?: MailingId;
  /** With `callbacksOnly`: nobody of these lists. */
  readonly without?: readonly MailingId[];
}

/** One contact for one owner, whatever its time. */
export interface LeaseOneRequest {
  readonly contactId: ContactId;
  readonly owner: EngineId;
  readonly nowMs: number;
  readonly leaseUntilMs: number;
}

/** A contact that goes back to the list. */
export interface GivenBack {
  readonly id: ContactId;
  readonly nextAtMs: number;
  /** Why it rests until then although it may be called; absent: what was said last stays. */
  readonly restReason?: string;
}

/** A callback agreed, moved or (null) called off, and when the contact is tried next. */
export interface CallbackChange {
  readonly contactId: ContactId;
  readonly agreedCallbackMs: number | null;
  readonly nextAtMs: number;
  readonly state: 'ready' | 'done';
  /** When it is said; who ends with it has ended then. @default nextAtMs */
  readonly saidAtMs?: number;
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
   * Takes up to `limit` contacts whose time has come, callbacks before all others, then oldest `nextAtMs` first, then
   * by id, and marks them leased. A lease that ran out is void once the contact's time has come too. No contact is ever in two hands: rows locked by others are skipped.
   */
  lease(request: LeaseRequest): Promise<readonly Contact[]>;
  /** Takes one contact that waits, due or not; null when it has ended, is in a call, or in other hands. */
  leaseOne(request: LeaseOneRequest): Promise<Contact | null>;
  /** The contact as it is now, while this owner has it leased; null when it was withdrawn or is in other hands. */
  findLeased(owner: EngineId, contactId: ContactId): Promise<Contact | null>;
  /** Gives contacts back untouched, to be tried from `nextAtMs`. Only those still leased by `owner`. */
  giveBack(owner: EngineId, contacts: readonly GivenBack[]): Promise<void>;
  /** Keeps a callback of a contact that is in nobody's hands; null when it is in somebody's, or unknown. */
  setCallback(change: CallbackChange): Promise<Contact | null>;
  /** Contacts of this owner still marked leased or calling without an open attempt go back to ready (restart). */
  reclaim(owner: EngineId, nowMs: number): Promise<number>;
  counts(campaignId: CampaignId, nowMs: number): Promise<ContactCounts>;
  /** When the next contact that waits for its time is due, of all lists or of those alone; or null. */
  nextDueMs(campaignId: CampaignId, lists?: readonly MailingId[]): Promise<number | null>;
  /** Lists of which contacts wait or are leased. */
  lists(campaignId: CampaignId): Promise<readonly MailingId[]>;
  /** One contact, for the agent's card and for adopting its call after a restart. */
  find(contactId: ContactId): Promise<Contact | null>;
  /** Where a contact stands, or null when there is none of that id. */
  stateOf(contactId: ContactId): Promise<ContactState | null>;
  /** The campaign's contact with that phone: one that has not ended before one that has, then the oldest. */
  findByPhone(campaignId: CampaignId, phone: E164): Promise<Contact | null>;
}
