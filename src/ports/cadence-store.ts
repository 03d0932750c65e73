import type { CampaignId, MailingId } from '../core/kernel/ids.js';
import type { Reason } from '../core/outcome/outcome.js';
import type { ConsumptionCell } from '../core/retry/consumption-curve.js';

export interface RecycleRequest {
  readonly campaignId: CampaignId;
  /** Null: all bases of the campaign. */
  readonly mailingId: MailingId | null;
  /** Contacts whose last attempt ended so; those of NEVER_RECYCLED are passed over whatever is asked. */
  readonly reasons: readonly Reason[];
  /** Attempts that count as made from now on, of the campaign's maximum. */
  readonly attemptsMade: number;
  readonly why: string;
  /** Who asked. */
  readonly who: string;
  readonly nowMs: number;
}

/** A recycling as it was recorded. */
export interface Recycling {
  readonly id: string;
  readonly campaignId: CampaignId;
  readonly mailingId: MailingId | null;
  readonly reasons: readonly Reason[];
  readonly attemptsMade: number;
  readonly why: string;
  readonly who: string;
  readonly atMs: number;
  /** Contacts that became ready again. */
  readonly contacts: number;
}

export interface ConsumptionQuery {
  readonly campaignId: CampaignId;
  readonly mailingId: MailingId | null;
  /** Both are needed: the log is read by days. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** What retry needs of the list and the log beyond one contact. Rejects with DLR_DATABASE_DOWN. */
export interface CadenceStore {
  /** Contacts that had ended become ready again, and it is recorded; in steps, each of them kept. */
  recycle(request: RecycleRequest): Promise<Recycling>;
  /** The last hundred of a campaign, newest first. */
  recyclings(campaignId: CampaignId): Promise<readonly Recycling[]>;
  /** Closed dials by base, hour (of the person's clock) and attempt number. */
  consumption(query: ConsumptionQuery): Promise<readonly ConsumptionCell[]>;
  /** Contacts that rest although they may be called, by why. */
  resting(campaignId: CampaignId, nowMs: number): Promise<Readonly<Record<string, number>>>;
}
