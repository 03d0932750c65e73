import type { CallPlan } from '../core/call/call-state.js';
import type { AttemptOpening, CallMode } from '../core/call-log/call-log-row.js';
import type { CampaignSettings } from '../core/campaign/campaign.js';
import type { Contact } from '../core/contact/contact.js';
import type { AgentId, AttemptId, E164, MediaServerId } from '../core/kernel/ids.js';
import { dddOf } from '../core/numbering/brazilian-number.js';
import { DDD_TABLE } from '../core/numbering/ddd-table.js';
import type { Route } from './trunk-book.js';

export interface OpeningFacts {
  readonly attemptId: AttemptId;
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
  const { attemptId, contact, phone, campaign, route, nowMs } = facts;
  const ddd = dddOf(phone);
  const area = DDD_TABLE[ddd];
  return {
    attemptId,
    attemptGroup: attemptId,
    ...campaignColumns(campaign),
    contactId: contact.id,
    cpfHash: contact.cpfHash,
    debtId: contact.debtId,
    segment: contact.segment,
    phone,
    ddd,
    uf: area?.ufs ?? [],
    municipality: contact.municipality,
    zones: area?.zones ?? [],
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

function campaignColumns(campaign: CampaignSettings) {
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

/** What is settled before the dial. A person called for an agent who waits for him is not screened. */
export function planCall(
  campaign: CampaignSettings,
  serverHasAmd: boolean,
  reservedAgentId: AgentId | null,
): CallPlan {
  return {
    amd: campaign.amd && serverHasAmd && reservedAgentId === null,
    amdDeadlineMs: campaign.amdDeadlineMs,
    onMachine: campaign.onMachine,
    ringTimeoutMs: campaign.ringTimeoutMs,
    connectDeadlineMs: campaign.connectDeadlineMs,
    wrapUpLimitMs: campaign.wrapUpLimitMs,
    defaultDisposition: campaign.defaultDisposition,
    reservedAgentId,
  };
}
