import type {
  CallEvidenceOut,
  DecisionEvidenceOut,
  DecisionOut,
  ScriptEvidenceOut,
} from '../../contract/ledger-wire.js';
import { callLogRecord } from '../../core/call-log/call-log-record.js';
import type { Policy } from '../../core/compliance/policy.js';
import { type CallEvidence, type DecisionEvidence, isErased } from '../../core/ledger/call-evidence.js';
import type { LedgerEntry } from '../../core/ledger/decision-line.js';
import { type RuleEvidence, ruleEvidence } from '../../core/ledger/rule-evidence.js';
import type { AgentProfile } from '../../ports/agent-store.js';

function ruleToWire(rule: RuleEvidence): DecisionOut['rules'][number] {
  return { ...rule, inputs: { ...rule.inputs }, provision: rule.provision && { ...rule.provision } };
}

/** A decision of the ledger. */
export function decisionToWire(entry: LedgerEntry, policy: Policy | null): DecisionOut {
  const rules = ruleEvidence(entry.row.decision.results, policy);
  return decisionParts(entry, policy?.title ?? null, rules);
}

function decisionParts(
  { seq, row: { decision } }: LedgerEntry,
  policyTitle: string | null,
  rules: readonly RuleEvidence[],
): DecisionOut {
  return {
    decisionId: decision.decisionId,
    chainId: decision.chainId,
    seq,
    atMs: decision.atMs,
    allowed: decision.allowed,
    blockedBy: decision.blockedBy,
    attemptId: decision.attemptId,
    campaignId: decision.campaignId,
    purpose: decision.purpose,
    mode: decision.mode,
    contactId: decision.contactId,
    cpfHash: decision.cpfHash,
    debtId: decision.debtId,
    phone: decision.phone,
    line: decision.line,
    trunkId: decision.trunkId,
    policyVersion: decision.policyVersion,
    policyTitle,
    nextAllowedMs: decision.nextAllowedMs,
    erased: isErased(decision),
    rules: rules.map(ruleToWire),
    note: decision.note && { ...decision.note },
  };
}

/** A decision with its proof. */
export function decisionEvidenceToWire(evidence: DecisionEvidence): DecisionEvidenceOut {
  return {
    ...decisionParts(evidence.entry, evidence.policyTitle, evidence.rules),
    proof: { ...evidence.proof },
    allowsTheCall: evidence.allowsTheCall,
    limits: evidence.limits.map(({ rule, inputs }) => ({ rule, inputs: { ...inputs } })),
  };
}

/** Everything that proves one call. */
export function callEvidenceToWire(
  attemptId: string,
  { call, callProof, decisions, holds }: CallEvidence,
  agent: AgentProfile | null,
  script: ScriptEvidenceOut | null,
): CallEvidenceOut {
  const result = call?.result;
  return {
    attemptId,
    holds,
    call: call === null ? null : { ...callLogRecord(call) },
    callProof: callProof === null ? null : { ...callProof },
    agent:
      result === undefined || result.agentId === null
        ? null
        : { id: result.agentId, name: agent?.name ?? '' },
    recording:
      result === undefined || result.recordingId === ''
        ? null
        : { id: result.recordingId, notice: result.recordingNotice },
    lists: { ...call?.opening.dncSnapshot },
    script,
    decisions: decisions.map(decisionEvidenceToWire),
  };
}
