import type { Config } from '../../config/config.js';
import type { CampaignId } from '../../core/kernel/ids.js';

/** A pack as the configuration names it. */
export type ReportPack = Config['reports']['packs'][number];

/** The job of one pack and period. */
export interface ReportOrder {
  readonly pack: ReportPack;
  /** Where packs lie; absolute. */
  readonly folder: string;
  readonly period: { readonly name: string; readonly first: number; readonly last: number };
  /** The plan of the indicators as it was read: targets, bases, justifications, costs. */
  readonly plan: unknown;
  /** Of the creditor it is for; null: of the whole house. */
  readonly campaignIds: readonly CampaignId[] | null;
  readonly nowMs: number;
}
