import type { KnobOverride } from '../core/campaign/knob-override.js';
import type { FloorThreshold } from '../core/floor/floor-threshold.js';
import type { CampaignId } from '../core/kernel/ids.js';

/** What supervisors set beside the campaigns' settings. Rejects with DLR_DATABASE_DOWN. */
export interface FloorStore {
  /** Keeps a new override, or how it ended. */
  saveOverride(override: KnobOverride): Promise<void>;
  /** Those that hold, of all campaigns, oldest first. */
  standingOverrides(): Promise<readonly KnobOverride[]>;
  /** Newest first. */
  overridesOf(campaignId: CampaignId, most: number): Promise<readonly KnobOverride[]>;
  /** Null where nobody has set any. */
  thresholds(): Promise<readonly FloorThreshold[] | null>;
  saveThresholds(thresholds: readonly FloorThreshold[]): Promise<void>;
}
