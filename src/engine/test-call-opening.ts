import type { AttemptOpening } from '../core/call-log/call-log-row.js';
import {
  CAMPAIGN_DEFAULTS,
  type CampaignSettings,
  type Line,
  type Trunk,
} from '../core/campaign/campaign.js';
import { placeOf } from '../core/compliance/windows/place.js';
import type { Contact } from '../core/contact/contact.js';
import type { AttemptId, CampaignId, ContactId, E164, MailingId, MediaServerId } from '../core/kernel/ids.js';
import { dddOf } from '../core/numbering/brazilian-number.js';
import { DEFAULT_RETRY } from '../core/retry/retry-presets.js';
import { campaignColumns } from './attempt-opening.js';

/**
 * A test is of no campaign. The gate, the routes and the facts ask for one all the same: this one is of the company that
 * the line was given to, calls as a service, and is held to the policy it names.
 */
export function testCampaign(trunk: Trunk, line: Line, policyId: string): CampaignSettings {
  return {
    ...CAMPAIGN_DEFAULTS,
    id: '' as CampaignId,
    name: '',
    demo: trunk.kind === 'demo',
    purpose: 'servico',
    callerCnpj: line.ownerCnpj,
    amd: false,
    policyId,
    retry: DEFAULT_RETRY,
    dispositions: [],
  };
}

/** Nobody of any list. */
export function testContact(phone: E164, salt: string): Contact {
  return {
    id: '' as ContactId,
    campaignId: '' as CampaignId,
    mailingId: '' as MailingId,
    ...{ name: '', cpfHash: '', debtId: '', segment: '', municipality: '', addressUf: '', fields: {} },
    phones: [{ number: phone, dropped: false }],
    ...{ phoneIndex: 0, attempts: 0, freeAttempts: 0, sameReasonAttempts: 0, lastReason: '', nextAtMs: 0 },
    ...{ agreedCallbackMs: null, restReason: '', recycledAtMs: null, salt, revision: 0 },
  };
}

export interface TestOpeningFacts {
  readonly attemptId: AttemptId;
  readonly campaign: CampaignSettings;
  readonly contact: Contact;
  readonly phone: E164;
  readonly trunk: Trunk;
  readonly line: Line;
  readonly engineId: string;
  readonly mediaServerId: MediaServerId;
  readonly nowMs: number;
  readonly dncSnapshot: Readonly<Record<string, string>>;
  readonly policyVersion: string;
  readonly decisionId: string;
}

/** The row of a test as it is written before the originate leaves: of no contract, no campaign and no person. */
export function openTest(facts: TestOpeningFacts): AttemptOpening {
  const { attemptId, campaign, contact, phone, trunk, line, nowMs } = facts;
  const ddd = dddOf(phone);
  const place = placeOf(ddd, { municipality: '', addressUf: '' });
  return {
    attemptId,
    attemptGroup: attemptId,
    ...campaignColumns(campaign),
    contactId: contact.id,
    ...{ cpfHash: '', debtId: '', segment: '', municipality: '', queue: '' },
    phone,
    ddd,
    uf: place.ufs,
    zones: place.zones,
    mode: 'test',
    attemptNo: 0,
    line: line.number,
    lineOwnerCnpj: line.ownerCnpj,
    lineCarrier: line.carrierId,
    privacy: false,
    trunkId: trunk.id,
    carrier: trunk.carrierId,
    service: trunk.service,
    authenticated: line.authenticated,
    tQueuedMs: nowMs,
    tDialMs: nowMs,
    dncSnapshot: facts.dncSnapshot,
    policyVersion: facts.policyVersion,
    decisionId: facts.decisionId,
    chainId: facts.engineId,
    salt: contact.salt,
    engineId: facts.engineId,
    mediaServerId: facts.mediaServerId,
    reservedAgentId: null,
  };
}
