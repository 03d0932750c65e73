import { longestRingMs } from '../call/longest-ring.js';
import type { CampaignSettings } from '../campaign/campaign.js';
import { nextCalendarOpenMs } from '../campaign/campaign-calendar.js';
import type { CompiledPolicy } from '../compliance/gate/compiled-policy.js';
import { placeOf } from '../compliance/windows/place.js';
import type { Contact } from '../contact/contact.js';
import { dddOf } from '../numbering/brazilian-number.js';
import type { RetryWindow } from './try-time.js';

export type WindowCampaign = Pick<CampaignSettings, 'purpose' | 'sector' | 'ringTimeoutMs'> &
  Partial<Pick<CampaignSettings, 'calendar'>>;

/** A policy and a calendar that never meet in so many openings never will. */
const MOST_OPENINGS = 60;

/** The hours and days of a policy and of the campaign's calendar, in which a whole ringing of the campaign must fit, as the gate asks it. */
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
      let atMs: number | null = fromMs;
      for (let tries = 0; tries < MOST_OPENINGS && atMs !== null; tries += 1) {
        const lawMs = window.nextOpenMs(atMs, longestRingMs(campaign));
        const openMs = lawMs === null ? null : nextCalendarOpenMs(campaign.calendar ?? null, lawMs);
        if (openMs === lawMs) {
          return openMs;
        }
        atMs = openMs;
      }
      return null;
    },
  };
}
