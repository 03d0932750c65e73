import type { CampaignId } from '../core/kernel/ids.js';

/** What a part of a campaign's pacing has learned; the newest replaces what was there. */
export interface KeptMemory {
  readonly campaignId: CampaignId;
  /** A lane's mode, or another part that learns. */
  readonly part: string;
  readonly atMs: number;
  /** Plain data that its part reads again; nobody else looks inside. No data of persons. */
  readonly memory: unknown;
}

/** One answer of a lane: how many calls, what bound it, and by which figures. */
export interface KeptDecision {
  readonly atMs: number;
  readonly lane: string;
  readonly place: number;
  readonly limit: string;
  readonly reason: string;
  readonly figures: Readonly<Record<string, number>>;
  /** Times in a row that the lane came to the same number and limit; the figures are the first time's. */
  readonly times: number;
}

/** Decisions of a campaign, at least one. */
export interface DecisionBatch {
  readonly campaignId: CampaignId;
  /** In the order they were taken. */
  readonly decisions: readonly KeptDecision[];
}

export interface DecisionQuery {
  readonly campaignId: CampaignId;
  readonly fromMs: number;
  readonly toMs: number;
  /** The newest of them. */
  readonly most: number;
}

/** What pacing keeps beside the rows: it helps and explains, and no call waits for it. Rejects with DLR_DATABASE_DOWN. */
export interface PacingStore {
  keepMemories(memories: readonly KeptMemory[]): Promise<void>;
  memories(campaignId: CampaignId): Promise<readonly KeptMemory[]>;
  /** Appends them, and drops those from before `forgetBeforeMs`. */
  keepDecisions(batches: readonly DecisionBatch[], forgetBeforeMs: number): Promise<void>;
  /** Oldest first. */
  decisions(query: DecisionQuery): Promise<readonly KeptDecision[]>;
}
