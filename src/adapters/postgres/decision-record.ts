import type { LedgerRow } from '../../core/ledger/decision-record.js';
import { utcDay } from './attempt-record.js';

/** Columns of `decisions`, as a batch writes them. */
export const DECISION_COLUMNS = [
  'decision_id',
  'day',
  'chain_id',
  'seq',
  'at_ms',
  'allowed',
  'blocked_by',
  'attempt_id',
  'campaign_id',
  'purpose',
  'mode',
  'contact_id',
  'cpf_hash',
  'debt_id',
  'phone',
  'line',
  'trunk_id',
  'policy_version',
  'next_allowed_ms',
  'results',
  'salt',
  'prev_hash',
  'hash',
] as const;

/** A row of `decisions`; `place` is its order in the batch. */
export function decisionRecord(
  { decision, prevHash, hash }: LedgerRow,
  place: number,
): Readonly<Record<(typeof DECISION_COLUMNS)[number], unknown>> {
  return {
    decision_id: decision.decisionId,
    day: utcDay(decision.atMs),
    chain_id: decision.chainId,
    seq: place,
    at_ms: decision.atMs,
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
    next_allowed_ms: decision.nextAllowedMs,
    results: JSON.stringify(
      decision.results.map(({ rule, key, verdict, inputs }) => [rule, key, verdict, inputs]),
    ),
    salt: decision.salt,
    prev_hash: prevHash,
    hash,
  };
}
