import type { DecisionRecord } from './decision-record.js';
import type { LedgerNote } from './ledger-note.js';

/** A note with its place in the ledger: it is about no call, so nothing of a call stands in it. */
export function noteRecord(
  note: LedgerNote,
  made: { readonly decisionId: string; readonly chainId: string; readonly atMs: number },
): DecisionRecord {
  return {
    ...made,
    allowed: false,
    blockedBy: '',
    attemptId: null,
    campaignId: '',
    purpose: '',
    mode: '',
    contactId: '',
    cpfHash: '',
    debtId: '',
    phone: '',
    line: '',
    trunkId: '',
    policyVersion: '',
    nextAllowedMs: null,
    results: [],
    note,
    salt: '',
  };
}
