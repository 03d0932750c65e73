import type { ReadRow } from '../mailing/mailing-row-reader.js';
import type { Contact } from './contact.js';

/** The contact as the client tells it now: what the row does not give stays; phones are those of the row. */
export function changedByClient(contact: Contact, row: ReadRow): Contact {
  const known = new Map(contact.phones.map((phone) => [phone.number, phone]));
  const phones = row.phones.map((number) => known.get(number) ?? { number, dropped: false });
  const same = JSON.stringify(phones) === JSON.stringify(contact.phones);
  return {
    ...contact,
    name: row.name || contact.name,
    debtId: row.debtId || contact.debtId,
    segment: row.segment || contact.segment,
    municipality: row.municipality || contact.municipality,
    addressUf: row.addressUf || contact.addressUf,
    fields: { ...contact.fields, ...row.fields },
    phones,
    phoneIndex: same ? contact.phoneIndex : 0,
    revision: contact.revision + 1,
  };
}

/** True where nothing but the revision differs. */
export function sameForClient(before: Contact, after: Contact): boolean {
  return JSON.stringify({ ...before, revision: 0 }) === JSON.stringify({ ...after, revision: 0 });
}
