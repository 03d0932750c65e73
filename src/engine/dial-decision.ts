import { longestRingMs } from '../core/call/longest-ring.js';
import type { CallMode } from '../core/call-log/call-log-row.js';
import type { CampaignSettings } from '../core/campaign/campaign.js';
import type { DialDecision } from '../core/compliance/gate/decide-dial.js';
import type { DialQuestion } from '../core/compliance/gate/dial-question.js';
import type { Contact } from '../core/contact/contact.js';
import type { AttemptId, E164 } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { DecisionRecord } from '../core/ledger/decision-record.js';
import type { AskedWay } from './route.js';

/** Longest from a decision to its dial; one that took longer to write is not dialled. */
export const LONGEST_WRITE_MS = 2 * SECOND;

/** A call one wants to place, before the gate has spoken. */
export interface DialWish {
  /** The instant it is decided at; it is dialled when its row is on the disk. */
  readonly atMs: number;
  readonly attemptId: AttemptId;
  /** The first attempt of the try: its own id but where another carrier is tried at once, or a talk goes on. */
  readonly attemptGroup: string;
  readonly campaign: CampaignSettings;
  readonly contact: Contact;
  readonly phone: E164;
  readonly mode: CallMode;
  /** The person asked for a call at about this time. */
  readonly agreedCallback: boolean;
  readonly agentReserved: boolean;
}

/** What the gate is asked about a wish and the way out it would take. */
export function questionOf(wish: DialWish, { trunk, line }: Pick<AskedWay, 'trunk' | 'line'>): DialQuestion {
  const { campaign, contact, phone, mode, agreedCallback, agentReserved } = wish;
  return {
    phone,
    purpose: campaign.purpose,
    sector: campaign.sector,
    mode,
    agreedCallback,
    // Reserved by the pacer, for a person he has not looked at, an agent lifts no lock (R33, R34).
    agentReserved: agentReserved && mode !== 'predictive' && mode !== 'power',
    ringTimeoutMs: longestRingMs(campaign) + LONGEST_WRITE_MS,
    callerCnpj: campaign.callerCnpj,
    creditorCnpj: campaign.creditorCnpj,
    cpfHash: contact.cpfHash,
    debtId: contact.debtId,
    attemptGroup: wish.attemptGroup,
    municipality: contact.municipality,
    addressUf: contact.addressUf,
    line,
    trunk,
    from: line.number,
    assertedIdentity: line.number,
    privacy: false,
  };
}

/** The ledger's record of what the gate said to a wish. */
export function recordOf(
  wish: DialWish,
  { trunk, line }: AskedWay,
  decision: DialDecision,
  made: { readonly decisionId: string; readonly chainId: string },
): DecisionRecord {
  const { campaign, contact, phone, mode } = wish;
  return {
    decisionId: made.decisionId,
    chainId: made.chainId,
    atMs: wish.atMs,
    allowed: decision.allowed,
    blockedBy: decision.blockedBy ?? '',
    attemptId: decision.allowed ? wish.attemptId : null,
    campaignId: campaign.id,
    purpose: campaign.purpose,
    mode,
    contactId: contact.id,
    cpfHash: contact.cpfHash,
    debtId: contact.debtId,
    phone,
    line: line.number,
    trunkId: trunk.id,
    policyVersion: decision.policyVersion,
    nextAllowedMs: decision.nextAllowedMs,
    results: decision.results,
    note: null,
    salt: contact.salt,
  };
}
