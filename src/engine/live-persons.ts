import type { Contact } from '../core/contact/contact.js';
import type { E164 } from '../core/kernel/ids.js';

/** Numbers and persons (CPF) this engine has a live call to, over all its campaigns. */
export class LivePersons {
  readonly #busy = new Set<string>();

  /** Which of the two is on a call already. */
  busy(contact: Contact, phone: E164): { readonly number: boolean; readonly person: boolean } {
    return { number: this.#busy.has(phone), person: this.#busy.has(contact.cpfHash) };
  }

  take(contact: Contact, phone: E164): void {
    for (const key of keysOf(contact, phone)) {
      this.#busy.add(key);
    }
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
