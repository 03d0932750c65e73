import type { Contact } from '../contact/contact.js';
import { FRESH_PHONE } from '../contact/phone-history.js';
import type { E164 } from '../kernel/ids.js';
import { dddOf } from '../numbering/brazilian-number.js';
import { DDD_TABLE } from '../numbering/ddd-table.js';
import { localHourOf } from '../retry/day-part.js';

/** Attempts and silent dials beyond it say the same. */
const MANY = 6;
/** The zone of most; an area code that is none has been refused long before. */
const USUAL_ZONE = 'America/Sao_Paulo';

/**
 * What is known of a contact before it is dialled, as names that its odds are learned by: the hour where the phone is, its
 * area code, the attempt, the phone's history, how the last attempt ended, and the base with its segment.
 */
export function contactTraits(contact: Contact, phone: E164, atMs: number): readonly string[] {
  const ddd = dddOf(phone);
  const zone = DDD_TABLE[ddd]?.zones[0] ?? USUAL_ZONE;
  const history = contact.phones.find(({ number }) => number === phone)?.history ?? FRESH_PHONE;
  const silent = Math.min(MANY, history.silent);
  const known = history.dials === 0 ? 'new' : history.lastAnswerMs === null ? 'never' : 'answered';
  return [
    `hour ${localHourOf(atMs, zone)}`,
    `ddd ${ddd}`,
    `attempt ${Math.min(MANY, contact.attempts)}`,
    `phone ${phone.length === LONGEST_NUMBER ? 'mobile' : 'fixed'}`,
    `silent ${known} ${silent}`,
    `last ${contact.lastReason}`,
    `mailing ${contact.mailingId}`,
    ...(contact.segment === '' ? [] : [`segment ${contact.segment}`]),
  ];
}

/** `+55`, the area code and nine digits: a mobile; fixed ones have eight (Resolução Anatel 749/2022). */
const LONGEST_NUMBER = '+5511987654321'.length;
