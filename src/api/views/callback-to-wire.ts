import type { CallbackOut } from '../../contract/callback-wire.js';
import type { Contact } from '../../core/contact/contact.js';
import { BRASILIA } from '../../core/kernel/civil-time.js';
import { wallClock } from '../../core/kernel/wall-clock.js';
import { zonesOf } from '../../core/retry/try-time.js';

/** A contact's callback with instants as people read them. */
export function callbackToWire(contact: Contact): CallbackOut {
  const { id, campaignId, agreedCallbackMs, nextAtMs, municipality } = contact;
  const phone = contact.phones[contact.phoneIndex];
  const zone = (phone === undefined ? [] : zonesOf(phone.number, municipality))[0] ?? BRASILIA;
  return {
    contactId: id,
    campaignId,
    agreedFor: agreedCallbackMs === null ? null : new Date(agreedCallbackMs).toISOString(),
    agreedLocal: agreedCallbackMs === null ? '' : wallClock(agreedCallbackMs, zone),
    nextTry: new Date(nextAtMs).toISOString(),
    zone,
  };
}
