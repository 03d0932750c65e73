import type { CallPlan } from '../core/call/call-state.js';
import type { AttemptOpening, CallMode } from '../core/call-log/call-log-row.js';
import type { CampaignSettings, DialMode } from '../core/campaign/campaign.js';
import { type CallDuties, callDuties } from '../core/compliance/call-duties.js';
import type { Rule } from '../core/compliance/policy.js';
import { talkRecording } from '../core/compliance/recording-duty.js';
import { placeOf } from '../core/compliance/windows/place.js';
import type { Contact } from '../core/contact/contact.js';
import type { AgentId, AttemptId, E164, MediaServerId } from '../core/kernel/ids.js';
import { dddOf } from '../core/numbering/brazilian-number.js';
import type { MediaCapabilities } from '../ports/media.js';
import { AUTOMATIC_MODES } from './pace-loop.js';
import type { Route } from './route.js';

export interface OpeningFacts {
  readonly attemptId: AttemptId;
  readonly attemptGroup: string;
  readonly contact: Contact;
  readonly phone: E164;
  readonly campaign: CampaignSettings;
  readonly route: Route;
  readonly engineId: string;
  readonly mediaServerId: MediaServerId;
  readonly nowMs: number;
  readonly dncSnapshot: Readonly<Record<string, string>>;
  readonly policyVersion: string;
  readonly decisionId: string;
}

/** The row of an attempt as it is written before the originate leaves. */
export function openAttempt(
  facts: OpeningFacts,
  mode: CallMode,
  reservedAgentId: AgentId | null,
): AttemptOpening {
  const { attemptId, attemptGroup, contact, phone, campaign, route, nowMs } = facts;
  const ddd = dddOf(phone);
  const place = placeOf(ddd, { municipality: contact.municipality, addressUf: contact.addressUf });
  return {
    attemptId,
    attemptGroup,
    ...campaignColumns(campaign),
    contactId: contact.id,
    cpfHash: contact.cpfHash,
    debtId: contact.debtId,
    segment: contact.segment,
    phone,
    ddd,
    uf: place.ufs,
    municipality: contact.municipality,
    zones: place.zones,
    mode,
    attemptNo: contact.attempts + 1,
    ...routeColumns(route),
    queue: '',
    tQueuedMs: nowMs,
    tDialMs: nowMs,
    dncSnapshot: facts.dncSnapshot,
    policyVersion: facts.policyVersion,
    decisionId: facts.decisionId,
    chainId: facts.engineId,
    salt: contact.salt,
    engineId: facts.engineId,
    mediaServerId: facts.mediaServerId,
    reservedAgentId,
  };
}

/** What a row has of its campaign. */
export function campaignColumns(campaign: CampaignSettings) {
  return {
    campaignId: campaign.id,
    contractId: campaign.contractId,
    purpose: campaign.purpose,
    sector: campaign.sector,
    creditorCnpj: campaign.creditorCnpj,
    callerCnpj: campaign.callerCnpj,
    billingService: campaign.billingService,
    language: campaign.language,
  };
}

function routeColumns({ trunk, line }: Route) {
  return {
    line: line.number,
    lineOwnerCnpj: line.ownerCnpj,
    lineCarrier: line.carrierId,
    privacy: false,
    trunkId: trunk.id,
    carrier: trunk.carrierId,
    service: trunk.service,
    authenticated: line.authenticated,
  };
}

/** What is settled before the dial. A person whom an agent chose to call is not screened. */
export function planCall(
  campaign: CampaignSettings,
  { amd, ear }: Pick<MediaCapabilities, 'amd' | 'ear'>,
  { reservedAgentId, lane }: { readonly reservedAgentId: AgentId | null; readonly lane: DialMode },
  duties: CallDuties,
): CallPlan {
  const { connectDeadlineMs } = campaign;
  return {
    amd: campaign.amd && (amd || ear) && (reservedAgentId === null || AUTOMATIC_MODES.includes(lane)),
    amdDeadlineMs: campaign.amdDeadlineMs,
    onMachine: campaign.onMachine,
    ringTimeoutMs: Math.max(campaign.ringTimeoutMs, duties.minimumRingMs),
    minimumRingMs: duties.minimumRingMs,
    connectDeadlineMs: Math.min(connectDeadlineMs, duties.longestWaitMs ?? connectDeadlineMs),
    wrapUpLimitMs: campaign.wrapUpLimitMs,
    defaultDisposition: campaign.defaultDisposition,
    reservedAgentId,
    recording: talkRecording(campaign, duties.recording),
  };
}

/** The duties of the call whose row this is. */
export function dutiesOf(opening: AttemptOpening, rules: readonly Rule[], nowMs: number): CallDuties {
  const { purpose, sector, mode, uf } = opening;
  return callDuties(rules, { purpose, sector, mode, ufs: uf }, nowMs);
}
