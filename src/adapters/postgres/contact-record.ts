import type { Contact, ContactPhone } from '../../core/contact/contact.js';
import { readPhoneHistory } from '../../core/contact/phone-history.js';
import type { CampaignId, ContactId, MailingId } from '../../core/kernel/ids.js';

/** A row of `contacts`, as `pg` gives it. */
export interface ContactRecord {
  readonly id: number;
  readonly campaign_id: string;
  readonly mailing_id: string;
  readonly name: string;
  readonly cpf_hash: string;
  readonly debt_id: string;
  readonly segment: string;
  readonly municipality: string;
  readonly address_uf: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly phones: readonly ContactPhone[];
  readonly phone_index: number;
  readonly attempts: number;
  readonly free_attempts: number;
  readonly same_reason_attempts: number;
  readonly last_reason: string;
  readonly next_at_ms: number;
  readonly agreed_callback_ms: number | null;
  readonly rest_reason: string;
  readonly recycled_at_ms: number | null;
  readonly salt: string;
  readonly revision: number;
}

export const CONTACT_COLUMNS: readonly string[] = [
  'id',
  'campaign_id',
  'mailing_id',
  'name',
  'cpf_hash',
  'debt_id',
  'segment',
  'municipality',
  'address_uf',
  'fields',
  'phones',
  'phone_index',
  'attempts',
  'free_attempts',
  'same_reason_attempts',
  'last_reason',
  'next_at_ms',
  'agreed_callback_ms',
  'rest_reason',
  'recycled_at_ms',
  'salt',
  'revision',
];

/** The contact's number in its table, or null when the id is not one of this store's (an inbound caller's). */
export function contactKey(id: ContactId): number | null {
  const key = /^[1-9][0-9]{0,15}$/.test(id) ? Number(id) : Number.NaN;
  return Number.isSafeInteger(key) ? key : null;
}

/** The contact behind a row. */
export function readContact(record: ContactRecord): Contact {
  return {
    id: String(record.id) as ContactId,
    campaignId: record.campaign_id as CampaignId,
    mailingId: record.mailing_id as MailingId,
    name: record.name,
    cpfHash: record.cpf_hash,
    debtId: record.debt_id,
    segment: record.segment,
    municipality: record.municipality,
    addressUf: record.address_uf,
    fields: record.fields,
    phones: record.phones.map(readPhone),
    phoneIndex: record.phone_index,
    attempts: record.attempts,
    freeAttempts: record.free_attempts,
    sameReasonAttempts: record.same_reason_attempts,
    lastReason: record.last_reason,
    nextAtMs: record.next_at_ms,
    agreedCallbackMs: record.agreed_callback_ms,
    restReason: record.rest_reason,
    recycledAtMs: record.recycled_at_ms,
    salt: record.salt,
    revision: record.revision,
  };
}

/** Phones of an older release, and those never dialled, have no history. */
function readPhone({ number, dropped, history }: ContactPhone): ContactPhone {
  const kept = readPhoneHistory(history);
  return kept === null ? { number, dropped } : { number, dropped, history: kept };
}
