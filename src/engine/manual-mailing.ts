import type { Contact } from '../core/contact/contact.js';
import type { CampaignId, E164, MailingId } from '../core/kernel/ids.js';
import { type Rng, randomHex } from '../core/kernel/rng.js';
import { DAY, HOUR } from '../core/kernel/time.js';
import type { MailingRow, MailingStore } from '../ports/mailing-store.js';

/** What the mailing of numbers typed by agents is called. */
const MANUAL_MAILING = 'manual';
/** A number typed by hand is called by hand, or at a callback; this is later than any list lives. */
const NEVER_MS = 3650 * DAY;
const LONGEST_ID = 64;

/** Its id in a campaign. */
export function manualMailingOf(campaignId: CampaignId): MailingId {
  return `${MANUAL_MAILING}-${campaignId}`.slice(0, LONGEST_ID) as MailingId;
}

/** True for a contact that an agent's typing made: no automatic lane takes it by itself. */
export function isByHandOnly({ mailingId, campaignId }: Contact): boolean {
  return mailingId === manualMailingOf(campaignId);
}

export function neverByItselfMs(nowMs: number): number {
  return nowMs + NEVER_MS;
}

/** Keeps a number of nobody as a contact of the campaign; a second time it changes nothing. */
export async function addTypedNumber(
  store: Pick<MailingStore, 'create' | 'addRows' | 'finish' | 'find'>,
  campaignId: CampaignId,
  phone: E164,
  { nowMs, rng }: { readonly nowMs: number; readonly rng: Rng },
): Promise<void> {
  const mailingId = manualMailingOf(campaignId);
  const kept = await store.find(mailingId);
  if (kept === null) {
    await store.create(mailingId, campaignId, MANUAL_MAILING, nowMs);
  }
  const row: MailingRow = {
    key: phone,
    line: (kept?.rows ?? 0) + 1,
    name: '',
    cpfHash: '',
    debtId: '',
    segment: '',
    municipality: '',
    addressUf: '',
    phones: [phone],
    fields: {},
    // An hour of waiting a point: due when nobody waits any more.
    priority: -NEVER_MS / HOUR,
    salt: randomHex(rng, 32),
  };
  const added = await store.addRows(mailingId, campaignId, [row], nowMs);
  const { rows, added: before } = kept ?? { rows: 0, added: 0 };
  const figures = { rows: rows + 1, added: before + added, duplicates: 0, rejected: 0 };
  await store.finish(mailingId, 'loaded', figures);
}
