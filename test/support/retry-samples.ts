import { makeHolidayCalendar } from '../../src/core/compliance/calendar/holiday-calendar.js';
import { CompiledPolicy } from '../../src/core/compliance/gate/compiled-policy.js';
import { BRASIL_2026 } from '../../src/core/compliance/presets/brasil-2026.js';
import type { Contact } from '../../src/core/contact/contact.js';
import { parseCampaignId, parseContactId, parseE164, parseMailingId } from '../../src/core/kernel/ids.js';

/** A contact nobody has dialled yet, with so many phones of an area. */
export function aContactWith(phones: number, change: Partial<Contact> = {}, ddd = '11'): Contact {
  return {
    id: parseContactId('p1'),
    campaignId: parseCampaignId('c1'),
    mailingId: parseMailingId('m1'),
    name: '',
    cpfHash: '',
    debtId: '',
    segment: '',
    municipality: '',
    addressUf: '',
    fields: {},
    phones: Array.from({ length: phones }, (_, index) => ({
      number: parseE164(`+55${ddd}9800000${index}0`),
      dropped: false,
    })),
    phoneIndex: 0,
    attempts: 0,
    freeAttempts: 0,
    sameReasonAttempts: 0,
    lastReason: '',
    nextAtMs: 0,
    agreedCallbackMs: null,
    restReason: '',
    recycledAtMs: null,
    revision: 0,
    salt: '00',
    ...change,
  };
}

export const POLICY = new CompiledPolicy(BRASIL_2026, makeHolidayCalendar([]));
