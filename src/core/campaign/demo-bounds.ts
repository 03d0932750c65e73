import type { CampaignSettings, Trunk } from './campaign.js';
import { isLoopbackHost } from './loopback-host.js';

/** True when the trunk may carry the campaign: demo contacts leave by loopback trunks of kind `demo` alone, and nobody else does. */
export function keepsInside(campaign: Pick<CampaignSettings, 'demo'>, trunk: Trunk): boolean {
  return trunk.kind === 'demo' ? campaign.demo && isLoopbackHost(trunk.host) : !campaign.demo;
}
