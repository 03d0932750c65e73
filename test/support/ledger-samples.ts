import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { GENESIS_HASH } from '../../src/core/call-log/call-log-chain.js';
import { commitmentOf, ERASED_SALT } from '../../src/core/call-log/commitment.js';
import type { ContactId } from '../../src/core/kernel/ids.js';
import { parseContactId, parseTrunkId } from '../../src/core/kernel/ids.js';
import { chainDecision } from '../../src/core/ledger/decision-chain.js';
import type { LedgerEntry } from '../../src/core/ledger/decision-line.js';
import type { DecisionRecord, LedgerRow } from '../../src/core/ledger/decision-record.js';
import { CAMPAIGN, NOON } from './samples.js';

/** An allow; `blockedBy` in the change makes it a block. */
export function aDecision(id: string, change: Partial<DecisionRecord> = {}): DecisionRecord {
  const blockedBy = change.blockedBy ?? '';
  return {
    decisionId: id,
    chainId: 'chain-1',
    atMs: NOON,
    allowed: blockedBy === '',
    attemptId: null,
    campaignId: CAMPAIGN,
    purpose: 'cobranca',
    mode: 'predictive',
    contactId: parseContactId('1'),
    cpfHash: 'c'.repeat(64),
    debtId: 'D-1',
    phone: '+5511987654321',
    line: '+551140000000',
    trunkId: parseTrunkId('trunk'),
    policyVersion: 'brasil-2026@1',
    nextAllowedMs: blockedBy === '' ? null : NOON + 3_600_000,
    results: [
      {
        rule: 'R13',
        key: 'SP',
        verdict: blockedBy === 'R13' ? 'block' : 'pass',
        inputs: { zones: 'America/Sao_Paulo', opensMs: null },
      },
      {
        rule: 'R03',
        key: '',
        verdict: blockedBy === 'R03' ? 'block' : 'pass',
        inputs: { state: 'open', calls: 12, limit: 100_000, share: 0.1 },
      },
    ],
    note: null,
    salt: 'ab'.repeat(16),
    ...change,
    blockedBy,
  };
}

/** A block by R13, with inputs that a store has to keep to the letter. */
export function aBlock(id: string, change: Partial<DecisionRecord> = {}): DecisionRecord {
  const inputs = { zone: 'America/Sao_Paulo', 'é "1"': null };
  return aDecision(id, {
    blockedBy: 'R13',
    results: [
      { rule: 'R13', key: 'R13.SP', verdict: 'block', inputs },
      { rule: 'R24', key: '', verdict: 'not_applicable', inputs: {} },
    ],
    ...change,
  });
}

/** Chains decisions one after the other. */
export function aLedger(
  decisions: readonly DecisionRecord[],
  after: string = GENESIS_HASH,
): readonly LedgerRow[] {
  let hash = after;
  return decisions.map((decision) => {
    const row = chainDecision(decision, hash, nodeDigest);
    hash = row.hash;
    return row;
  });
}

export function placed(rows: readonly LedgerRow[]): LedgerEntry[] {
  return rows.map((row, index) => ({ seq: index + 1, row }));
}

/** The decision after its person was erased. */
export function erased(row: LedgerRow): LedgerRow {
  const { decision } = row;
  const hide = (value: string): string => commitmentOf(value, decision.salt, nodeDigest);
  return {
    ...row,
    decision: {
      ...decision,
      contactId: hide(decision.contactId) as ContactId,
      cpfHash: hide(decision.cpfHash),
      debtId: hide(decision.debtId),
      phone: hide(decision.phone),
      salt: ERASED_SALT,
    },
  };
}
