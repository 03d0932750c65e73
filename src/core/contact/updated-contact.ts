import type { Contact, ContactUpdate } from './contact.js';

/** The contact as it is once the update is kept; whether it is ready or done is the store's to keep. */
export function updatedContact(contact: Contact, update: ContactUpdate): Contact {
  const { contactId: _, state: __, droppedPhone, dialedPhone, ...counts } = update;
  const phones = contact.phones.map((phone) => ({
    ...phone,
    dropped: phone.dropped || phone.number === droppedPhone,
    ...(phone.number === dialedPhone?.number ? { history: dialedPhone.history } : {}),
  }));
  return { ...contact, ...counts, phones };
}
