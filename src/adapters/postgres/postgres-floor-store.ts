import type { KnobOverride } from '../../core/campaign/knob-override.js';
import { readKnobChange } from '../../core/campaign/knobs.js';
import type { FloorThreshold } from '../../core/floor/floor-threshold.js';
import { type CampaignId, parseCampaignId } from '../../core/kernel/ids.js';
import type { FloorStore } from '../../ports/floor-store.js';
import type { Database, Statement } from './database.js';

interface OverrideRow {
  readonly id: string;
  readonly campaign_id: string;
  readonly change: Readonly<Record<string, unknown>>;
  readonly before: Readonly<Record<string, unknown>>;
  readonly by_whom: string;
  readonly reason: string;
  readonly from_ms: number;
  readonly until_ms: number;
  readonly ended_ms: number | null;
  readonly ended_by: string;
}

const COLUMNS =
  'id, campaign_id, change, before, by_whom, reason, from_ms, until_ms, ended_ms, ended_by' as const;

const SAVE_OVERRIDE: Statement = {
  name: 'floor_save_override',
  text: `insert into knob_overrides (${COLUMNS})
    values ($1, $2, $3::jsonb, $4::jsonb, $5, $6, $7, $8, $9, $10)
    on conflict (id) do update set ended_ms = excluded.ended_ms, ended_by = excluded.ended_by`,
};
const STANDING: Statement = {
  name: 'floor_standing_overrides',
  text: `select ${COLUMNS} from knob_overrides where ended_ms is null order by from_ms`,
};
const OF_CAMPAIGN: Statement = {
  name: 'floor_overrides_of',
  text: `select ${COLUMNS} from knob_overrides where campaign_id = $1 order by from_ms desc limit $2`,
};
const THRESHOLDS: Statement = { name: 'floor_thresholds', text: 'select thresholds from floor_thresholds' };
const SAVE_THRESHOLDS: Statement = {
  name: 'floor_save_thresholds',
  text: `insert into floor_thresholds (thresholds) values ($1::jsonb)
    on conflict (one) do update set thresholds = excluded.thresholds`,
};

/** What supervisors set, in PostgreSQL. */
export class PostgresFloorStore implements FloorStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async saveOverride(override: KnobOverride): Promise<void> {
    const { id, campaignId, change, before, by, reason, fromMs, untilMs, endedMs, endedBy } = override;
    const [set, stood] = [JSON.stringify(change), JSON.stringify(before)];
    const values = [id, campaignId, set, stood, by, reason, fromMs, untilMs, endedMs, endedBy];
    await this.#database.query(SAVE_OVERRIDE, values);
  }

  async standingOverrides(): Promise<readonly KnobOverride[]> {
    return (await this.#database.query<OverrideRow>(STANDING, [])).map(overrideOf);
  }

  async overridesOf(campaignId: CampaignId, most: number): Promise<readonly KnobOverride[]> {
    return (await this.#database.query<OverrideRow>(OF_CAMPAIGN, [campaignId, most])).map(overrideOf);
  }

  async thresholds(): Promise<readonly FloorThreshold[] | null> {
    const rows = await this.#database.query<{ thresholds: readonly FloorThreshold[] }>(THRESHOLDS, []);
    return rows[0]?.thresholds ?? null;
  }

  async saveThresholds(thresholds: readonly FloorThreshold[]): Promise<void> {
    await this.#database.query(SAVE_THRESHOLDS, [JSON.stringify(thresholds)]);
  }
}

function overrideOf(row: OverrideRow): KnobOverride {
  return {
    id: row.id,
    campaignId: parseCampaignId(row.campaign_id),
    change: readKnobChange(row.change),
    before: readKnobChange(row.before),
    by: row.by_whom,
    reason: row.reason,
    fromMs: row.from_ms,
    untilMs: row.until_ms,
    endedMs: row.ended_ms,
    endedBy: row.ended_by,
  };
}
