import type { AgentId, AttemptId, CampaignId, E164 } from '../core/kernel/ids.js';
import type { SealedRecording } from './recording-vault.js';

/** What is kept of a sealed recording; nothing says who the person is. */
export interface KeptRecording extends SealedRecording {
  readonly recordingId: string;
  readonly attemptId: AttemptId;
  readonly campaignId: CampaignId;
  readonly agentId: AgentId | null;
  /** Brasília's day of its folder, `2026-11-22`. */
  readonly day: string;
  /** When the two were joined. */
  readonly startedAtMs: number;
  /** How long they talked by the call log; more than the recording lasts where a part was not recorded. */
  readonly talkMs: number;
  readonly sealedAtMs: number;
}

/** A recording with what the call log says of its call. */
export interface FoundRecording extends KeptRecording {
  /** In E.164, or '' where the person was taken out. */
  readonly phone: string;
  readonly disposition: string;
}

export interface RecordingQuery {
  readonly attemptId?: AttemptId;
  readonly phone?: E164;
  readonly agentId?: AgentId;
  readonly campaignId?: CampaignId;
  readonly day?: string;
  readonly disposition?: string;
  /** Lasting so long at least, and at most. */
  readonly leastMs?: number;
  readonly mostMs?: number;
  /** Of one of these campaigns. */
  readonly campaignIds?: readonly CampaignId[];
  /** Of one of these agents; recordings of nobody's talk are left out. */
  readonly agentIds?: readonly AgentId[];
}

/** The last one of the page before. */
export interface RecordingPlace {
  readonly startedAtMs: number;
  readonly recordingId: string;
}

/** The index of the vault. Rejects with DLR_DATABASE_DOWN. */
export interface RecordingStore {
  /** Replaces what was kept under the id. */
  keep(recording: KeptRecording): Promise<void>;
  find(recordingId: string): Promise<FoundRecording | null>;
  /** Newest first. */
  page(
    query: RecordingQuery,
    after: RecordingPlace | null,
    limit: number,
  ): Promise<readonly FoundRecording[]>;
  /** Forgets a day whose files are gone. */
  removeDay(day: string): Promise<void>;
}
