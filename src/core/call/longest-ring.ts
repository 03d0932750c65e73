import { type CampaignSettings, MINIMUM_RING_MS } from '../campaign/campaign.js';
import { SECOND } from '../kernel/time.js';
import { longestUnansweredMs } from './step-unanswered-call.js';

/** For the write of the row and for the hang-up's way to the phone. */
const WAY_MS = 5 * SECOND;

/** From the decision to dial to the last moment a phone that nobody answers may ring: this has to fit into the window (R16). */
export function longestRingMs({ ringTimeoutMs }: Pick<CampaignSettings, 'ringTimeoutMs'>): number {
  const minimumRingMs = MINIMUM_RING_MS;
  return (
    longestUnansweredMs({ ringTimeoutMs: Math.max(ringTimeoutMs, minimumRingMs), minimumRingMs }) + WAY_MS
  );
}
