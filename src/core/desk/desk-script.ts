import type { AgentId, AttemptId, CampaignId } from '../kernel/ids.js';
import { COLLECTION_SCRIPT } from './collection-script.js';
import type { ScriptAnswer, ScriptStep } from './script-step.js';

/** What agents of a campaign say, and what their page opens beside: one version of it. */
export interface DeskScript {
  readonly campaignId: CampaignId;
  /** 0 is the product's own, which stands where nothing was saved. */
  readonly version: number;
  readonly steps: readonly ScriptStep[];
  /** Address of an outside CRM with fields in braces, or ''. */
  readonly popUrl: string;
  readonly savedBy: string;
  readonly savedMs: number;
}

/** The way an agent went with a person, kept with the attempt. */
export interface ScriptRun {
  readonly attemptId: AttemptId;
  readonly campaignId: CampaignId;
  readonly version: number;
  readonly agentId: AgentId;
  readonly way: readonly ScriptAnswer[];
  readonly atMs: number;
}

/** What a campaign begins with. */
export function firstScript(campaignId: CampaignId): DeskScript {
  return { campaignId, version: 0, steps: COLLECTION_SCRIPT, popUrl: '', savedBy: '', savedMs: 0 };
}
