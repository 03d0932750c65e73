import type { CampaignId, MailingId } from '../../core/kernel/ids.js';
import type { Reason } from '../../core/outcome/outcome.js';
import {
  ANSWERED_REASONS,
  CONTACT_REASONS,
  type ConsumptionCell,
} from '../../core/retry/consumption-curve.js';
import { NEVER_RECYCLED } from '../../core/retry/never-recycled.js';
import type { CadenceStore, ConsumptionQuery, RecycleRequest, Recycling } from '../../ports/cadence-store.js';
import { utcDay } from './attempt-record.js';
import { CONSUMPTION, RECYCLE_STEP, RECYCLINGS, RESTING, START_RECYCLING } from './cadence-statements.js';
import type { Database } from './database.js';

/** Contacts of one step: short enough that the hopper never waits for it. */
const STEP_ROWS = 5000;
const RECYCLINGS_SHOWN = 100;

interface RecyclingRecord {
  readonly id: number;
  readonly campaign_id: string;
  readonly mailing_id: string | null;
  readonly reasons: readonly string[];
  readonly attempts: number;
  readonly why: string;
  readonly who: string;
  readonly at_ms: number;
  readonly contacts: number;
}

interface CellRecord {
  readonly mailing_id: string;
  readonly hour: number;
  readonly attempt_no: number;
  readonly attempts: number;
  readonly answers: number;
  readonly contacts: number;
}

/** Recycling and consumption in PostgreSQL. */
export class PostgresCadenceStore implements CadenceStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async recycle(request: RecycleRequest): Promise<Recycling> {
    const { campaignId, mailingId, attemptsMade, why, who, nowMs } = request;
    const reasons = request.reasons.filter((reason) => !NEVER_RECYCLED.has(reason));
    const values = [campaignId, mailingId, reasons, attemptsMade, why, who, nowMs];
    const [started] = await this.#database.query<{ id: number }>(START_RECYCLING, values);
    const id = started?.id ?? 0;
    let contacts = 0;
    for (let step = STEP_ROWS; step === STEP_ROWS; ) {
      const ask = [id, campaignId, mailingId, reasons, attemptsMade, STEP_ROWS, nowMs];
      const [done] = await this.#database.query<{ step: number; contacts: number }>(
        RECYCLE_STEP,
        ask,
        30_000,
      );
      step = done?.step ?? 0;
      contacts = done?.contacts ?? contacts;
    }
    return { id: String(id), campaignId, mailingId, reasons, attemptsMade, why, who, atMs: nowMs, contacts };
  }

  async recyclings(campaignId: CampaignId): Promise<readonly Recycling[]> {
    const records = await this.#database.query<RecyclingRecord>(RECYCLINGS, [campaignId, RECYCLINGS_SHOWN]);
    return records.map((record) => ({
      id: String(record.id),
      campaignId: record.campaign_id as CampaignId,
      mailingId: record.mailing_id as MailingId | null,
      reasons: record.reasons as readonly Reason[],
      attemptsMade: record.attempts,
      why: record.why,
      who: record.who,
      atMs: record.at_ms,
      contacts: record.contacts,
    }));
  }

  async consumption({
    campaignId,
    mailingId,
    fromMs,
    toMs,
  }: ConsumptionQuery): Promise<readonly ConsumptionCell[]> {
    const bounds = [utcDay(fromMs), utcDay(toMs), fromMs, toMs];
    const values = [campaignId, ...bounds, mailingId, ANSWERED_REASONS, CONTACT_REASONS];
    const records = await this.#database.query<CellRecord>(CONSUMPTION, values, 60_000);
    return records.map((record) => ({
      mailingId: record.mailing_id,
      hour: record.hour,
      attemptNo: record.attempt_no,
      attempts: record.attempts,
      answers: record.answers,
      contacts: record.contacts,
    }));
  }

  async resting(campaignId: CampaignId, nowMs: number): Promise<Readonly<Record<string, number>>> {
    const rows = await this.#database.query<{ rest_reason: string; contacts: number }>(
      RESTING,
      [campaignId, nowMs],
      30_000,
    );
    return Object.fromEntries(rows.map((row) => [row.rest_reason, row.contacts]));
  }
}
