import { changedByClient, sameForClient } from '../../core/contact/client-change.js';
import {
  type Contact,
  type ContactState,
  type ContactUpdate,
  isContactMove,
} from '../../core/contact/contact.js';
import { firstDueMs } from '../../core/contact/first-due.js';
import { updatedContact } from '../../core/contact/updated-contact.js';
import type { QuietEnd } from '../../core/feeds/feed-event.js';
import type { IntakeResult, Withdrawal } from '../../core/feeds/intake-row.js';
import type { CampaignId, ContactId, MailingId } from '../../core/kernel/ids.js';
import type { CallbackChange, LeaseRequest } from '../../ports/contact-store.js';
import type { MailingRow } from '../../ports/mailing-store.js';
import { DueQueue } from './due-queue.js';

/** A contact with what the store knows of it. */
export interface ShelvedContact {
  readonly number: number;
  contact: Contact;
  state: ContactState;
  owner: string | null;
  leaseUntilMs: number | null;
  /** The client took it back: it has ended, or will when its call has. */
  withdrawn: boolean;
}

/** Contacts of one campaign. */
interface Aisle {
  readonly keys: Map<string, ShelvedContact>;
  readonly ready: DueQueue;
  /** Those of the ready that have a callback; no queue but theirs holds them. */
  readonly callbacks: DueQueue;
  readonly leased: Set<ShelvedContact>;
  readonly all: ShelvedContact[];
}

/** All contacts of the memory stores: the contact, mailing and attempt stores work on the same ones. */
export class ContactShelf {
  readonly #contacts = new Map<string, ShelvedContact>();
  readonly #aisles = new Map<string, Aisle>();
  readonly #onQuietEnd: (contact: Contact, why: QuietEnd, atMs: number) => void;

