import type { Contact } from '../core/contact/contact.js';
import type { ListMix } from '../core/contact/list-mix.js';
import { isCadenciaError, messageOf } from '../core/kernel/errors.js';
import type { CampaignId, ContactId, EngineId } from '../core/kernel/ids.js';
import { MINUTE, SECOND } from '../core/kernel/time.js';
import type { Rest } from '../core/retry/rest-of.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { ContactStore, GivenBack } from '../ports/contact-store.js';
import { ContactShelf } from './contact-shelf.js';
import type { EventBus } from './event-bus.js';
import { HopperDemand } from './hopper-demand.js';
import { ListDraw } from './list-draw.js';

/** A contact is ours for this long; well before it ends those not dialled go back. */
const LEASE_MS = 5 * MINUTE;
/** Contacts older than this in the hopper are given back: their facts may have changed. */
const STALE_MS = 2 * MINUTE;
/** While the list is dry or the store away: look again after this, or when told of new contacts. */
const LOOK_AGAIN_MS = 5 * SECOND;
/** Callbacks whose time has come are asked for at most this often: they do not wait for the next refill. */
const CALLBACKS_MS = 5 * SECOND;
const MOST_CALLBACKS = 100;
/** A contact rests for at least this, so that a list of them is not asked for round and round. */
const LEAST_REST_MS = 1 * MINUTE;

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
  /** True while the engine owns the campaign: nobody else's list is touched. */
  readonly owned: () => boolean;
  /** True while a lane chooses among them: then there is more to choose from. */
  readonly choosing: () => boolean;
  /** In which order and parts its lists are drawn. */
  readonly mix: () => ListMix;
  /** Called when contacts arrived. */
  readonly onFilled: () => void;
}

/**
 * Leased contacts in dialling order, refilled in batches before it runs empty, so that a dial never waits for the
 * database. Its size follows what was taken lately. A dry list is asked again when its next contact is due. Callbacks
 * come in front, as soon as it is their time. Owned by its campaign's runner; `close` gives every contact back.
 */
export class Hopper {
  readonly #deps: HopperDeps;
  readonly #shelf = new ContactShelf();
  readonly #demand: HopperDemand;
  readonly #draw: ListDraw;
  #filling = false;
  #dry = false;
  #closed = false;
  #wakeUp: Timer | null = null;
  #callbacksAskedMs = Number.NEGATIVE_INFINITY;

  constructor(deps: HopperDeps) {
    this.#deps = deps;
    this.#demand = new HopperDemand(deps.clock.now());
    this.#draw = new ListDraw(deps.store, deps.mix);
  }

  get size(): number {
    return this.#shelf.size;
  }

  /** True when the list has nothing that may be dialled now. */
  get dry(): boolean {
    return this.#dry && this.#shelf.size === 0;
  }

  /** How many of the contacts here are of each area code. */
  areas(): ReadonlyMap<string, number> {
    return this.#shelf.areas();
  }

  /** The next contact, or null; asks for more before the last one is gone. */
  take(): Contact | null {
    if (this.#shelf.firstSinceMs < this.#oldestMs()) {
      void this.#returnStale();
    }
    const contact = this.#shelf.take();
    this.#taken(contact === null ? 0 : 1);
    return contact;
  }

  /** The contacts from the front among which one may choose. */
  choice(): readonly Contact[] {
    return this.#shelf.choice();
  }

  /** Takes contacts by their positions in the choice, in the order of these. */
  pick(positions: readonly number[]): Contact[] {
    const picked = this.#shelf.pick(positions);
    this.#taken(picked.length);
    return picked;
  }

