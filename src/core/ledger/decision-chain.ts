import type { Digest } from '../call-log/call-log-chain.js';
import { commitmentOf } from '../call-log/commitment.js';
import type { RuleResult } from '../compliance/gate/decide-dial.js';
import type { Inputs } from '../compliance/gate/gate-context.js';
import type { RuleId } from '../compliance/rule-id.js';
import { isoUtc } from '../kernel/iso-utc.js';
import type { DecisionRecord, LedgerRow } from './decision-record.js';
import { noteText } from './ledger-note.js';

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
  const note = decision.note === null ? '' : `,${noteText(decision.note)}`;
  return `${head.slice(0, -1)},${resultsText(decision.results)}${note}]`;
}

/** What a provision said last, and its text: most say the same of one call after the other, and writing it is slow. */
interface Said {
  readonly result: RuleResult;
  readonly text: string;
}

/** By rule and provision. */
const SAID = new Map<string, Map<string, Said>>();
/** More provisions than a rule has in all policies of an installation; past it they are remembered anew. */
const MOST_PROVISIONS = 1000;

/** What the rules said as JSON `[[rule, key, verdict, inputs], …]`: what the hash covers and the database keeps. */
export function resultsText(results: readonly RuleResult[]): string {
  let text = '';
  for (const result of results) {
    text += `${text === '' ? '' : ','}${resultText(result)}`;
  }
  return `[${text}]`;
}

function resultText(result: RuleResult): string {
  const { rule, key, verdict, inputs } = result;
  const provisions = provisionsOf(rule);
  const said = provisions.get(key);
  if (said !== undefined && said.result.verdict === verdict && sameInputs(said.result.inputs, inputs)) {
    return said.text;
  }
  const text = JSON.stringify([rule, key, verdict, inputs]);
  if (said === undefined && provisions.size >= MOST_PROVISIONS) {
    provisions.clear();
  }
  provisions.set(key, { result, text });
  return text;
}

function provisionsOf(rule: RuleId): Map<string, Said> {
  let provisions = SAID.get(rule);
  if (provisions === undefined) {
    provisions = new Map();
    SAID.set(rule, provisions);
  }
  return provisions;
}

/** In the same order, too: they are written in it. */
function sameInputs(one: Inputs, other: Inputs): boolean {
  if (one === other) {
    return true;
  }
  const names = Object.keys(one);
  const others = Object.keys(other);
  return (
    names.length === others.length &&
    names.every((name, at) => name === others[at] && one[name] === other[name])
  );
}

/** Gives a decision its place after `prevHash`: hash = SHA-256(prev_hash ‖ hashed text). */
export function chainDecision(decision: DecisionRecord, prevHash: string, digest: Digest): LedgerRow {
  return { decision, prevHash, hash: digest.sha256(prevHash + hashedDecisionText(decision, digest)) };
}