  /** `onQuietEnd` is told of contacts that end without a call. */
  constructor(onQuietEnd: (contact: Contact, why: QuietEnd, atMs: number) => void) {
    this.#onQuietEnd = onQuietEnd;
  }

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
    const number = this.#contacts.size + 1;
    const shelved: ShelvedContact = {
      number,
      state: 'ready',
      owner: null,
      leaseUntilMs: null,
      withdrawn: false,
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
        revision: 0,
        salt: row.salt,
      },
    };
    aisle.keys.set(row.key, shelved);
    this.#contacts.set(shelved.contact.id, shelved);
    aisle.all.push(shelved);
    aisle.ready.push({ dueMs: shelved.contact.nextAtMs, id: number });
    return true;
  }

  /** A contact as the client tells it now. */
  change(mailingId: MailingId, campaignId: CampaignId, row: MailingRow, nowMs: number): IntakeResult {
    const shelved = this.#aisle(campaignId).keys.get(row.key);
    if (shelved === undefined) {
      this.add(mailingId, campaignId, row, nowMs);
      return 'added';
    }
    const changed = changedByClient(shelved.contact, row);
    if (shelved.withdrawn) {
      shelved.withdrawn = false;
      const ended = shelved.state === 'done';
      shelved.contact = ended ? { ...changed, nextAtMs: firstDueMs(row.priority, nowMs) } : changed;
      if (ended) {
        this.#put(shelved, shelved.contact, 'ready');
      }
      return 'returned';
    }
    if (sameForClient(shelved.contact, changed)) {
      return 'unchanged';
    }
    shelved.contact = changed;
    return 'updated';
  }

  /** Takes contacts back for the client; one that is in a call ends with it. */
  withdraw(campaignId: CampaignId, { cpfHash, debtId, phone }: Withdrawal, nowMs: number): IntakeResult {
    const hit = this.#aisle(campaignId).all.filter(
      ({ contact }) =>
        (cpfHash === '' || contact.cpfHash === cpfHash) &&
        (debtId === '' || contact.debtId === debtId) &&
        (phone === '' || contact.phones.some(({ number }) => number === phone)),
    );
    const live = hit.filter(({ withdrawn }) => !withdrawn);
    for (const shelved of live) {
      shelved.withdrawn = true;
      const contact = { ...shelved.contact, revision: shelved.contact.revision + 1 };
      if (shelved.state === 'calling') {
        shelved.contact = contact;
      } else {
        const ended = shelved.state === 'done';
        this.#put(shelved, contact, 'done');
        if (!ended) {
          this.#onQuietEnd(contact, 'withdrawn', nowMs);
        }
      }
    }
    return hit.length === 0 ? 'unknown' : live.length === 0 ? 'unchanged' : 'withdrawn';
  }

  /** Takes the contacts whose time has come, void leases included. */
  lease(campaignId: CampaignId, owner: string, limit: number, nowMs: number, untilMs: number): Contact[] {
    const aisle = this.#aisle(campaignId);
    const taken: ShelvedContact[] = [];
    for (const shelved of aisle.leased) {
      const isVoid = (shelved.leaseUntilMs ?? 0) <= nowMs && shelved.contact.nextAtMs <= nowMs;
      if (taken.length < limit && isVoid) {
        taken.push(shelved);
      }
    }
    this.#takeDue(aisle.callbacks, taken, limit, nowMs);
    this.#takeDue(aisle.ready, taken, limit, nowMs);
    return this.#hold(aisle, taken, owner, untilMs);
  }

  /** Takes callbacks whose time has come. */
  leaseCallbacks(
    campaignId: CampaignId,
    owner: string,
    limit: number,
    nowMs: number,
    untilMs: number,
  ): Contact[] {
    const aisle = this.#aisle(campaignId);
    const taken: ShelvedContact[] = [];
    this.#takeDue(aisle.callbacks, taken, limit, nowMs);
    return this.#hold(aisle, taken, owner, untilMs);
  }

  /** Takes contacts of one list, or callbacks of all but some, in the same order; looks through all of them. */
  leaseOfLists(request: LeaseRequest): Contact[] {
    const { campaignId, owner, limit, nowMs, leaseUntilMs, mailingId, without = [] } = request;
    const aisle = this.#aisle(campaignId);
    const isVoid = (one: ShelvedContact): boolean =>
      one.state === 'leased' && (one.leaseUntilMs ?? 0) <= nowMs && request.callbacksOnly !== true;
    const turn = (one: ShelvedContact): number =>
      isVoid(one) ? 0 : one.contact.agreedCallbackMs !== null ? 1 : 2;
    const due = aisle.all
      .filter((one) => one.contact.nextAtMs <= nowMs && (one.state === 'ready' || isVoid(one)))
      .filter(({ contact }) => mailingId === undefined || contact.mailingId === mailingId)
      .filter(({ contact }) => request.callbacksOnly !== true || contact.agreedCallbackMs !== null)
      .filter(({ contact }) => !without.includes(contact.mailingId))
      .sort((a, b) => turn(a) - turn(b) || a.contact.nextAtMs - b.contact.nextAtMs || a.number - b.number);
    return this.#hold(aisle, due.slice(0, limit), owner, leaseUntilMs);
  }

  /** When the next contact of these lists is due. */
  nextDueOf(campaignId: CampaignId, lists: readonly MailingId[]): number | null {
    const times = this.#aisle(campaignId)
      .all.filter(({ state, contact }) => state === 'ready' && lists.includes(contact.mailingId))
      .map(({ contact }) => contact.nextAtMs);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Takes one contact that waits, whatever its time. */
  leaseOne(id: ContactId, owner: string, nowMs: number, untilMs: number): Contact | null {
    const shelved = this.#contacts.get(id);
    const isVoid = shelved?.state === 'leased' && (shelved.leaseUntilMs ?? 0) <= nowMs;
    if (shelved === undefined || (shelved.state !== 'ready' && !isVoid)) {
      return null;
    }
    this.#hold(this.#aisle(shelved.contact.campaignId), [shelved], owner, untilMs);
    return shelved.contact;
  }

  #takeDue(queue: DueQueue, taken: ShelvedContact[], limit: number, nowMs: number): void {
    while (taken.length < limit) {
      const next = this.#nextReady(queue);
      if (next === undefined || next.contact.nextAtMs > nowMs) {
        break;
      }
      queue.pop();
      // One that was given back unchanged stands there twice, one behind the other.
      if (taken.at(-1) !== next) {
        taken.push(next);
      }
    }
  }

  #hold(aisle: Aisle, taken: ShelvedContact[], owner: string, untilMs: number): Contact[] {
    for (const shelved of taken) {
      moveTo(shelved, 'leased');
      shelved.owner = owner;
      shelved.leaseUntilMs = untilMs;
      aisle.leased.delete(shelved);
      aisle.leased.add(shelved);
    }
    const later = ({ contact }: ShelvedContact): number => (contact.agreedCallbackMs === null ? 1 : 0);
    taken.sort(
      (a, b) => later(a) - later(b) || a.contact.nextAtMs - b.contact.nextAtMs || a.number - b.number,
    );
    return taken.map((shelved) => shelved.contact);
  }

  /** Back to ready, due at `nextAtMs`. */
  giveBack(shelved: ShelvedContact, nextAtMs: number, restReason: string = shelved.contact.restReason): void {
    this.#put(shelved, { ...shelved.contact, nextAtMs, restReason }, shelved.withdrawn ? 'done' : 'ready');
    if (shelved.withdrawn) {
      this.#onQuietEnd(shelved.contact, 'withdrawn', nextAtMs);
    }
  }

  setCallback(shelved: ShelvedContact, change: CallbackChange): void {
    const { agreedCallbackMs, nextAtMs, state, saidAtMs = nextAtMs } = change;
    if (state === 'done' && shelved.state === 'ready') {
      this.#onQuietEnd(shelved.contact, 'callback_called_off', saidAtMs);
    }
    this.#put(shelved, { ...shelved.contact, agreedCallbackMs, nextAtMs, restReason: '' }, state);
  }

  startCalling(id: ContactId, owner: string): void {
    const shelved = this.#contacts.get(id);
    if (shelved !== undefined) {
      this.#aisle(shelved.contact.campaignId).leased.delete(shelved);
      moveTo(shelved, 'calling');
      shelved.owner = owner;
      shelved.leaseUntilMs = null;
    }
  }

  update(change: ContactUpdate): void {
    const shelved = this.#contacts.get(change.contactId);
    if (shelved === undefined) {
      return;
    }
    this.#put(shelved, updatedContact(shelved.contact, change), shelved.withdrawn ? 'done' : change.state);
  }

  /** A contact that had ended goes back into the list. */
  recycle(shelved: ShelvedContact, attempts: number, nowMs: number): void {
    const fresh = { attempts, freeAttempts: 0, sameReasonAttempts: 0, restReason: '', recycledAtMs: nowMs };
    this.#put(shelved, { ...shelved.contact, ...fresh, nextAtMs: nowMs }, 'ready');
  }

  nextDueMs(campaignId: CampaignId): number | null {
    const { ready, callbacks } = this.#aisle(campaignId);
    const due = [ready, callbacks].flatMap((queue) => this.#nextReady(queue)?.contact.nextAtMs ?? []);
    return due.length === 0 ? null : Math.min(...due);
  }

  #put(shelved: ShelvedContact, contact: Contact, state: 'ready' | 'done'): void {
    const aisle = this.#aisle(contact.campaignId);
    aisle.leased.delete(shelved);
    shelved.contact = contact;
    moveTo(shelved, state);
    shelved.owner = null;
    shelved.leaseUntilMs = null;
    if (state === 'ready') {
      this.#queueOf(shelved).push({ dueMs: contact.nextAtMs, id: shelved.number });
    }
  }

  #queueOf({ contact }: ShelvedContact): DueQueue {
    const { ready, callbacks } = this.#aisle(contact.campaignId);
    return contact.agreedCallbackMs === null ? ready : callbacks;
  }

  /** The first entry of the queue that still tells the truth. */
  #nextReady(queue: DueQueue): ShelvedContact | undefined {
    for (;;) {
      const entry = queue.peek();
      if (entry === undefined) {
        return undefined;
      }
      const shelved = this.#contacts.get(String(entry.id));
      const mine = shelved === undefined ? undefined : this.#queueOf(shelved);
      if (shelved?.state === 'ready' && mine === queue && shelved.contact.nextAtMs === entry.dueMs) {
        return shelved;
      }
      queue.pop();
    }
  }

  #aisle(campaignId: CampaignId): Aisle {
    let aisle = this.#aisles.get(campaignId);
    if (aisle === undefined) {
      aisle = {
        keys: new Map(),
        ready: new DueQueue(),
        callbacks: new DueQueue(),
        leased: new Set(),
        all: [],
      };
      this.#aisles.set(campaignId, aisle);
    }
    return aisle;
  }
}

/** The states' own table holds here too: a move it does not have is a defect of who asked for it. */
function moveTo(shelved: ShelvedContact, to: ContactState): void {
  if (!isContactMove(shelved.state, to)) {
    throw new Error(`Contact '${shelved.contact.id}' cannot go from ${shelved.state} to ${to}`);
  }
  shelved.state = to;
}
