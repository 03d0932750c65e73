import type { DecisionRecord } from './decision-record.js';

/** Members that are called and say the same in a line of the export and in a row of the database. */
export interface DecisionMembers {
  readonly decision_id: string;
  readonly chain_id: string;
  readonly allowed: boolean;
  readonly blocked_by: string;
  readonly attempt_id: string | null;
  readonly campaign_id: string;
  readonly purpose: string;
  readonly mode: string;
  readonly contact_id: string;
  readonly cpf_hash: string;
  readonly debt_id: string;
  readonly phone: string;
  readonly line: string;
  readonly trunk_id: string;
  readonly policy_version: string;
}

/** What each form says in its own way: instants, results, the note, the salt. */
export type DecisionRest = Pick<DecisionRecord, 'atMs' | 'nextAllowedMs' | 'results' | 'note' | 'salt'>;

export function decisionMembers(decision: DecisionRecord): DecisionMembers {
  return {
    decision_id: decision.decisionId,
    chain_id: decision.chainId,
    allowed: decision.allowed,
    blocked_by: decision.blockedBy,
    attempt_id: decision.attemptId,
    campaign_id: decision.campaignId,
    purpose: decision.purpose,
    mode: decision.mode,
    contact_id: decision.contactId,
    cpf_hash: decision.cpfHash,
    debt_id: decision.debtId,
    phone: decision.phone,
    line: decision.line,
    trunk_id: decision.trunkId,
    policy_version: decision.policyVersion,
  };
}

/** The decision behind its members; whoever reads them from outside has checked the words first. */
export function decisionOf(members: DecisionMembers, rest: DecisionRest): DecisionRecord {
  return {
    decisionId: members.decision_id,
    chainId: members.chain_id,
    allowed: members.allowed,
    blockedBy: members.blocked_by,
    attemptId: members.attempt_id as DecisionRecord['attemptId'],
    campaignId: members.campaign_id as DecisionRecord['campaignId'],
    purpose: members.purpose as DecisionRecord['purpose'],
    mode: members.mode as DecisionRecord['mode'],
    contactId: members.contact_id as DecisionRecord['contactId'],
    cpfHash: members.cpf_hash,
    debtId: members.debt_id,
    phone: members.phone,
    line: members.line,
    trunkId: members.trunk_id,
    policyVersion: members.policy_version,
    ...rest,
  };
}
