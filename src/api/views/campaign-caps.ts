import { CAMPAIGN_DEFAULTS } from '../../core/campaign/campaign.js';
import type { CampaignId } from '../../core/kernel/ids.js';
import type { CampaignControl, CampaignView } from '../../engine/engine-control.js';

/** The abandon ceiling of each campaign, read again when its version changes; a screen needs it beside the share. */
export interface CampaignCaps {
  /** The last known ceiling; starts a read when the version is new, and `onChange` tells when it is there. */
  capOf(view: CampaignView): number;
  /** Waits until the ceilings of these are known; a store that is away does not stop it. */
  load(views: readonly CampaignView[]): Promise<void>;
}

export function makeCampaignCaps(
  campaigns: CampaignControl,
  onChange: (id: CampaignId) => void,
): CampaignCaps {
  const known = new Map<CampaignId, { version: number; cap: number }>();
  const reading = new Set<CampaignId>();

  async function read(id: CampaignId): Promise<void> {
    const stored = await campaigns.find(id);
    if (stored !== null) {
      known.set(id, { version: stored.version, cap: stored.settings.abandonCap });
    }
  }

  return {
    capOf(view) {
      const entry = known.get(view.id);
      if (entry?.version !== view.version && !reading.has(view.id)) {
        reading.add(view.id);
        read(view.id)
          .then(() => onChange(view.id))
          .catch(() => undefined)
          .finally(() => reading.delete(view.id));
      }
      return entry?.cap ?? CAMPAIGN_DEFAULTS.abandonCap;
    },
    async load(views) {
      await Promise.allSettled(
        views.filter((view) => known.get(view.id)?.version !== view.version).map((view) => read(view.id)),
      );
    },
  };
}
