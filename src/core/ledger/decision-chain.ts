import type { Digest } from '../call-log/call-log-chain.js';
import { commitmentOf } from '../call-log/commitment.js';
import { isoUtc } from '../kernel/iso-utc.js';
import type { DecisionRecord, LedgerRow } from './decision-record.js';

/**
 * The text a decision's hash covers: a JSON array in a fixed order, personal values replaced by
 * HMAC(salt of the person, value), so that a person can be erased and the chain still verifies.
 */
export function hashedDecisionText(decision: DecisionRecord, digest: Digest): string {
  const hidden = (value: string): string => commitmentOf(value, decision.salt, digest);
  return JSON.stringify([
    decision.decisionId,
    decision.chainId,
    isoUtc(decision.atMs),
    decision.allowed,
    decision.blockedBy,
    decision.attemptId,
    decision.campaignId,
    decision.purpose,
    decision.mode,
    hidden(decision.contactId),
    hidden(decision.cpfHash),
    hidden(decision.debtId),
    hidden(decision.phone),
    decision.line,
    decision.trunkId,
    decision.policyVersion,
    decision.nextAllowedMs === null ? null : isoUtc(decision.nextAllowedMs),
    decision.results.map(({ rule, key, verdict, inputs }) => [rule, key, verdict, inputs]),
  ]);
}

/** Gives a decision its place after `prevHash`: hash = SHA-256(prev_hash ‖ hashed text). */
export function chainDecision(decision: DecisionRecord, prevHash: string, digest: Digest): LedgerRow {
  return { decision, prevHash, hash: digest.sha256(prevHash + hashedDecisionText(decision, digest)) };
}
