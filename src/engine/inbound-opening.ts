import type { AttemptOpening } from '../core/call-log/call-log-row.js';
import type { CampaignSettings, Line } from '../core/campaign/campaign.js';
import { placeOf } from '../core/compliance/windows/place.js';
import type { Contact } from '../core/contact/contact.js';
import type { AttemptId, ContactId, E164, LegId, MediaServerId, TrunkId } from '../core/kernel/ids.js';
import { type Rng, randomHex } from '../core/kernel/rng.js';
import { dddOf } from '../core/numbering/brazilian-number.js';
import { campaignColumns } from './attempt-opening.js';

export interface InboundOpeningFacts {
  readonly attemptId: AttemptId;
  readonly legId: LegId;
  readonly serverId: MediaServerId;
  readonly engineId: string;
  /** Who calls; null where the number is withheld, or none that can be called. */
  readonly caller: E164 | null;
  /** The number called. */
  readonly number: E164;
  /** What is known of that number; null where it is no line of ours to show. */
  readonly line: Line | null;
  readonly campaign: CampaignSettings;
  /** Who was recognised; he need not be the one who calls. */
  readonly contact: Contact | null;
  readonly policyVersion: string;
  readonly arrivedMs: number;
}

/** The call as its switch names it: by this its row is found again after a restart of ours. */
export function inboundGroup(serverId: MediaServerId | string, legId: LegId): string {
  return `${serverId}:${legId}`;
}

/** The row of a call that came in as it is written before it is answered. */
export function openInbound(facts: InboundOpeningFacts, rng: Rng): AttemptOpening {
  const { caller, contact, campaign, line } = facts;
  const ddd = caller === null ? '' : dddOf(caller);
  const municipality = contact?.municipality ?? '';
  const place =
    ddd === '' ? { ufs: [], zones: [] } : placeOf(ddd, { municipality, addressUf: contact?.addressUf ?? '' });
  return {
    attemptId: facts.attemptId,
    attemptGroup: inboundGroup(facts.serverId, facts.legId),
    ...campaignColumns(campaign),
    contactId: contact?.id ?? ('' as ContactId),
    cpfHash: contact?.cpfHash ?? '',
    debtId: contact?.debtId ?? '',
    segment: contact?.segment ?? '',
    phone: caller ?? ('' as E164),
    ddd,
    uf: place.ufs,
    municipality,
    zones: place.zones,
    mode: 'inbound',
    attemptNo: 0,
    line: facts.number,
    lineOwnerCnpj: line?.ownerCnpj ?? '',
    lineCarrier: line?.carrierId ?? '',
    privacy: caller === null,
    trunkId: '' as TrunkId,
    carrier: line?.carrierId ?? '',
    service: line?.service ?? 'STFC',
    queue: '',
    authenticated: false,
    tQueuedMs: facts.arrivedMs,
    tDialMs: null,
    dncSnapshot: {},
    policyVersion: facts.policyVersion,
    decisionId: '',
    chainId: facts.engineId,
    salt: contact?.salt ?? randomHex(rng, 32),
    engineId: facts.engineId,
    mediaServerId: facts.serverId,
    reservedAgentId: null,
  };
}
