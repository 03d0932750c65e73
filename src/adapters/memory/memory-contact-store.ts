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
import type { AttemptShelf } from './attempt-shelf.js';
import type { ContactShelf } from './contact-shelf.js';
import type { FaultGate } from './memory-faults.js';

/** Contacts in memory, for tests and for the twin. */
export class MemoryContactStore implements ContactStore {
  readonly #contacts: ContactShelf;
  readonly #attempts: AttemptShelf;
  readonly #gate: FaultGate;

  constructor(contacts: ContactShelf, attempts: AttemptShelf, gate: FaultGate) {
    this.#contacts = contacts;
    this.#attempts = attempts;
    this.#gate = gate;
  }

  lease(request: LeaseRequest): Promise<readonly Contact[]> {
    return this.#gate.write('contacts.lease', () => {
      if (request.mailingId !== undefined || request.without !== undefined) {
        return this.#contacts.leaseOfLists(request);
      }
      const { campaignId, owner, limit, nowMs, leaseUntilMs } = request;
      return request.callbacksOnly === true
        ? this.#contacts.leaseCallbacks(campaignId, owner, limit, nowMs, leaseUntilMs)
        : this.#contacts.lease(campaignId, owner, limit, nowMs, leaseUntilMs);
    });
  }

  leaseOne({ contactId, owner, nowMs, leaseUntilMs }: LeaseOneRequest): Promise<Contact | null> {
    return this.#gate.write('contacts.leaseOne', () =>
      this.#contacts.leaseOne(contactId, owner, nowMs, leaseUntilMs),
    );
  }

  setCallback(change: CallbackChange): Promise<Contact | null> {
    return this.#gate.write('contacts.setCallback', () => {
      const shelved = this.#contacts.find(change.contactId);
      if (
        shelved === undefined ||
        (shelved.state !== 'ready' && shelved.state !== 'done') ||
        shelved.withdrawn
      ) {
        return null;
      }
      this.#contacts.setCallback(shelved, change);
      return shelved.contact;
    });
  }

  findLeased(owner: EngineId, contactId: ContactId): Promise<Contact | null> {
    return this.#gate.read('contacts.findLeased', () => {
      const shelved = this.#contacts.find(contactId);
      return shelved?.state === 'leased' && shelved.owner === owner ? shelved.contact : null;
    });
  }

  giveBack(owner: EngineId, contacts: readonly GivenBack[]): Promise<void> {
    return this.#gate.write('contacts.giveBack', () => {
      for (const { id, nextAtMs, restReason } of contacts) {
        const shelved = this.#contacts.find(id);
        if (shelved?.state === 'leased' && shelved.owner === owner) {
          this.#contacts.giveBack(shelved, nextAtMs, restReason);
        }
      }
    });
  }

  reclaim(owner: EngineId, nowMs: number): Promise<number> {
    return this.#gate.write('contacts.reclaim', () => {
      const onCall = new Set<string>();
      for (const { opening } of this.#attempts.open.values()) {
        if (opening.engineId === owner) {
          onCall.add(opening.contactId);
        }
      }
      let reclaimed = 0;
      for (const shelved of this.#contacts.all()) {
        const lost = shelved.state === 'calling' && !onCall.has(shelved.contact.id);
        if (shelved.owner === owner && (shelved.state === 'leased' || lost)) {
          this.#contacts.giveBack(shelved, lost ? nowMs : shelved.contact.nextAtMs);
          reclaimed += 1;
        }
      }
      return reclaimed;
    });
  }

  counts(campaignId: CampaignId, nowMs: number): Promise<ContactCounts> {
    return this.#gate.read('contacts.counts', () => {
      const counts = { ready: 0, later: 0, leased: 0, calling: 0, done: 0 };
      for (const { state, contact } of this.#contacts.ofCampaign(campaignId)) {
        counts[state === 'ready' && contact.nextAtMs > nowMs ? 'later' : state] += 1;
      }
      return counts;
    });
  }

  nextDueMs(campaignId: CampaignId, lists?: readonly MailingId[]): Promise<number | null> {
    return this.#gate.read('contacts.nextDue', () =>
      lists === undefined
        ? this.#contacts.nextDueMs(campaignId)
        : this.#contacts.nextDueOf(campaignId, lists),
    );
  }

  lists(campaignId: CampaignId): Promise<readonly MailingId[]> {
    return this.#gate.read('contacts.lists', () => {
      const waiting = this.#contacts
        .ofCampaign(campaignId)
        .filter(({ state }) => state === 'ready' || state === 'leased');
      return [...new Set(waiting.map(({ contact }) => contact.mailingId))].sort();
    });
  }

  find(contactId: ContactId): Promise<Contact | null> {
    return this.#gate.read('contacts.find', () => this.#contacts.find(contactId)?.contact ?? null);
  }

  stateOf(contactId: ContactId): Promise<ContactState | null> {
    return this.#gate.read('contacts.stateOf', () => this.#contacts.find(contactId)?.state ?? null);
  }

  findByPhone(campaignId: CampaignId, phone: E164): Promise<Contact | null> {
    return this.#gate.read('contacts.findByPhone', () => {
      const found = this.#contacts
        .ofCampaign(campaignId)
        .filter(({ contact }) => contact.phones.some(({ number }) => number === phone));
      const open = found.find(({ state }) => state !== 'done');
      return (open ?? found[0])?.contact ?? null;
    });
  }
}