  #taken(count: number): void {
    this.#demand.took(count);
    if (this.#shelf.size < this.#target() / 2) {
      this.fill();
    }
  }

  /** Takes a contact to show it to an agent, for as long as he likes; `hide` ends it. */
  show(): Contact | null {
    const contact = this.take();
    if (contact !== null) {
      this.#shelf.show(contact.id);
    }
    return contact;
  }

  /** A contact that was leased beside the hopper is on an agent's screen; `hide` ends it. */
  keepShown({ id }: Contact): void {
    this.#shelf.show(id);
  }

  /** The agent has decided, or is gone. */
  hide(contact: Contact): void {
    this.#shelf.hide(contact.id);
  }

  /** True while an agent looks at the contact. */
  isShown(id: ContactId): boolean {
    return this.#shelf.isShown(id);
  }

  /** Takes one contact out of its turn; it stays leased. Null when it is not here. */
  withdraw(id: ContactId): Contact | null {
    return this.#shelf.withdraw(id);
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
    const { campaignId, owner } = this.#deps;
    const request = { campaignId, owner, limit: MOST_CALLBACKS, nowMs, leaseUntilMs: nowMs + LEASE_MS };
    let found: readonly Contact[] = [];
    try {
      found = await this.#draw.callbacks(request);
      await this.#deps.prepare(found);
    } catch (error) {
      this.#failed('callbacks', error);
      await this.giveBack(untouched(found));
      return;
    }
    if (found.length > 0) {
      this.#put(found, nowMs);
      this.#deps.onFilled();
    }
  }

  /** Puts a contact back in front that could not be dialled for want of a trunk. */
  putBack(contact: Contact): void {
    this.#shelf.putFirst(contact, this.#deps.clock.now());
  }

  /** Takes a contact back that has to be read anew, with its facts; it comes again in front unless it was withdrawn. */
  async refresh(contact: Contact): Promise<void> {
    const { owner, store, prepare } = this.#deps;
    let fresh: Contact | null;
    try {
      fresh = await store.findLeased(owner, contact.id);
      await prepare(fresh === null ? [] : [fresh]);
    } catch (error) {
      this.#failed('facts', error);
      await this.giveBack(untouched([contact]));
      return;
    }
    if (fresh === null) {
      this.#deps.onFilled();
      return;
    }
    this.#shelf.putFirst(fresh, this.#deps.clock.now());
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

  /** Its lists are ordered otherwise from now on: what was drawn goes back, but for those on agents' screens. */
  async redraw(): Promise<void> {
    await this.giveAllBack();
    this.poke();
  }

  fill(): void {
    if (this.#filling || this.#closed || !this.#deps.owned() || (this.#dry && this.#wakeUp !== null)) {
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
    await this.giveBack(untouched(this.#shelf.takeAll()));
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
    return this.#demand.target(this.#deps.clock.now(), this.#deps.choosing());
  }

  async #fillOnce(): Promise<void> {
    const { clock, campaignId, owner, bus } = this.#deps;
    const nowMs = clock.now();
    await this.#returnStale();
    const limit = Math.ceil(this.#target() - this.#shelf.size);
    let failed = false;
    let found: readonly Contact[] = [];
    try {
      found =
        limit > 0
          ? await this.#draw.lease({ campaignId, owner, limit, nowMs, leaseUntilMs: nowMs + LEASE_MS })
          : [];
      found = await this.#withoutResting(found, nowMs);
      await this.#deps.prepare(found);
    } catch (error) {
      failed = true;
      this.#failed('lease', error);
      await this.giveBack(untouched(found));
      found = [];
    }
    this.#filling = false;
    this.#demand.refilled(clock.now());
    this.#dry = found.length === 0 && this.#demand.rested === 0;
    this.#put(found, nowMs);
    if (found.length > 0) {
      bus.emit('hopper:filled', { campaignId, contacts: this.#shelf.size, atMs: nowMs });
      this.#deps.onFilled();
    } else if (this.#demand.rested > 0 && !failed) {
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
      if (rest === null || this.#shelf.isShown(contact.id)) {
        kept.push(contact);
      } else {
        const nextAtMs = Math.max(rest.untilMs, nowMs + LEAST_REST_MS);
        resting.push({ id: contact.id, nextAtMs, restReason: rest.reason });
      }
    }
    this.#demand.rested = resting.length;
    if (resting.length > 0) {
      await this.giveBack(resting);
      bus.emit('hopper:rested', { campaignId, reason: 'low_yield', contacts: resting.length, atMs: nowMs });
    }
    return kept;
  }

  #put(found: readonly Contact[], nowMs: number): void {
    this.#shelf.put(found, nowMs);
    if (this.#closed) {
      void this.giveAllBack();
    }
  }

  async #lookAgain(failed: boolean): Promise<void> {
    const { clock, campaignId, bus } = this.#deps;
    let dueMs: number | null = null;
    if (!failed) {
      try {
        dueMs = await this.#draw.nextDueMs(campaignId);
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
    await this.giveBack(untouched(this.#shelf.takeStale(this.#oldestMs())));
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

/** Contacts as they go back when nothing came of them. */
function untouched(contacts: readonly Contact[]): readonly GivenBack[] {
  return contacts.map(({ id, nextAtMs }) => ({ id, nextAtMs }));
}
