import type { Contact } from '../core/contact/contact.js';
import { isCadenciaError, messageOf } from '../core/kernel/errors.js';
import type { CampaignId, ContactId, EngineId } from '../core/kernel/ids.js';
import { MINUTE, SECOND } from '../core/kernel/time.js';
import { dddOf } from '../core/numbering/brazilian-number.js';
import type { Rest } from '../core/retry/rest-of.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { ContactStore, GivenBack } from '../ports/contact-store.js';
import type { EventBus } from './event-bus.js';

/** A contact is ours for this long; well before it ends those not dialled go back. */
const LEASE_MS = 5 * MINUTE;
/** Contacts older than this in the hopper are given back: their facts may have changed. */
const STALE_MS = 2 * MINUTE;
const SMALLEST = 20;
const LARGEST = 1000;
/** While the list is dry or the store away: look again after this, or when told of new contacts. */
const LOOK_AGAIN_MS = 5 * SECOND;
/** Callbacks whose time has come are asked for at most this often: they do not wait for the next refill. */
const CALLBACKS_MS = 5 * SECOND;
const MOST_CALLBACKS = 100;
/** A contact rests for at least this, so that a list of them is not asked for round and round. */
const LEAST_REST_MS = 1 * MINUTE;

/** Contacts a lane may choose among, where it can tell them apart. */
export const CHOICE = 100;
/** Contacts dialled before their turn ahead of one at most; then it is the next. */
export const MOST_OVERTAKEN = 150;
/** Counts of contacts that went back to the list are remembered, of the last ones. */
const MOST_REMEMBERED = 5000;

interface Held {
  readonly contact: Contact;
  readonly sinceMs: number;
}

export interface HopperDeps {
  readonly campaignId: CampaignId;
  readonly owner: EngineId;
  readonly store: ContactStore;
  readonly clock: Clock;
  readonly bus: EventBus;
  /** Reads what the gate has to know of contacts before they may be taken; rejects when it cannot be had now. */
  readonly prepare: (contacts: readonly Contact[]) => Promise<void>;
  /** Why a contact is left alone although it may be called, or null. */
  readonly restOf: (contact: Contact) => Rest | null;
  /** True while a lane chooses among them: then there is more to choose from. */
  readonly choosing: () => boolean;
  /** Called when contacts arrived. */
  readonly onFilled: () => void;
}

/**
 * Leased contacts in dialling order, refilled in batches before it runs empty, so that a dial never waits for the
 * database. Its size follows what was taken lately. A dry list is asked again when its next contact is due. Callbacks
 * come in front, as soon as it is their time.
 */
export class Hopper {
  readonly #deps: HopperDeps;
  readonly #held: Held[] = [];
  /** Contacts on agents' screens: a lease that runs out there is renewed and not handed out a second time. */
  readonly #shown = new Set<ContactId>();
  /** How many contacts that came later were dialled before each; outlives a return to the list. */
  readonly #overtaken = new Map<ContactId, number>();
  #filling = false;
  #dry = false;
  #closed = false;
  #wakeUp: Timer | null = null;
  #takenLately = 0;
  /** Contacts of the last refill that were sent to rest: the next one looks further at once. */
  #restedLately = 0;
  #callbacksAskedMs = Number.NEGATIVE_INFINITY;
  #sinceFillMs: number;

  constructor(deps: HopperDeps) {
    this.#deps = deps;
    this.#sinceFillMs = deps.clock.now();
  }

  get size(): number {
    return this.#held.length;
  }

  /** True when the list has nothing that may be dialled now. */
  get dry(): boolean {
    return this.#dry && this.#held.length === 0;
  }

