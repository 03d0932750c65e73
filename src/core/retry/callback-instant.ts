import { instantOfWallMs } from '../compliance/windows/zone-offset.js';
import type { Contact } from '../contact/contact.js';
import { BRASILIA } from '../kernel/civil-time.js';
import { zonesOf } from './try-time.js';

const WITHOUT_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;

/**
 * The instant of a callback as it was agreed: with an offset it is what it says; without one it is the clock of the
 * person, as people speak of time. NaN when the text is no time.
 */
export function callbackInstantMs(
  text: string,
  contact: Pick<Contact, 'phones' | 'phoneIndex' | 'municipality'> | null,
): number {
  if (!WITHOUT_OFFSET.test(text)) {
    return Date.parse(text);
  }
  const phone = contact?.phones[contact.phoneIndex];
  const zone =
    contact === null || phone === undefined ? BRASILIA : zonesOf(phone.number, contact.municipality)[0];
  return instantOfWallMs(Date.parse(`${text}Z`), zone ?? BRASILIA);
}
