import type { AgentOutput, QuartileDay } from '../core/campaign/quartile-modes.js';
import type { CampaignId } from '../core/kernel/ids.js';

/** Agents' output by campaign, and the quartiles made of it. Rejects with DLR_DATABASE_DOWN. */
export interface QuartileStore {
  /** Of closed attempts that began in these instants, by agent; `toMs` is not within. */
  output(campaignId: CampaignId, fromMs: number, toMs: number): Promise<readonly AgentOutput[]>;
  /** Keeps what was made of a day, unless that day is kept already; tells what stands. Drops days that are too old. */
  keep(day: QuartileDay, oldestDay: string): Promise<QuartileDay>;
  /** The newest of a campaign, or null. */
  last(campaignId: CampaignId): Promise<QuartileDay | null>;
}
