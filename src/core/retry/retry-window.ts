import { longestRingMs } from '../call/longest-ring.js';
import type { CampaignSettings } from '../campaign/campaign.js';
import type { CompiledPolicy } from '../compliance/gate/compiled-policy.js';
import { placeOf } from '../compliance/windows/place.js';
import type { Contact } from '../contact/contact.js';
import { dddOf } from '../numbering/brazilian-number.js';
import type { RetryWindow } from './try-time.js';

export type WindowCampaign = Pick<CampaignSettings, 'purpose' | 'sector' | 'ringTimeoutMs'>;

/** The hours and days of a policy, in which a whole ringing of the campaign must fit, as the gate asks it. */
export function retryWindow(
  policy: CompiledPolicy,
  campaign: WindowCampaign,
  { municipality, addressUf }: Pick<Contact, 'municipality' | 'addressUf'>,
): RetryWindow {
  const { purpose, sector } = campaign;
  return {
    nextOpenMs(phone, fromMs) {
      const place = placeOf(dddOf(phone), { municipality, addressUf });
      const window = policy.windows.windowOf(place, { purpose, sector, mode: 'predictive' });
      return window.nextOpenMs(fromMs, longestRingMs(campaign));
    },
  };
}
