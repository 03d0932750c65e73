import type { AbandonedCaller } from '../../core/acd/abandoned-callers.js';
import type { InboundKind } from '../../core/acd/inbound-kind.js';
import type { ShownCall } from '../../core/acd/return-call.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { E164 } from '../../core/kernel/ids.js';
import type { InboundSetting, InboundStore, QueueArrivals } from '../../ports/inbound-store.js';
import { utcDay } from './attempt-record.js';
import type { Database } from './database.js';
import {
  ARRIVALS,
  CALLERS,
  CALLS_TO,
  CHANGES,
  KEEP_CALLERS,
  REMOVE_SETTING,
  SAVE_SETTING,
  SETTINGS,
} from './inbound-statements.js';

interface SettingRow {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly document: unknown;
  readonly at_ms: number;
  readonly changed_by: string;
}

interface CallerRow {
  readonly number: string;
  readonly queue_id: string | null;
  readonly left_in: string;
  readonly first_ms: number;
  readonly last_ms: number;
  readonly times: number;
  readonly waited_ms: number;
  readonly tries: number;
  readonly due_ms: number;
  readonly calling: boolean;
  readonly campaign_id: string;
  readonly contact_id: string | null;
}

interface ShownRow {
  readonly campaign_id: string;
  readonly contact_id: string;
  readonly phone: string;
  readonly line: string;
  readonly agent_id: string | null;
  readonly t_agent_ms: number | null;
  readonly t_dial_ms: number;
}

function settingOf(row: SettingRow): InboundSetting {
  const { id, version, document } = row;
  return { kind: row.kind as InboundKind, id, version, document, atMs: row.at_ms, by: row.changed_by };
}

function callerOf(row: CallerRow): AbandonedCaller {
  return {
    number: row.number as E164,
    queueId: row.queue_id as AbandonedCaller['queueId'],
    leftIn: row.left_in as AbandonedCaller['leftIn'],
    firstMs: row.first_ms,
    lastMs: row.last_ms,
    times: row.times,
    waitedMs: row.waited_ms,
    tries: row.tries,
    dueMs: row.due_ms,
    calling: row.calling,
    campaignId: row.campaign_id as AbandonedCaller['campaignId'],
    contactId: row.contact_id as AbandonedCaller['contactId'],
  };
}

function callerRow(caller: AbandonedCaller): CallerRow {
  return {
    number: caller.number,
    queue_id: caller.queueId,
    left_in: caller.leftIn,
    first_ms: caller.firstMs,
    last_ms: caller.lastMs,
    times: caller.times,
    waited_ms: caller.waitedMs,
    tries: caller.tries,
    due_ms: caller.dueMs,
    calling: caller.calling,
    campaign_id: caller.campaignId,
    contact_id: caller.contactId,
  };
}

/** Settings of calls that come in, and callers to call back, in PostgreSQL. */
export class PostgresInboundStore implements InboundStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async settings(): Promise<readonly InboundSetting[]> {
    return (await this.#database.query<SettingRow>(SETTINGS, [])).map(settingOf);
  }

  async save({ kind, id, version, document, atMs, by }: InboundSetting): Promise<void> {
    const values = [kind, id, version, JSON.stringify(document), atMs, by];
    const saved = await this.#database.query(SAVE_SETTING, values);
    if (saved.length === 0) {
      throw conflict(kind, id, version - 1);
    }
  }

  async remove({ kind, id, version, atMs, by }: Omit<InboundSetting, 'document'>): Promise<void> {
    const removed = await this.#database.query(REMOVE_SETTING, [kind, id, version, null, atMs, by]);
    if (removed.length === 0) {
      throw conflict(kind, id, version);
    }
  }

  async changes(most: number): Promise<readonly InboundSetting[]> {
    return (await this.#database.query<SettingRow>(CHANGES, [most])).map(settingOf);
  }

  async callers(): Promise<readonly AbandonedCaller[]> {
    return (await this.#database.query<CallerRow>(CALLERS, [])).map(callerOf);
  }

  async keepCallers(kept: readonly AbandonedCaller[], gone: readonly E164[]): Promise<void> {
    await this.#database.query(KEEP_CALLERS, [JSON.stringify(kept.map(callerRow)), [...gone]]);
  }

  async callsTo(number: E164, sinceMs: number): Promise<readonly ShownCall[]> {
    const rows = await this.#database.query<ShownRow>(CALLS_TO, [number, sinceMs, utcDay(sinceMs)]);
    return rows.map((row) => ({
      campaignId: row.campaign_id as ShownCall['campaignId'],
      contactId: row.contact_id as ShownCall['contactId'],
      number: row.phone as E164,
      line: row.line as E164,
      agentId: row.t_agent_ms === null ? null : (row.agent_id as ShownCall['agentId']),
      atMs: row.t_dial_ms,
    }));
  }

  arrivals(sinceMs: number): Promise<readonly QueueArrivals[]> {
    return this.#database.query<QueueArrivals>(ARRIVALS, [sinceMs, utcDay(sinceMs)]);
  }
}

function conflict(kind: string, id: string, version: number): CadenciaError {
  return new CadenciaError('DLR_STATE_CONFLICT', {
    detail: `The ${kind} '${id}' is no longer at version ${version}: read it again and repeat the change.`,
    fields: { kind, id, version },
  });
}
