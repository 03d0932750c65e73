import type { Digest } from '../call-log/call-log-chain.js';
import type { AttemptOpening, CallLogRow } from '../call-log/call-log-row.js';
import { commitmentOf, ERASED_SALT } from '../call-log/commitment.js';
import type { RuleResult } from '../compliance/gate/decide-dial.js';
import type { Policy } from '../compliance/policy.js';
import { type ChainProof, proveCall, proveDecision } from './chain-proof.js';
import type { LedgerEntry } from './decision-line.js';
import type { DecisionRecord } from './decision-record.js';
import { limitsOf, type RuleEvidence, ruleEvidence } from './rule-evidence.js';

/** A decision as it was read, with what is needed to prove it. */
export interface FoundDecision {
  readonly entry: LedgerEntry;
  /** Hash of the decision before it in its chain, or null when it is the first. */
  readonly hashBefore: string | null;
  /** The policy it was decided under, or null when it is not on file. */
  readonly policy: Policy | null;
}

/** A closed call as it was read. */
export interface FoundCall {
  readonly row: CallLogRow;
  readonly seq: number;
  readonly hashBefore: string | null;
}

export interface DecisionEvidence {
  readonly entry: LedgerEntry;
  readonly policyTitle: string | null;
  readonly rules: readonly RuleEvidence[];
  /** How the limits of line and company stood. */
  readonly limits: readonly RuleResult[];
  readonly proof: ChainProof;
  /** It is the decision that let this very call out; null without a call. */
  readonly allowsTheCall: boolean | null;
}

/** Everything that is on file about one attempt and speaks for or against its having been allowed. */
export interface CallEvidence {
  readonly call: CallLogRow | null;
  readonly callProof: ChainProof | null;
  readonly decisions: readonly DecisionEvidence[];
  /** Every proof holds and one of the decisions let the call out. */
  readonly holds: boolean;
}

/** Proves a decision by itself. */
export function decisionEvidence(
  { entry, hashBefore, policy }: FoundDecision,
  call: CallLogRow | null,
  digest: Digest,
): DecisionEvidence {
  const { decision } = entry.row;
  return {
    entry,
    policyTitle: policy?.title ?? null,
    rules: ruleEvidence(decision.results, policy),
    limits: limitsOf(decision.results),
    proof: proveDecision(entry, hashBefore, digest),
    allowsTheCall: call === null ? null : allowsCall(decision, call.opening, digest),
  };
}

/** Puts together what proves one call. */
export function callEvidence(
  call: FoundCall | null,
  found: readonly FoundDecision[],
  digest: Digest,
): CallEvidence {
  const callProof = call === null ? null : proveCall(call.row, call, digest);
  const decisions = found.map((one) => decisionEvidence(one, call?.row ?? null, digest));
  const proofs = [...(callProof === null ? [] : [callProof]), ...decisions.map(({ proof }) => proof)];
  return {
    call: call?.row ?? null,
    callProof,
    decisions,
    holds:
      proofs.every(({ contentHolds, linkHolds }) => contentHolds && linkHolds) &&
      decisions.some(({ allowsTheCall, entry }) => allowsTheCall ?? entry.row.decision.allowed),
  };
}

/** The decision is the one the row names, and about the same person, number, line, trunk and policy. */
function allowsCall(decision: DecisionRecord, opening: AttemptOpening, digest: Digest): boolean {
  return (
    decision.allowed &&
    decision.decisionId === opening.decisionId &&
    decision.attemptId === opening.attemptId &&
    decision.campaignId === opening.campaignId &&
    decision.policyVersion === opening.policyVersion &&
    decision.line === opening.line &&
    decision.trunkId === opening.trunkId &&
    decision.atMs <= (opening.tDialMs ?? opening.tQueuedMs) &&
    samePerson(decision, opening, digest)
  );
}

interface Person {
  readonly contactId: string;
  readonly cpfHash: string;
  readonly debtId: string;
  readonly phone: string;
  readonly salt: string;
}

/** Compared by commitments where one of the two was erased, and both have the same salt. */
function samePerson(one: Person, other: Person, digest: Digest): boolean {
  const shown = ({ salt, contactId, cpfHash, debtId, phone }: Person): string =>
    [contactId, cpfHash, debtId, phone].map((value) => commitmentOf(value, salt, digest)).join();
  return shown(one) === shown(other);
}

/** The person of a row or decision was erased. */
export function isErased({ salt }: { readonly salt: string }): boolean {
  return salt === ERASED_SALT;
}
