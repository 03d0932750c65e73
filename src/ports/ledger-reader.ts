import type { AttemptId, CampaignId } from '../core/kernel/ids.js';
import type { ChainAnchor } from '../core/ledger/chain-anchor.js';
import type { LedgerEntry } from '../core/ledger/decision-line.js';
import type { ChainEnd } from '../core/ledger/verify-decisions.js';

export interface LedgerQuery {
  readonly campaignId?: CampaignId;
  /** Of these campaigns alone. */
  readonly campaignIds?: readonly CampaignId[];
  /** Decided at or after. */
  readonly fromMs?: number;
  /** Decided before. */
  readonly toMs?: number;
  /** The rule that is named for the block. */
  readonly blockedBy?: string;
  readonly attemptId?: AttemptId;
  /** Only allows, or only blocks; a note is neither. */
  readonly allowed?: boolean;
  /** Only notes, or only answers of the gate. */
  readonly notes?: boolean;
}

/** Place of a decision, to read on from. */
export interface LedgerPlace {
  readonly chainId: string;
  readonly seq: number;
}

/** What blocked decisions are counted by; a day is Brasília's, as `2026-11-22`. */
export const BLOCKED_GROUPINGS = ['rule', 'campaign', 'day'] as const;
export type BlockedGrouping = (typeof BLOCKED_GROUPINGS)[number];

export interface BlockedCount {
  /** Rule, campaign or day. */
  readonly name: string;
  readonly blocked: number;
}

/** Reads the decision ledger. Rejects with DLR_DATABASE_DOWN. */
export interface LedgerReader {
  /** Streams decisions in chain order, without holding them in memory. */
  read(query: LedgerQuery): AsyncIterable<LedgerEntry>;
  /** One page in chain order; `after` null begins. */
  page(query: LedgerQuery, after: LedgerPlace | null, limit: number): Promise<readonly LedgerEntry[]>;
  find(decisionId: string): Promise<LedgerEntry | null>;
  /** What the gate said of an attempt, in chain order. */
  ofAttempt(attemptId: AttemptId): Promise<readonly LedgerEntry[]>;
  /** Hash of the decision before that place in its chain, or null when there is none. */
  hashBefore(place: LedgerPlace): Promise<string | null>;
  /** Blocked decisions, the most first. */
  countBlocked(query: LedgerQuery, by: BlockedGrouping): Promise<readonly BlockedCount[]>;
  /** Where the chains end, kept apart from the decisions. */
  ends(): Promise<readonly ChainEnd[]>;
  /** What stands for decisions that were removed when their time was over. */
  anchors(): Promise<readonly ChainAnchor[]>;
}
