import type { AgentId, CampaignId, ContactId } from '../kernel/ids.js';

/** A callback that an agent has promised to make himself. It holds while the contact's own callback is of that time. */
export interface PersonalCallback {
  readonly contactId: ContactId;
  readonly campaignId: CampaignId;
  readonly agentId: AgentId;
  /** As it was agreed. */
  readonly atMs: number;
  readonly savedMs: number;
}
