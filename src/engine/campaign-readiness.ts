import type { CampaignId } from '../core/kernel/ids.js';
import type { Obstacle } from '../core/readiness/obstacle.js';

/** Why a campaign dials or does not, as things stand. */
export interface CampaignReadiness {
  readonly campaignId: CampaignId;
  readonly atMs: number;
  /** True when nothing holds back every call; some calls may be held back. */
  readonly dialable: boolean;
  /** Those that hold back every call first. */
  readonly obstacles: readonly Obstacle[];
}
