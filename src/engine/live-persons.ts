import type { Contact } from '../core/contact/contact.js';
import type { E164 } from '../core/kernel/ids.js';

/** At most one live call per number and per person (CPF), over all campaigns of the engine. */
export class LivePersons {
  readonly #busy = new Set<string>();

  /** False when the person or the number is on a call already. */
  take(contact: Contact, phone: E164): boolean {
    const keys = keysOf(contact, phone);
    if (keys.some((key) => this.#busy.has(key))) {
      return false;
    }
    for (const key of keys) {
      this.#busy.add(key);
    }
    return true;
  }

  release(contact: Contact, phone: E164): void {
    for (const key of keysOf(contact, phone)) {
      this.#busy.delete(key);
    }
  }
}

function keysOf(contact: Contact, phone: E164): readonly string[] {
  return contact.cpfHash === '' ? [phone] : [phone, contact.cpfHash];
}