  /** How many of the contacts here are of each area code. */
  areas(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { contact } of this.#held) {
      const phone = contact.phones[contact.phoneIndex];
      if (phone !== undefined) {
        const ddd = dddOf(phone.number);
        counts.set(ddd, (counts.get(ddd) ?? 0) + 1);
      }
    }
    return counts;
  }

  /** The next contact, or null; asks for more before the last one is gone. */
  take(): Contact | null {
    if ((this.#held[0]?.sinceMs ?? Number.POSITIVE_INFINITY) < this.#oldestMs()) {
      void this.#returnStale();
    }
    const held = this.#held.shift();
    this.#taken(held === undefined ? [] : [held]);
    return held?.contact ?? null;
  }

  /**
   * The contacts from the front among which one may choose. Where one has been overtaken often enough it ends with that
   * one: with none before it, it is the only one.
   */
  choice(): readonly Contact[] {
    const front = this.#held.slice(0, CHOICE);
    const due = front.findIndex(({ contact }) => this.#isDue(contact.id));
    return front.slice(0, due === -1 ? CHOICE : due + 1).map(({ contact }) => contact);
  }

  /** Takes contacts by their positions, in the order of these; those before them count how many overtook them. */
  pick(positions: readonly number[]): Contact[] {
    const picked = positions.flatMap((position) => this.#held[position] ?? []);
    const gone = new Set(picked);
    let behind = gone.size;
    for (const held of this.#held) {
      if (behind === 0) {
        break;
      }
      if (gone.has(held)) {
        behind -= 1;
      } else {
        this.#overtaken.set(held.contact.id, (this.#overtaken.get(held.contact.id) ?? 0) + behind);
      }
    }
    const left = this.#held.filter((held) => !gone.has(held));
    this.#held.splice(0, this.#held.length, ...left);
    this.#taken(picked);
    return picked.map(({ contact }) => contact);
  }

  #isDue(id: ContactId): boolean {
    return (this.#overtaken.get(id) ?? 0) >= MOST_OVERTAKEN;
  }

  #taken(taken: readonly Held[]): void {
    this.#takenLately += taken.length;
    for (const { contact } of taken) {
      this.#overtaken.delete(contact.id);
    }
    if (this.#held.length < this.#target() / 2) {
      this.fill();
    }
  }

  /** Takes a contact to show it to an agent, for as long as he likes; `hide` ends it. */
  show(): Contact | null {
    const contact = this.take();
    if (contact !== null) {
      this.#shown.add(contact.id);
    }
    return contact;
  }

  /** The agent has decided, or is gone. */
  hide(contact: Contact): void {
    this.#shown.delete(contact.id);
  }

  /** True while an agent looks at the contact. */
  isShown(id: ContactId): boolean {
    return this.#shown.has(id);
  }

  /** Takes one contact out of its turn; it stays leased. Null when it is not here. */
  withdraw(id: ContactId): Contact | null {
    const index = this.#held.findIndex(({ contact }) => contact.id === id);
    return this.#held.splice(index, index === -1 ? 0 : 1)[0]?.contact ?? null;
  }

  /** Asks for callbacks whose time has come, unless it was asked just now; resolves when they are here. */
  async watchCallbacks(): Promise<void> {
    const nowMs = this.#deps.clock.now();
    if (!this.#closed && nowMs - this.#callbacksAskedMs >= CALLBACKS_MS) {
      this.#callbacksAskedMs = nowMs;
      await this.#fetchCallbacks(nowMs);
    }
  }

  async #fetchCallbacks(nowMs: number): Promise<void> {
    const { store, campaignId, owner } = this.#deps;
    const request = { campaignId, owner, limit: MOST_CALLBACKS, nowMs, leaseUntilMs: nowMs + LEASE_MS };
    let found: readonly Contact[] = [];
    try {
      found = await store.lease({ ...request, callbacksOnly: true });
      await this.#deps.prepare(found);
    } catch (error) {
      this.#failed('callbacks', error);
      await this.giveBack(found.map(({ id, nextAtMs }) => ({ id, nextAtMs })));
      return;
    }
    if (found.length > 0) {
      this.#take(found, nowMs);
      this.#deps.onFilled();
    }
  }

  /** Puts a contact back in front that could not be dialled for want of a trunk. */
  putBack(contact: Contact): void {
    this.#held.unshift({ contact, sinceMs: this.#deps.clock.now() });
  }

  /** Takes a contact back whose facts have to be read anew; it comes again in front. */
  async refresh(contact: Contact): Promise<void> {
    try {
      await this.#deps.prepare([contact]);
    } catch (error) {
      this.#failed('facts', error);
      await this.giveBack([{ id: contact.id, nextAtMs: contact.nextAtMs }]);
      return;
    }
    this.#held.unshift({ contact, sinceMs: this.#deps.clock.now() });
    if (this.#closed) {
      await this.giveAllBack();
    } else {
      this.#deps.onFilled();
    }
  }

  /** New contacts came in, or more is needed. */
  poke(): void {
    this.#dry = false;
    this.fill();
  }

  fill(): void {
    if (this.#filling || this.#closed || (this.#dry && this.#wakeUp !== null)) {
      return;
    }
    this.#filling = true;
    void this.#fillOnce();
  }

  /** Gives every contact back untouched. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#wakeUp !== null) {
      this.#deps.clock.clearTimer(this.#wakeUp);
    }
    await this.giveAllBack();
  }

  async giveAllBack(): Promise<void> {
    const held = this.#held.splice(0);
    await this.giveBack(held.map(({ contact }) => ({ id: contact.id, nextAtMs: contact.nextAtMs })));
  }

  /** Gives contacts back to the list, to be tried from `nextAtMs`; a failure is survived: their lease runs out. */
  async giveBack(contacts: readonly GivenBack[]): Promise<void> {
    if (contacts.length === 0) {
      return;
    }
    try {
      await this.#deps.store.giveBack(this.#deps.owner, contacts);
    } catch (error) {
      this.#failed('give back', error);
    }
  }

  #target(): number {
    if (this.#restedLately > 0) {
      return LARGEST;
    }
    const elapsedS = Math.max(1, (this.#deps.clock.now() - this.#sinceFillMs) / SECOND);
    const tenSeconds = Math.ceil((this.#takenLately / elapsedS) * 10);
    const least = this.#deps.choosing() ? Math.max(SMALLEST, Math.min(CHOICE, tenSeconds * 6)) : SMALLEST;
    return Math.min(LARGEST, Math.max(least, tenSeconds * 2));
  }

  async #fillOnce(): Promise<void> {
    const { store, clock, campaignId, owner, bus } = this.#deps;
    const nowMs = clock.now();
    await this.#returnStale();
    const limit = Math.ceil(this.#target() - this.#held.length);
    let failed = false;
    let found: readonly Contact[] = [];
    try {
      found =
        limit > 0
          ? await store.lease({ campaignId, owner, limit, nowMs, leaseUntilMs: nowMs + LEASE_MS })
          : [];
      found = await this.#withoutResting(found, nowMs);
      await this.#deps.prepare(found);
    } catch (error) {
      failed = true;
      this.#failed('lease', error);
      await this.giveBack(found.map(({ id, nextAtMs }) => ({ id, nextAtMs })));
      found = [];
    }
    this.#filling = false;
    this.#sinceFillMs = clock.now();
    this.#takenLately = 0;
    this.#dry = found.length === 0 && this.#restedLately === 0;
    this.#take(found, nowMs);
    if (found.length > 0) {
      bus.emit('hopper:filled', { campaignId, contacts: this.#held.length, atMs: nowMs });
      this.#deps.onFilled();
    } else if (this.#restedLately > 0 && !failed) {
      this.fill();
    } else if (limit > 0) {
      await this.#lookAgain(failed);
    }
  }

  /** Sends contacts to rest that are not worth a call now, whenever they came into the list, and says how many. */
  async #withoutResting(found: readonly Contact[], nowMs: number): Promise<readonly Contact[]> {
    const { bus, campaignId, restOf } = this.#deps;
    const kept: Contact[] = [];
    const resting: GivenBack[] = [];
    for (const contact of found) {
      const rest = restOf(contact);
      if (rest === null || this.#shown.has(contact.id)) {
        kept.push(contact);
      } else {
        const nextAtMs = Math.max(rest.untilMs, nowMs + LEAST_REST_MS);
        resting.push({ id: contact.id, nextAtMs, restReason: rest.reason });
      }
    }
    this.#restedLately = resting.length;
    if (resting.length > 0) {
      await this.giveBack(resting);
      bus.emit('hopper:rested', { campaignId, reason: 'low_yield', contacts: resting.length, atMs: nowMs });
    }
    return kept;
  }

  /** Callbacks go in front, in their order, behind those that are there already. */
  #take(found: readonly Contact[], nowMs: number): void {
    const fresh = found
      .filter(({ id }) => !this.#shown.has(id))
      .map((contact) => ({ contact, sinceMs: nowMs }));
    const isCallback = ({ contact }: Held): boolean => contact.agreedCallbackMs !== null;
    const others = this.#held.findIndex((held) => !isCallback(held));
    // Who was overtaken before he went back to the list comes before those who were not.
    const waited = ({ contact }: Held): boolean => this.#overtaken.has(contact.id);
    const first = [...fresh.filter(isCallback), ...fresh.filter((held) => !isCallback(held) && waited(held))];
    this.#held.splice(others === -1 ? this.#held.length : others, 0, ...first);
    this.#held.push(...fresh.filter((held) => !isCallback(held) && !waited(held)));
    if (this.#closed) {
      void this.giveAllBack();
    }
  }

  async #lookAgain(failed: boolean): Promise<void> {
    const { store, clock, campaignId, bus } = this.#deps;
    let dueMs: number | null = null;
    if (!failed) {
      try {
        dueMs = await store.nextDueMs(campaignId);
      } catch (error) {
        this.#failed('next due', error);
      }
      bus.emit('hopper:dry', { campaignId, nextDueMs: dueMs, atMs: clock.now() });
    }
    if (this.#closed || this.#wakeUp !== null) {
      return;
    }
    const waitMs =
      dueMs === null ? LOOK_AGAIN_MS : Math.min(LOOK_AGAIN_MS, Math.max(100, dueMs - clock.now()));
    this.#wakeUp = clock.setTimer(waitMs, () => {
      this.#wakeUp = null;
      this.poke();
    });
  }

  #oldestMs(): number {
    return this.#deps.clock.now() - STALE_MS;
  }

  /** A lease that ran out may be another engine's by now: such a contact is not dialled from here. */
  async #returnStale(): Promise<void> {
    const oldestMs = this.#oldestMs();
    const stale = this.#held.filter((held) => held.sinceMs < oldestMs);
    const fresh = this.#held.filter((held) => held.sinceMs >= oldestMs);
    this.#held.splice(0, this.#held.length, ...fresh);
    this.#remember();
    await this.giveBack(stale.map(({ contact }) => ({ id: contact.id, nextAtMs: contact.nextAtMs })));
  }

  #remember(): void {
    for (const id of this.#overtaken.keys()) {
      if (this.#overtaken.size <= MOST_REMEMBERED) {
        break;
      }
      this.#overtaken.delete(id);
    }
  }

  #failed(operation: string, error: unknown): void {
    const atMs = this.#deps.clock.now();
    if (isCadenciaError(error)) {
      this.#deps.bus.emit('store:failed', { operation, code: error.code, atMs });
    } else {
      this.#deps.bus.emit('engine:defect', { where: `hopper ${operation}`, message: messageOf(error), atMs });
    }
  }
}
