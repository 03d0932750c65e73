import type { CallLogRow } from '../core/call-log/call-log-row.js';
import type { CampaignId } from '../core/kernel/ids.js';
import type { AgentStateRow } from './attempt-store.js';

export interface CallLogQuery {
  readonly campaignId?: CampaignId;
  readonly fromMs?: number;
  readonly toMs?: number;
}

/** Streams what is closed, in chain order, without holding it in memory. */
export interface CallLogReader {
  read(query: CallLogQuery): AsyncIterable<CallLogRow>;
  readAgentStates(query: CallLogQuery): AsyncIterable<AgentStateRow>;
}
