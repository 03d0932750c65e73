import type { AgentId, AttemptId, CampaignId } from '../../core/kernel/ids.js';
import type { Waveform } from '../../core/recording/waveform.js';
import type {
  FoundRecording,
  KeptRecording,
  RecordingPlace,
  RecordingQuery,
  RecordingStore,
} from '../../ports/recording-store.js';
import type { Database } from './database.js';
import {
  FIND_RECORDING,
  KEEP_RECORDING,
  RECORDING_PAGE,
  REMOVE_RECORDING_DAY,
} from './recording-statements.js';

interface RecordingRow {
  readonly recording_id: string;
  readonly attempt_id: string;
  readonly campaign_id: string;
  readonly agent_id: string | null;
  readonly day: string;
  readonly started_at_ms: number;
  readonly talk_ms: number;
  readonly duration_ms: number;
  readonly channels: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly sealed_at_ms: number;
  readonly waveform: Waveform;
  readonly phone: string | null;
  readonly disposition: string | null;
}

/** Sorts after every id. */
const LAST_ID = '\u{10ffff}';

/** The index of the recordings in PostgreSQL. */
export class PostgresRecordingStore implements RecordingStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async keep(recording: KeptRecording): Promise<void> {
    await this.#database.query(KEEP_RECORDING, [JSON.stringify(recording)]);
  }

  async find(recordingId: string): Promise<FoundRecording | null> {
    const [row] = await this.#database.query<RecordingRow>(FIND_RECORDING, [recordingId]);
    return row === undefined ? null : foundOf(row);
  }

  async page(
    { attemptId, agentId, campaignId, day, phone, ...query }: RecordingQuery,
    after: RecordingPlace | null,
    limit: number,
  ): Promise<readonly FoundRecording[]> {
    const rows = await this.#database.query<RecordingRow>(RECORDING_PAGE, [
      attemptId ?? null,
      agentId ?? null,
      campaignId ?? null,
      day ?? null,
      phone ?? null,
      after?.startedAtMs ?? Number.MAX_SAFE_INTEGER,
      after?.recordingId ?? LAST_ID,
      limit,
      query.disposition ?? null,
      query.leastMs ?? null,
      query.mostMs ?? null,
      query.agentIds ?? null,
      query.campaignIds ?? null,
    ]);
    return rows.map(foundOf);
  }

  async removeDay(day: string): Promise<void> {
    await this.#database.query(REMOVE_RECORDING_DAY, [day]);
  }
}

function foundOf(row: RecordingRow): FoundRecording {
  return {
    recordingId: row.recording_id,
    attemptId: row.attempt_id as AttemptId,
    campaignId: row.campaign_id as CampaignId,
    agentId: row.agent_id as AgentId | null,
    day: row.day,
    startedAtMs: row.started_at_ms,
    talkMs: row.talk_ms,
    durationMs: row.duration_ms,
    channels: row.channels,
    bytes: row.bytes,
    sha256: row.sha256,
    sealedAtMs: row.sealed_at_ms,
    waveform: row.waveform,
    // Of a person who was taken out the row holds a commitment.
    phone: row.phone?.startsWith('+') === true ? row.phone : '',
    disposition: row.disposition ?? '',
  };
}
