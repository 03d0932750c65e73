import type { Contact } from '../core/contact/contact.js';
import type { ContactId } from '../core/kernel/ids.js';
import { dddOf } from '../core/numbering/brazilian-number.js';

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

/**
 * Contacts in dialling order, those on agents' screens beside them, and how often each was overtaken. Owned by its
 * hopper, which empties it at its end.
 */
export class ContactShelf {
  readonly #held: Held[] = [];
  /** Contacts on agents' screens: a lease that runs out there is renewed and not handed out a second time. */
  readonly #shown = new Set<ContactId>();
  /** How many contacts that came later were dialled before each; outlives a return to the list. */
  readonly #overtaken = new Map<ContactId, number>();

  get size(): number {
    return this.#held.length;
  }

  /** Since when the first contact is here; never where there is none. */
  get firstSinceMs(): number {
    return this.#held[0]?.sinceMs ?? Number.POSITIVE_INFINITY;
  }

  /** How many of the contacts are of each area code. */
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

  /** The first contact, or null. */
  take(): Contact | null {
    const contact = this.#held.shift()?.contact ?? null;
    if (contact !== null) {
      this.#overtaken.delete(contact.id);
    }
    return contact;
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
    this.#keep((held) => !gone.has(held));
    for (const { contact } of picked) {
      this.#overtaken.delete(contact.id);
    }
    return picked.map(({ contact }) => contact);
  }

  #isDue(id: ContactId): boolean {
    return (this.#overtaken.get(id) ?? 0) >= MOST_OVERTAKEN;
  }

  /** The contact is on an agent's screen until `hide`. */
  show(id: ContactId): void {
    this.#shown.add(id);
  }

  hide(id: ContactId): void {
    this.#shown.delete(id);
  }

  isShown(id: ContactId): boolean {
    return this.#shown.has(id);
  }

  /** Takes one contact out of its turn. Null when it is not here. */
  withdraw(id: ContactId): Contact | null {
    const index = this.#held.findIndex(({ contact }) => contact.id === id);
    return this.#held.splice(index, index === -1 ? 0 : 1)[0]?.contact ?? null;
  }

  putFirst(contact: Contact, nowMs: number): void {
    this.#held.unshift({ contact, sinceMs: nowMs });
  }

  /** Callbacks go in front, in their order, behind those that are there already. */
  put(found: readonly Contact[], nowMs: number): void {
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
  }

  /** Takes all that came before `oldestMs`. */
  takeStale(oldestMs: number): readonly Contact[] {
    const stale = this.#held.filter(({ sinceMs }) => sinceMs < oldestMs);
    this.#keep(({ sinceMs }) => sinceMs >= oldestMs);
    this.#forgetOvertaken();
    return stale.map(({ contact }) => contact);
  }

  takeAll(): readonly Contact[] {
    return this.#held.splice(0).map(({ contact }) => contact);
  }

  #keep(stays: (held: Held) => boolean): void {
    this.#held.splice(0, this.#held.length, ...this.#held.filter(stays));
  }

  #forgetOvertaken(): void {
    for (const id of this.#overtaken.keys()) {
      if (this.#overtaken.size <= MOST_REMEMBERED) {
        break;
      }
      this.#overtaken.delete(id);
    }
  }
}
