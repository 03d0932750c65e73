import type { CallLogRow } from '../core/call-log/call-log-row.js';
import type { AgentId, AttemptId, CampaignId, ContactId } from '../core/kernel/ids.js';
import type { ChainAnchor } from '../core/ledger/chain-anchor.js';
import type { AgentStateRow } from './attempt-store.js';

export interface CallLogQuery {
  readonly campaignId?: CampaignId;
  readonly fromMs?: number;
  readonly toMs?: number;
}

/** A closed row with its place in its chain: a later row has a greater one. */
export interface PlacedCall {
  readonly row: CallLogRow;
  readonly seq: number;
  /** Hash of the row before it in its chain, or null when it is the first. */
  readonly hashBefore: string | null;
}

/** What opens the commitments of a contact's rows in both chains. */
export interface ContactSalt {
  readonly campaignId: CampaignId;
  readonly contactId: ContactId;
  readonly salt: string;
}

/** Reads what is closed; streams come in chain order, without holding it in memory. */
export interface CallLogReader {
  /** One closed attempt, or null. */
  find(attemptId: AttemptId): Promise<PlacedCall | null>;
  read(query: CallLogQuery): AsyncIterable<CallLogRow>;
  /** The agent's last closed calls dialled since `sinceMs`, newest first. */
  lastOf(agentId: AgentId, sinceMs: number, limit: number): Promise<readonly CallLogRow[]>;
  readAgentStates(query: CallLogQuery): AsyncIterable<AgentStateRow>;
  /** One a contact; those of erased persons are gone. */
  readSalts(): AsyncIterable<ContactSalt>;
  /** What stands for rows that were removed when their time was over. */
  anchors(): Promise<readonly ChainAnchor[]>;
}
