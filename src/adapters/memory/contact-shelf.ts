import type { Contact, ContactState, ContactUpdate } from '../../core/contact/contact.js';
import { firstDueMs } from '../../core/contact/first-due.js';
import { updatedContact } from '../../core/contact/updated-contact.js';
import type { CampaignId, ContactId, MailingId } from '../../core/kernel/ids.js';
import type { MailingRow } from '../../ports/mailing-store.js';
import { DueQueue } from './due-queue.js';

/** A contact with what the store knows of it. */
export interface ShelvedContact {
  readonly number: number;
  contact: Contact;
  state: ContactState;
  owner: string | null;
  leaseUntilMs: number | null;
}

/** Contacts of one campaign. */
interface Aisle {
  readonly keys: Set<string>;
  readonly ready: DueQueue;
  readonly leased: Set<ShelvedContact>;
  readonly all: ShelvedContact[];
}

/** All contacts of the memory stores: the contact, mailing and attempt stores work on the same ones. */
export class ContactShelf {
  readonly #contacts = new Map<string, ShelvedContact>();
  readonly #aisles = new Map<string, Aisle>();

  find(id: ContactId): ShelvedContact | undefined {
    return this.#contacts.get(id);
  }

  all(): IterableIterator<ShelvedContact> {
    return this.#contacts.values();
  }

  ofCampaign(campaignId: CampaignId): readonly ShelvedContact[] {
    return this.#aisle(campaignId).all;
  }

  /** Adds a mailing's row unless the campaign has its key; says whether it did. */
  add(mailingId: MailingId, campaignId: CampaignId, row: MailingRow, nowMs: number): boolean {
    const aisle = this.#aisle(campaignId);
    if (aisle.keys.has(row.key)) {
      return false;
    }
    aisle.keys.add(row.key);
    const number = this.#contacts.size + 1;
    const shelved: ShelvedContact = {
      number,
      state: 'ready',
      owner: null,
      leaseUntilMs: null,
      contact: {
        id: String(number) as ContactId,
        campaignId,
        mailingId,
        name: row.name,
        cpfHash: row.cpfHash,
        debtId: row.debtId,
        segment: row.segment,
        municipality: row.municipality,
        addressUf: row.addressUf,
        fields: row.fields,
        phones: row.phones.map((phone) => ({ number: phone, dropped: false })),
        phoneIndex: 0,
        attempts: 0,
        freeAttempts: 0,
        sameReasonAttempts: 0,
        lastReason: '',
        nextAtMs: firstDueMs(row.priority, nowMs),
        agreedCallbackMs: null,
        restReason: '',
        recycledAtMs: null,
        salt: row.salt,
      },
    };
    this.#contacts.set(shelved.contact.id, shelved);
    aisle.all.push(shelved);
    aisle.ready.push({ dueMs: shelved.contact.nextAtMs, id: number });
    return true;
  }

  /** Takes the contacts whose time has come, void leases included. */
  lease(campaignId: CampaignId, owner: string, limit: number, nowMs: number, untilMs: number): Contact[] {
    const aisle = this.#aisle(campaignId);
    const taken: ShelvedContact[] = [];
    for (const shelved of aisle.leased) {
      if (taken.length < limit && (shelved.leaseUntilMs ?? 0) <= nowMs) {
        taken.push(shelved);
      }
    }
    while (taken.length < limit) {
      const next = this.#nextReady(aisle);
      if (next === undefined || next.contact.nextAtMs > nowMs) {
        break;
      }
      aisle.ready.pop();
      taken.push(next);
    }
    for (const shelved of taken) {
      shelved.state = 'leased';
      shelved.owner = owner;
      shelved.leaseUntilMs = untilMs;
      aisle.leased.delete(shelved);
      aisle.leased.add(shelved);
    }
    taken.sort((a, b) => a.contact.nextAtMs - b.contact.nextAtMs || a.number - b.number);
    return taken.map((shelved) => shelved.contact);
  }

  /** Back to ready, due at `nextAtMs`. */
  giveBack(shelved: ShelvedContact, nextAtMs: number): void {
    this.#put(shelved, { ...shelved.contact, nextAtMs }, 'ready');
  }

  startCalling(id: ContactId, owner: string): void {
    const shelved = this.#contacts.get(id);
    if (shelved !== undefined) {
      this.#aisle(shelved.contact.campaignId).leased.delete(shelved);
      shelved.state = 'calling';
      shelved.owner = owner;
      shelved.leaseUntilMs = null;
    }
  }

  update(change: ContactUpdate): void {
    const shelved = this.#contacts.get(change.contactId);
    if (shelved === undefined) {
      return;
    }
    this.#put(shelved, updatedContact(shelved.contact, change), change.state);
  }

  /** A contact that had ended goes back into the list. */
  recycle(shelved: ShelvedContact, attempts: number, nowMs: number): void {
    const fresh = { attempts, freeAttempts: 0, sameReasonAttempts: 0, restReason: '', recycledAtMs: nowMs };
    this.#put(shelved, { ...shelved.contact, ...fresh, nextAtMs: nowMs }, 'ready');
  }

  nextDueMs(campaignId: CampaignId): number | null {
    return this.#nextReady(this.#aisle(campaignId))?.contact.nextAtMs ?? null;
  }

  #put(shelved: ShelvedContact, contact: Contact, state: 'ready' | 'done'): void {
    const aisle = this.#aisle(contact.campaignId);
    aisle.leased.delete(shelved);
    shelved.contact = contact;
    shelved.state = state;
    shelved.owner = null;
    shelved.leaseUntilMs = null;
    if (state === 'ready') {
      aisle.ready.push({ dueMs: contact.nextAtMs, id: shelved.number });
    }
  }

  /** The first entry of the queue that still tells the truth. */
  #nextReady(aisle: Aisle): ShelvedContact | undefined {
    for (;;) {
      const entry = aisle.ready.peek();
      if (entry === undefined) {
        return undefined;
      }
      const shelved = this.#contacts.get(String(entry.id));
      if (shelved?.state === 'ready' && shelved.contact.nextAtMs === entry.dueMs) {
        return shelved;
      }
      aisle.ready.pop();
    }
  }

  #aisle(campaignId: CampaignId): Aisle {
    let aisle = this.#aisles.get(campaignId);
    if (aisle === undefined) {
      aisle = { keys: new Set(), ready: new DueQueue(), leased: new Set(), all: [] };
      this.#aisles.set(campaignId, aisle);
    }
    return aisle;
  }
}
