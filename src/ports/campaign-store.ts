import type { CampaignSettings, CampaignState, Line, Trunk } from '../core/campaign/campaign.js';
import type { CampaignId } from '../core/kernel/ids.js';
import type { BaseVersion, Versioned } from './versioned.js';

export interface StoredCampaign {
  readonly settings: CampaignSettings;
  readonly state: CampaignState;
  /** Grows by one at each change of settings or state; the ETag of the settings. */
  readonly version: number;
  /** What of the stored settings cannot be read, in place of which defaults stand here; absent when all can. */
  readonly problem?: string;
}

/** Why nothing may be dialled, and since when. */
export interface DialingStop {
  readonly why: string;
  readonly sinceMs: number;
}

/** Campaigns, trunks, lines and the stop of all dialling: small tables, read at start and when told of a change. */
export interface CampaignStore {
  list(): Promise<readonly StoredCampaign[]>;
  /** Those that are not known at all, or were changed since the version known. */
  changedSince(known: ReadonlyMap<CampaignId, number>): Promise<readonly StoredCampaign[]>;
  find(id: CampaignId): Promise<StoredCampaign | null>;
  /** Inserts (expectedVersion 0) or replaces; DLR_STATE_CONFLICT when the stored version is another. Returns the new version. */
  save(settings: CampaignSettings, state: CampaignState, expectedVersion: number): Promise<number>;
  listTrunks(): Promise<readonly Versioned<Trunk>[]>;
  /** Resolves with the new version. */
  saveTrunk(trunk: Trunk, base?: BaseVersion): Promise<number>;
  listLines(): Promise<readonly Versioned<Line>[]>;
  /** Resolves with the new version. */
  saveLine(line: Line, base?: BaseVersion): Promise<number>;
  /** True from a `keepDialingStop` with a reason to one with null, restarts included. */
  dialingStopped(): Promise<boolean>;
  keepDialingStop(stop: DialingStop | null): Promise<void>;
}
