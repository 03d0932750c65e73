import type { DeskScript, ScriptRun } from '../core/desk/desk-script.js';
import type { AttemptId, CampaignId } from '../core/kernel/ids.js';

/** Scripts of campaigns, every version of them, and what was answered. Rejects with DLR_DATABASE_DOWN. */
export interface ScriptStore {
  /** The newest version of each campaign that has one. */
  newest(): Promise<readonly DeskScript[]>;
  /** That version, or null. */
  find(campaignId: CampaignId, version: number): Promise<DeskScript | null>;
  /** Newest first. */
  versions(campaignId: CampaignId, most: number): Promise<readonly DeskScript[]>;
  /** Keeps the version after the newest one; false when somebody else has kept it already. */
  save(script: DeskScript): Promise<boolean>;
  /** In place of what was kept of that attempt. */
  keepRun(run: ScriptRun): Promise<void>;
  runOf(attemptId: AttemptId): Promise<ScriptRun | null>;
}
