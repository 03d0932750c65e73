import type { Contact } from '../contact/contact.js';
import { type E164, parseCampaignId, parseContactId, parseMailingId } from '../kernel/ids.js';

/** A contact that nobody is, new and due, for dry runs. */
export function inventedContact(
  phones: readonly E164[],
  nowMs: number,
  change: Partial<Contact> = {},
): Contact {
  return {
    id: parseContactId('example'),
    campaignId: parseCampaignId('example'),
    mailingId: parseMailingId('example'),
    name: '',
    cpfHash: '',
    debtId: '',
    segment: '',
    addressUf: '',
    municipality: '',
    fields: {},
    phones: phones.map((number) => ({ number, dropped: false })),
    phoneIndex: 0,
    attempts: 0,
    freeAttempts: 0,
    sameReasonAttempts: 0,
    lastReason: '',
    nextAtMs: nowMs,
    agreedCallbackMs: null,
    restReason: '',
    recycledAtMs: null,
    revision: 0,
    salt: '',
    ...change,
  };
}
