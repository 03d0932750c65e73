import type { Digest } from '../call-log/call-log-chain.js';
import { commitmentOf } from '../call-log/commitment.js';
import type { RuleResult } from '../compliance/gate/decide-dial.js';
import { isoUtc } from '../kernel/iso-utc.js';
import type { DecisionRecord, LedgerRow } from './decision-record.js';

/**
 * The text a decision's hash covers: a JSON array in a fixed order, personal values replaced by
 * HMAC(salt of the person, value), so that a person can be erased and the chain still verifies.
 */
export function hashedDecisionText(decision: DecisionRecord, digest: Digest): string {
  const hidden = (value: string): string => commitmentOf(value, decision.salt, digest);
  const head = JSON.stringify([
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
  ]);
  return `${head.slice(0, -1)},[${resultsText(decision.results)}]]`;
}

/** Most rules have nothing to say to a call: their text is the same each time, and made once. */
const SILENT = new Map<string, string>();
const MOST_SILENT = 1000;

function resultsText(results: readonly RuleResult[]): string {
  let text = '';
  for (const result of results) {
    text += `${text === '' ? '' : ','}${resultText(result)}`;
  }
  return text;
}

function resultText({ rule, key, verdict, inputs }: RuleResult): string {
  if (verdict !== 'not_applicable' || Object.keys(inputs).length > 0) {
    return JSON.stringify([rule, key, verdict, inputs]);
  }
  const name = `${rule} ${key}`;
  let text = SILENT.get(name);
  if (text === undefined) {
    text = JSON.stringify([rule, key, verdict, inputs]);
    if (SILENT.size < MOST_SILENT) {
      SILENT.set(name, text);
    }
  }
  return text;
}

/** Gives a decision its place after `prevHash`: hash = SHA-256(prev_hash ‖ hashed text). */
export function chainDecision(decision: DecisionRecord, prevHash: string, digest: Digest): LedgerRow {
  return { decision, prevHash, hash: digest.sha256(prevHash + hashedDecisionText(decision, digest)) };
}
