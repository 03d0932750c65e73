import type { CampaignReadinessOut } from '../../contract/readiness-wire.js';
import { isoUtc } from '../../core/kernel/iso-utc.js';
import type { CampaignReadiness } from '../../engine/campaign-readiness.js';

/** A campaign's readiness as the doors show it, with what the gate refused today by rule. */
export function readinessToWire(
  { campaignId, atMs, dialable, obstacles }: CampaignReadiness,
  blockedToday: Readonly<Record<string, number>>,
): CampaignReadinessOut {
  return {
    campaignId,
    at: isoUtc(atMs),
    dialable,
    obstacles: obstacles.map(({ untilMs, ...rest }) => ({
      ...rest,
      until: untilMs === null ? null : isoUtc(untilMs),
    })),
    blockedToday: { ...blockedToday },
  };
}
