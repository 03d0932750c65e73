import type { CallMode } from '../call-log/call-log-row.js';
import type { Purpose } from '../campaign/campaign.js';
import type { RuleResult } from '../compliance/gate/decide-dial.js';
import type { AttemptId, CampaignId, ContactId } from '../kernel/ids.js';
import type { LedgerNote } from './ledger-note.js';

/**
 * A record of the decision ledger: one answer of the gate, allow or block, with everything it went by; or a note, which
 * is about no call and has none of its values.
 */
export interface DecisionRecord {
  readonly decisionId: string;
  readonly chainId: string;
  readonly atMs: number;
  readonly allowed: boolean;
  /** The rule that is named for a block, or ''. */
  readonly blockedBy: string;
  /** The attempt it allowed, or null. */
  readonly attemptId: AttemptId | null;
  readonly campaignId: CampaignId | '';
  readonly purpose: Purpose | '';
  readonly mode: CallMode | '';
  readonly contactId: ContactId | '';
  readonly cpfHash: string;
  readonly debtId: string;
  readonly phone: string;
  readonly line: string;
  readonly trunkId: string;
  readonly policyVersion: string;
  /** The first instant that may be different, where time alone blocks; else null. */
  readonly nextAllowedMs: number | null;
  /** What each rule said. */
  readonly results: readonly RuleResult[];
  /** Null for an answer of the gate. */
  readonly note: LedgerNote | null;
  /** Salt of the person's commitments; not part of the export. */
  readonly salt: string;
}

/** A decision in its place in the engine's chain of decisions. */
export interface LedgerRow {
  readonly decision: DecisionRecord;
  readonly prevHash: string;
  readonly hash: string;
}
